package intake

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	engine "titian/internal/engine/sentence"
	"titian/internal/feature/person"
	"titian/internal/feature/sentence"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/platform/tabular"
)

// told is what a row says beside what the register's own row holds.
type told struct {
	sentence.Imported
	expiry, release civil.Date
	names           []string
}

// sentence is what the row tells of a sentence. A day of expiry alone is the
// register's expected release and no sentence, unless somebody has written down
// one already: then it is a date of SDP, and wins over what we compute.
func (t *told) sentence(written bool, doc string) sentence.Imported {
	m := t.Imported
	if m.IsZero() && !written {
		return m
	}
	m.Official, m.DocNo = maps.Clone(m.Official), doc
	for p, on := range map[engine.Point]civil.Date{engine.NetExpiry: t.expiry, engine.Release: t.release} {
		if on.IsZero() {
			continue
		}
		if m.Official == nil {
			m.Official = map[engine.Point]civil.Date{}
		}
		m.Official[p] = on
	}
	return m
}

// readSentence puts a cell of the sentence into what the row tells.
func (r *reader) readSentence(e *entry, f Field, c tabular.Cell) (code string) {
	t := &e.told
	switch f {
	case Sentence:
		if t.Endless = endless(HeaderKey(c.Text)); t.Endless == "" {
			code = lengthen(&t.Term, c, "")
		}
	case SentenceYears:
		code = lengthen(&t.Term, c, "tahun")
	case SentenceMonths:
		code = lengthen(&t.Term, c, "bulan")
	case SentenceDays:
		code = lengthen(&t.Term, c, "hari")
	case Remission:
		code = lengthen(&t.Remission, c, "")
	case RemissionMonths:
		code = lengthen(&t.Remission, c, "bulan")
	case RemissionDays:
		code = lengthen(&t.Remission, c, "hari")
	case Substitute:
		code = lengthen(&t.Fine, c, "")
	case SubstMonths:
		code = lengthen(&t.Fine, c, "bulan")
	case SubstDays:
		code = lengthen(&t.Fine, c, "hari")
	case Fine:
		t.Paid, code = paid(c.Text)
	default:
		code = r.readOfficial(e, f, c)
	}
	return code
}

func (r *reader) readOfficial(e *entry, f Field, c tabular.Cell) string {
	d, code := r.event.day(c)
	if code != "" {
		return code
	}
	t := &e.told
	switch f {
	case DetainedOn:
		t.Start = d
	case FinePaidOn:
		t.FinePaid, t.Paid = d, true
	case Expiry:
		t.expiry = d
	case ReleaseDue:
		t.release = d
	default:
		if t.Official == nil {
			t.Official = map[engine.Point]civil.Date{}
		}
		t.Official[parts[f]] = d
	}
	return ""
}

// parts are the days on which a part of the sentence is served.
var parts = map[Field]engine.Point{OneThird: engine.OneThird, OneHalf: engine.OneHalf, TwoThirds: engine.TwoThirds}

// settle ends the reading of a row's sentence: what stands in it must follow in
// the order of time, and the register expects the release that SDP does.
func (r *reader) settle(e *entry) {
	t := &e.told
	last, before := civil.Date{}, Field("")
	for _, x := range []struct {
		f Field
		d civil.Date
	}{{DetainedOn, t.Start}, {OneThird, t.Official[engine.OneThird]}, {OneHalf, t.Official[engine.OneHalf]}, {TwoThirds, t.Official[engine.TwoThirds]}, {Expiry, t.expiry}, {ReleaseDue, t.release}} {
		if x.d.IsZero() {
			continue
		}
		if x.d.Before(last) {
			e.mistake(r.column(x.f), x.f, "intake.before", "header", r.shape.Columns[r.column(before)].Header)
			break
		}
		last, before = x.d, x.f
	}
	if t.Paid && t.FinePaid.IsZero() && !e.gave(Substitute) && !e.gave(SubstMonths) && !e.gave(SubstDays) {
		t.Paid = false // a fine without a substitute concerns no date
	}
	if e.c.ReleaseDueOn = t.release; t.release.IsZero() {
		e.c.ReleaseDueOn = t.expiry
	}
}

// units are the letters with which units of a length begin: 1 tahun, 1 th, 6 bln, 6 bl, 10 hr.
var units = map[string]string{
	"tahun": "tahun", "th": "tahun", "thn": "tahun", "t": "tahun", "year": "tahun", "years": "tahun", "y": "tahun",
	"bulan": "bulan", "bl": "bulan", "bln": "bulan", "b": "bulan", "month": "bulan", "months": "bulan", "m": "bulan",
	"hari": "hari", "hr": "hari", "h": "hari", "day": "hari", "days": "hari", "d": "hari",
}

// lengthen adds a length to t: "1 tahun 8 bulan", "1 Th. 8 Bl.", "8 (delapan) bulan".
// A bare number is of the column's unit; without one nobody can tell years from
// months, and it is a mistake by name.
func lengthen(t *engine.Term, c tabular.Cell, unit string) string {
	words, ok := lengthWords(c.Text)
	if !ok || len(words) == 0 {
		return "intake.length"
	}
	if len(words) == 1 && isFigures(words[0]) {
		if unit == "" {
			if strings.Trim(words[0], "0") == "" {
				return ""
			}
			return "intake.unit"
		}
		words = append(words, unit)
	}
	if len(words)%2 != 0 {
		return "intake.length"
	}
	seen := map[string]bool{}
	for i := 0; i < len(words); i += 2 {
		n, err := strconv.Atoi(words[i])
		u := units[words[i+1]]
		if err != nil || n > longestPart || u == "" || seen[u] || unit != "" && u != unit {
			return "intake.length"
		}
		seen[u] = true
		switch u {
		case "tahun":
			t.Years += n
		case "bulan":
			t.Months += n
		case "hari":
			t.Days += n
		}
	}
	return ""
}

