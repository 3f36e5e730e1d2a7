package reportweb

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	engine "titian/internal/engine/sentence"
	"titian/internal/feature/report"
	"titian/internal/feature/sentence/sentencetext"
	"titian/internal/kernel/civil"
	"titian/internal/platform/i18n"
)

// The copy that a person is given says everything in words: a code means nothing
// to somebody who asks what is held about them.

func heads(l *i18n.Localizer, part report.Part) []string {
	out := make([]string, len(part.Columns))
	for i, c := range part.Columns {
		out[i] = l.T("extract.col." + c)
	}
	return out
}

// Told is a part's rows as a reader knows them.
func Told(l *i18n.Localizer, part report.Part) [][]string {
	out := make([][]string, len(part.Rows))
	for i, row := range part.Rows {
		out[i] = make([]string, len(row))
		for j, cell := range row {
			out[i][j] = told(l, part.Key, part.Columns[j], cell)
		}
	}
	return out
}

// families are the columns whose words other rooms have: under their own name
// where every part means the same by it, and under the part's where not.
var families = map[string]string{
	"sex": "person.sex.", "religion": "person.religion.", "schooling": "person.schooling.", "legal_status": "person.legal.", "custody_status": "person.custody.",
	"risk_level": "person.risk.", "end_kind": "custody.end.", "purpose": "consent.purpose.", "area": "need.area.", "phase": "readiness.phase.", "item": "readiness.item.",
	"mark": "attendance.key.", "asnaf": "asnaf.", "livelihood": "follow_up.livelihood.", "housing": "follow_up.housing.", "family": "follow_up.family.",
	"from_stage": "stage.", "to_stage": "stage.", "role": "role.", "way": "reading.way.", "verdict": "emergency.verdict.", "competent": "extract.yesno.",
	"reoffended": "follow_up.reoffended.", "fact": "correction.fact.", "was": "custody.end.", "became": "custody.end.", "source": "sentence.source.", "point": "sentence.point.", "severity": "need.severity.",
	"cause": "plan.cause.", "decision": "case.decision.", "reasons": "case.reason.",

	"legal_step.reason": "legal.reason.", "number.kind": "number.kind.", "alias.kind": "alias.kind.", "trait.kind": "trait.kind.", "trait.level": "trait.level.",
	"adjustment.kind": "adjustment.kind.", "transfer.reason": "transfer.purpose.", "transfer.status": "transfer.status.", "sentence.topic": "sentence.topic.",
	"sentence.status": "sentence.state.", "sentence_source.topic": "sentence.topic.", "consent.answer": "consent.answer.", "readiness.answer": "readiness.answer.",
	"sheet.status": "sheet.status.", "screening.kind": "screening.kind.", "screening.result": "screening.result.", "rehabilitation.stage": "rehabilitation.stage.",
	"step.status": "plan.status.", "stage.stage": "stage.", "note.kind": "note.kind.", "note.status": "extract.note.", "alert.kind": "alert.kind.",
	"class.status": "enrolment.status.", "class.end_reason": "enrolment.reason.", "aid.kind": "extract.aid.", "hand_over.status": "handover.status.",
}

// told is a stored cell in words: days, codes, lengths and answers of ours are
// written out, everything else stands as it was typed.
func told(l *i18n.Localizer, part, column, cell string) string {
	switch {
	case cell == "":
		return ""
	case strings.HasSuffix(column, "_on"):
		if d, err := civil.Parse(cell); err == nil {
			return l.Date(d)
		}
	case column == "born" || column == "was" || column == "became": // a correction's are days, words of ours, or what was typed
		if d, err := civil.ParsePartial(cell); err == nil {
			return l.Partial(d)
		}
	case column == "length":
		return length(l, cell)
	case part == "sentence" && column == "code":
		return kindOf(l, cell)
	case column == "answers" || column == "medical":
		return answers(cell)
	case column == "reasons":
		return each(l, cell)
	}
	family, ok := families[part+"."+column]
	if !ok {
		family, ok = families[column]
	}
	if ok && l.Has(family+cell) {
		return l.T(family + cell)
	}
	return cell
}

// word is told of a column that means the same in every part.
func word(l *i18n.Localizer, column, cell string) string { return told(l, "", column, cell) }

// each is a list of reasons, comma between them as it is stored.
func each(l *i18n.Localizer, list string) string {
	var out []string
	for code := range strings.SplitSeq(list, ",") {
		out = append(out, l.T(families["reasons"]+code))
	}
	return strings.Join(out, ", ")
}

// length is years, months and days as they are stored: "1-5-0".
func length(l *i18n.Localizer, cell string) string {
	var t engine.Term
	if _, err := fmt.Sscanf(cell, "%d-%d-%d", &t.Years, &t.Months, &t.Days); err != nil {
		return cell
	}
	return sentencetext.Term(l, t)
}

// kindOf names what an entry of a sentence is about: who serves it, which
// remission, which condition, which date.
func kindOf(l *i18n.Localizer, code string) string {
	if key := "sentence.status." + code; l.Has(key) {
		return l.T(key)
	}
	return sentencetext.Kind(l, code)
}

// answers lists what was answered, question by question in the questionnaire's
// own short names.
func answers(cell string) string {
	var given map[string][]string
	if json.Unmarshal([]byte(cell), &given) != nil {
		return cell
	}
	var out []string
	for _, q := range slices.Sorted(maps.Keys(given)) {
		out = append(out, q+": "+strings.Join(given[q], ", "))
	}
	return strings.Join(out, "; ")
}
