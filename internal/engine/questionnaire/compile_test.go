package questionnaire_test

import (
	"maps"
	"strings"
	"testing"

	"titian/internal/engine/questionnaire"
	"titian/internal/kernel/errs"
)

type document = questionnaire.Document

func TestWhatCannotBePublishedIsNamedByItsPlace(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(d *document)
		path   string
		code   string
	}{
		"a condition over a later answer": {func(d *document) { d.Sections[0].Items[0].When = "eager > 2" }, "sections[0].items[0].when", "questionnaire.later"},
		"a condition over itself":         {func(d *document) { d.Sections[0].Items[1].When = `trade == "x"` }, "sections[0].items[1].when", "questionnaire.later"},
		"an unknown name":                 {func(d *document) { d.Scores[0].Value = "eagre * 20" }, "scores[0].value", "questionnaire.unknown_name"},
		"an unknown point":                {func(d *document) { d.Scores[0].Value = "points.eagre" }, "scores[0].value", "questionnaire.expression"},
		"an unknown parameter":            {func(d *document) { d.Scores[0].Bands[0].When = "score > param.passs" }, "scores[0].bands[0].when", "questionnaire.expression"},
		"text times number":               {func(d *document) { d.Scores[0].Value = "school * 20" }, "scores[0].value", "questionnaire.expression"},
		"a number for a condition":        {func(d *document) { d.Sections[0].Items[6].When = "eager" }, "sections[0].items[6].when", "questionnaire.expression"},
		"half an expression":              {func(d *document) { d.Scores[0].Value = "eager *" }, "scores[0].value", "questionnaire.expression"},
		"a band without a score":          {func(d *document) { d.Scores[0].Value = "score" }, "scores[0].value", "questionnaire.unknown_name"},
		"a clock":                         {func(d *document) { d.Scores[0].Value = "now().Unix()" }, "scores[0].value", "questionnaire.expression"},
		"a loop":                          {func(d *document) { d.Scores[0].Value = "sum(map(1..1000000, # * 2.0))" }, "scores[0].value", "questionnaire.too_much"},
		"a long list":                     {func(d *document) { d.Scores[0].Value = "len(1..1000000) + 0.5" }, "scores[0].value", "questionnaire.too_much"},
		"too many steps":                  {func(d *document) { d.Scores[0].Value = strings.Repeat("1+", 500) + "1.0" }, "scores[0].value", "questionnaire.too_much"},
		"too long":                        {func(d *document) { d.Scores[0].Value = strings.Repeat("1+", 1500) + "1" }, "scores[0].value", "too_long"},
		"a key twice":                     {func(d *document) { d.Sections[1].Items[0].Key = "works" }, "sections[1].items[0].key", "questionnaire.twice"},
		"a reserved key":                  {func(d *document) { d.Sections[1].Items[0].Key = "points" }, "sections[1].items[0].key", "questionnaire.reserved"},
		"a key with capitals":             {func(d *document) { d.Key = "Sample" }, "key", "questionnaire.key"},
		"one language":                    {func(d *document) { d.Title.EN = "" }, "title.en", "required"},
		"half a help":                     {func(d *document) { d.Sections[0].Items[0].Help.ID = "?" }, "sections[0].items[0].help.en", "required"},
		"no options":                      {func(d *document) { d.Sections[0].Items[3].Options = nil }, "sections[0].items[3].options", "required"},
		"options of a number":             {func(d *document) { d.Sections[0].Items[2].Options = d.Sections[0].Items[3].Options }, "sections[0].items[2].options", "questionnaire.not_of_kind"},
		"an option twice":                 {func(d *document) { d.Sections[0].Items[3].Options[1].Value = "sd" }, "sections[0].items[3].options[1].value", "questionnaire.twice"},
		"a number without bounds":         {func(d *document) { d.Sections[0].Items[2].Max = nil }, "sections[0].items[2].min", "questionnaire.bounds"},
		"a scale of a hundred":            {func(d *document) { *d.Sections[0].Items[5].Max = 100 }, "sections[0].items[5].max", "questionnaire.bounds"},
		"an unknown kind":                 {func(d *document) { d.Sections[0].Items[0].Kind = "photo" }, "sections[0].items[0].type", "choice.invalid"},
		"bounds the wrong way":            {func(d *document) { d.Scores[1].Min = 200 }, "scores[1].max", "questionnaire.bounds"},
		"a perfect instrument":            {func(d *document) { d.Scores[0].Reliability.Coefficient = 1 }, "scores[0].reliability.coefficient", "questionnaire.coefficient"},
		"no spread":                       {func(d *document) { d.Scores[0].Reliability.SD = 0 }, "scores[0].reliability.sd", "questionnaire.sd"},
		"a need from what is medical":     {func(d *document) { d.Proposals[0].Severity = "sleep" }, "proposals[0].severity", "questionnaire.leak"},
		"a topic that is no text":         {func(d *document) { d.Proposals[0].Topic = "eager" }, "proposals[0].topic", "questionnaire.topic"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := questionnaire.Compile(sample(t, tt.change))
			if got := faults(err); !maps.Equal(got, map[string]string{tt.path: tt.code}) {
				t.Errorf("got %v, want %s at %s", got, tt.code, tt.path)
			}
		})
	}
}

// TestAnOrdinaryQuestionMayNotGiveAwayAMedicalAnswer: whether it was asked would
// tell what the medical answer was, also by has.
func TestAnOrdinaryQuestionMayNotGiveAwayAMedicalAnswer(t *testing.T) {
	for _, when := range []string{"sleep > 3", "has.sleep", "points.sleep > 1"} {
		after := func(d *document) {
			d.Sections = append(d.Sections, questionnaire.Section{Key: "after", Title: d.Title, Items: []questionnaire.Item{{Key: "x", Label: d.Title, Kind: questionnaire.YesNo, When: when}}})
		}
		if _, err := questionnaire.Compile(sample(t, after)); faults(err)["sections[2].items[0].when"] != "questionnaire.leak" {
			t.Errorf("%s: %v", when, err)
		}
		wholly := func(d *document) { d.Privacy, d.Proposals = questionnaire.Medical, nil }
		if _, err := questionnaire.Compile(sample(t, after, wholly)); err != nil {
			t.Errorf("%s in a medical questionnaire: %v", when, err)
		}
	}
}

func TestAllErrorsAreToldAtOnce(t *testing.T) {
	_, err := questionnaire.Compile(sample(t, func(d *document) {
		d.Scores[0].Value, d.Scores[1].Value, d.Sections[0].Items[1].When = "nobody", "sum(1..3)", "works +"
	}))
	if e := errs.As(err); e == nil || len(e.Fields) != 3 {
		t.Errorf("got %v", err)
	}
}