const longestPart = 99_999 // what is longer is no length, and refused by the register's rules below that

// lengthWords cuts a length into figures and letters; what stands in brackets is
// the figure again, in words.
func lengthWords(s string) ([]string, bool) {
	var out []string
	depth, kind := 0, byte(0)
	for _, r := range strings.ToLower(s) {
		k := byte(0)
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth = max(0, depth-1)
		case depth > 0:
		case r >= '0' && r <= '9':
			k = '0'
		case r >= 'a' && r <= 'z':
			k = 'a'
		case !strings.ContainsRune(" .,+\u00a0\t\n", r):
			return nil, false // 1-8-0 may mean anything
		}
		if k != 0 && k == kind {
			out[len(out)-1] += string(r)
		} else if k != 0 {
			out = append(out, string(r))
		}
		kind = k
	}
	out = slices.DeleteFunc(out, func(w string) bool { return w == "dan" || w == "and" || w == "penjara" || w == "kurungan" })
	return out, true
}

// endless is the sentence without an end that a cell names.
func endless(key string) string {
	switch key {
	case "seumur hidup", "sh", "pidana seumur hidup", "penjara seumur hidup", "life":
		return "life"
	case "mati", "pidana mati", "hukuman mati", "death":
		return "death"
	}
	return ""
}

// paid reads a fine: a sum, or whether it is paid.
func paid(s string) (bool, string) {
	switch key := HeaderKey(s); key {
	case "lunas", "dibayar", "sudah dibayar", "sudah bayar", "dibayar lunas", "ya", "paid":
		return true, ""
	case "belum", "belum dibayar", "belum bayar", "belum lunas", "tidak dibayar", "tidak bayar", "tidak", "unpaid":
		return false, ""
	default:
		for _, w := range strings.Fields(key) {
			if !isFigures(w) && w != "rp" && w != "idr" && w != "juta" && w != "jt" && w != "milyar" && w != "miliar" && w != "rupiah" {
				return false, "intake.word"
			}
		}
		return false, ""
	}
}

// aliases cuts a cell into other names: "Budek, Mas Bud", "Udin als. Ucok".
func aliases(s string) []string {
	var out []string
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",;/|\n", r) }) {
		var name []string
		for _, w := range append(strings.Fields(part), "alias") {
			if k := strings.ToLower(strings.Trim(w, ".:")); k != "alias" && k != "als" {
				name = append(name, w)
				continue
			}
			if whole := strings.Join(name, " "); whole != "" && !slices.Contains(out, whole) {
				out = append(out, whole)
			}
			name = nil
		}
	}
	return out
}

// fieldOf is the column in which an error of the register's rules lies: path is
// a field of the form, or of the sentence ("sentence.official.two_thirds.dated_on").
func (r *reader) fieldOf(path string) Field {
	rest, ofSentence := strings.CutPrefix(path, "sentence.")
	if !ofSentence {
		return Field(path)
	}
	topic, rest, _ := strings.Cut(rest, ".")
	point, _, _ := strings.Cut(rest, ".")
	var of []Field
	switch sentence.Topic(topic) {
	case sentence.Start:
		of = []Field{DetainedOn}
	case sentence.Fine:
		of = []Field{Substitute, SubstMonths, SubstDays, FinePaidOn}
		if point == "met_on" {
			of = []Field{FinePaidOn}
		}
	case sentence.Reported:
		of = []Field{Remission, RemissionMonths, RemissionDays}
	case sentence.Official:
		of = []Field{fieldOfPoint(point)}
	default:
		of = []Field{Sentence, SentenceYears, SentenceMonths, SentenceDays}
	}
	for _, f := range of {
		if r.column(f) >= 0 {
			return f
		}
	}
	return of[0]
}

func fieldOfPoint(point string) Field {
	switch point {
	case engine.NetExpiry.String():
		return Expiry
	case engine.Release.String():
		return ReleaseDue
	}
	return Field(point) // one_third, one_half and two_thirds are called as they are
}

// valueOf is a fact of a sentence as a preview keeps it: a day, or a length
// ("1-8-0"), of a fine with the day on which it was paid behind it.
func valueOf(e sentence.Entry) string {
	switch e.Topic {
	case sentence.Start, sentence.Official:
		return e.DatedOn.String()
	case sentence.Condition:
		return e.Code
	}
	if e.Term().IsZero() {
		return ""
	}
	s := strconv.Itoa(e.Years) + "-" + strconv.Itoa(e.Months) + "-" + strconv.Itoa(e.Days)
	if !e.MetOn.IsZero() {
		s += " " + e.MetOn.String()
	}
	return s
}

// fieldOfFact is the column that says a fact.
func fieldOfFact(e sentence.Entry) Field {
	switch e.Topic {
	case sentence.Start:
		return DetainedOn
	case sentence.Fine:
		return Substitute
	case sentence.Reported:
		return Remission
	case sentence.Official:
		return fieldOfPoint(e.Code)
	}
	return Sentence
}

// newNames are the row's other names that p is not known by, as the register
// takes them.
func (x *session) newNames(e *entry, p person.Person, known []person.Alias, f *errs.Fields) []person.Alias {
	var out []person.Alias
	for _, n := range person.Unknown(p, known, e.told.names) {
		a, err := x.drafts.Alias(p, n)
		if err != nil {
			var own errs.Fields
			own.Merge("", err)
			f.Add(string(OtherNames), errs.As(own.Err()).Fields[0].Code)
			continue
		}
		out = append(out, a)
	}
	return out
}
