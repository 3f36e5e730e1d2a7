package questionnaire_test

import (
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"titian/internal/engine/questionnaire"
	"titian/internal/kernel/errs"
)

func worker() questionnaire.Answers {
	return questionnaire.Answers{"works": {"yes"}, "trade": {"las"}, "years": {"4"}, "school": {"sd"}, "tools": {"las", "jahit"}, "eager": {"4"}, "since": {"2020-01-31"}}
}

func TestQuestionsFollowFromEarlierAnswers(t *testing.T) {
	q := compiled(t)
	for name, tt := range map[string]struct {
		change func(a questionnaire.Answers)
		want   []string
	}{
		"nothing answered":    {func(a questionnaire.Answers) { clear(a) }, []string{"works", "school", "tools", "eager", "more"}},
		"everything follows":  {func(questionnaire.Answers) {}, []string{"works", "trade", "years", "school", "tools", "eager", "since", "more"}},
		"a chain falls":       {func(a questionnaire.Answers) { a["works"] = []string{"no"} }, []string{"works", "school", "tools", "eager", "since", "more"}},
		"a section appears":   {func(a questionnaire.Answers) { a["eager"] = []string{"2"} }, []string{"works", "trade", "years", "school", "tools", "eager", "more", "sleep"}},
		"a wrong answer asks": {func(a questionnaire.Answers) { a["eager"] = []string{"very"} }, []string{"works", "trade", "years", "school", "tools", "eager", "more"}},
	} {
		a := worker()
		tt.change(a)
		if got := q.Visible(a); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

func TestScoresAreComputedFromWhatWasAskedAndAnswered(t *testing.T) {
	q := compiled(t)
	for name, tt := range map[string]struct {
		change func(a questionnaire.Answers)
		score  string
		status questionnaire.Status
		value  float64
		band   string
	}{
		"with points and a band":     {func(questionnaire.Answers) {}, "will", questionnaire.Computed, 77, "pass"},
		"below the pass mark":        {func(a questionnaire.Answers) { a["eager"] = []string{"3"} }, "will", questionnaire.Computed, 57, "fail"},
		"on the pass mark":           {func(a questionnaire.Answers) { a["eager"], a["school"] = []string{"3"}, []string{"sma"} }, "will", questionnaire.Computed, 60, "pass"},
		"a missing answer":           {func(a questionnaire.Answers) { delete(a, "school") }, "will", questionnaire.Incomplete, 0, ""},
		"choices add up":             {func(questionnaire.Answers) {}, "skill", questionnaire.Computed, 34, ""},
		"what is not asked is zero":  {func(a questionnaire.Answers) { a["works"] = []string{"no"} }, "skill", questionnaire.Computed, 30, ""},
		"partial needs one at least": {func(a questionnaire.Answers) { delete(a, "years"); delete(a, "tools") }, "skill", questionnaire.Incomplete, 0, ""},
		"no number":                  {func(a questionnaire.Answers) { a["years"] = []string{"0"} }, "ratio", questionnaire.Impossible, 0, ""},
		"a quarter":                  {func(questionnaire.Answers) {}, "ratio", questionnaire.Computed, 0.25, ""},
		"out of bounds":              {func(a questionnaire.Answers) { a["years"] = []string{"0.5"} }, "ratio", questionnaire.Impossible, 0, ""},
	} {
		a := worker()
		tt.change(a)
		for _, r := range q.Results(a, false) {
			if r.Score.Key != tt.score {
				continue
			}
			band := ""
			if r.Band != nil {
				band = r.Band.Key
			}
			if r.Status != tt.status || r.Value != tt.value || band != tt.band {
				t.Errorf("%s: %s %v %q, want %s %v %q", name, r.Status, r.Value, band, tt.status, tt.value, tt.band)
			}
		}
	}
}

func TestAResultSaysFromWhichAnswersItCame(t *testing.T) {
	a := worker()
	delete(a, "eager")
	r := compiled(t).Results(a, false)[0]
	if want := []questionnaire.Part{{Item: "school", Points: 3}}; !reflect.DeepEqual(r.From, want) || !slices.Equal(r.Missing, []string{"eager"}) {
		t.Errorf("from %v, missing %v", r.From, r.Missing)
	}
}

func TestMedicalScoresAreForThoseWhoMaySeeThem(t *testing.T) {
	q, a := compiled(t), worker()
	a["eager"], a["sleep"] = []string{"2"}, []string{"7"}
	open, all := q.Results(a, false), q.Results(a, true)
	if len(open) != 3 || len(all) != 4 || all[2].Score.Key != "rest" || !all[2].Medical || all[2].Value != 7 {
		t.Errorf("open %v, all %v", open, all)
	}
	ordinary, medical := q.Split(a)
	if _, there := ordinary["sleep"]; there || !maps.EqualFunc(medical, questionnaire.Answers{"sleep": {"7"}}, slices.Equal[[]string]) {
		t.Errorf("ordinary %v, medical %v", ordinary, medical)
	}
	delete(a, "sleep")
	if err := q.Check(a, false); err != nil {
		t.Errorf("who may not see it is asked for it: %v", err)
	}
	if err := q.Check(a, true); faults(err)["answers.sleep"] != "required" {
		t.Errorf("who may see it is not asked: %v", err)
	}
}

func TestWrongAnswersAreNamed(t *testing.T) {
	q := compiled(t)
	a := questionnaire.Answers{"works": {"maybe"}, "school": {"s3"}, "tools": {"las", "x"}, "eager": {"2.5"}, "nobody": {"1"}, "more": {"a\x00"}}
	want := map[string]string{
		"answers.works": "choice.invalid", "answers.school": "choice.invalid", "answers.tools": "choice.invalid",
		"answers.eager": "number.invalid", "answers.nobody": "questionnaire.no_item", "answers.more": "text.invalid",
	}
	if got := faults(q.Check(a, true)); !maps.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	if got := faults(q.Check(questionnaire.Answers{}, true)); !maps.Equal(got, map[string]string{"answers.works": "required", "answers.school": "required", "answers.eager": "required"}) {
		t.Errorf("nothing answered: %v", got)
	}
	kept := q.Keep(questionnaire.Answers{"works": {" yes "}, "trade": {"las\r\nlistrik"}, "years": {"2,5"}, "tools": {"jahit", "las", "las"}})
	if want := (questionnaire.Answers{"works": {"yes"}, "trade": {"las\nlistrik"}, "years": {"2.5"}, "tools": {"las", "jahit"}}); !reflect.DeepEqual(kept, want) {
		t.Errorf("canonical %v", kept)
	}
}

func TestNeedsAreProposedWithTheirTopic(t *testing.T) {
	q, a := compiled(t), worker()
	if got := q.Proposed(a); !slices.Equal(got, []questionnaire.Proposed{{Area: "education", Severity: 3}}) {
		t.Errorf("got %v", got)
	}
	a["works"], a["school"] = []string{"no"}, []string{"sma"}
	if got := q.Proposed(a); !slices.Equal(got, []questionnaire.Proposed{{Area: "skill", Severity: 2}}) {
		t.Errorf("a topic that was not asked: %v", got)
	}
}

func TestAScoreIsComparedWithItselfAlone(t *testing.T) {
	q := compiled(t)
	for name, tt := range map[string]struct {
		change func(d *document)
		want   bool
	}{
		"the same":             {func(*document) {}, true},
		"another question":     {func(d *document) { d.Sections[0].Items[7].Label.EN = "Else" }, true},
		"its question":         {func(d *document) { d.Sections[0].Items[5].Label.EN = "Will" }, false},
		"the points":           {func(d *document) { d.Sections[0].Items[3].Options[0].Points = 5 }, false},
		"the expression":       {func(d *document) { d.Scores[0].Value = "eager * 20" }, false},
		"a parameter":          {func(d *document) { d.Parameters[0].Value = 61 }, false},
		"the band's own words": {func(d *document) { d.Scores[0].Bands[0].Label.EN = "Passed" }, true},
		"gone":                 {func(d *document) { d.Scores = d.Scores[1:] }, false},
	} {
		if got := questionnaire.Comparable(q, compiled(t, tt.change), "will"); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// answering draws something typed at every question, sense or nonsense.
func answering(q *questionnaire.Questionnaire) *rapid.Generator[questionnaire.Answers] {
	return rapid.Custom(func(t *rapid.T) questionnaire.Answers {
		a := questionnaire.Answers{}
		for _, it := range q.Items() {
			choices := []string{"", "yes", "no", "x"}
			for _, o := range it.Options {
				choices = append(choices, o.Value)
			}
			if it.Min != nil {
				choices = append(choices, strconv.FormatFloat(rapid.Float64Range(*it.Min, *it.Max).Draw(t, it.Key), 'f', 1, 64), strconv.Itoa(rapid.IntRange(int(*it.Min), int(*it.Max)).Draw(t, it.Key)))
			}
			a[it.Key] = rapid.SliceOfN(rapid.SampledFrom(choices), 0, 3).Draw(t, it.Key)
		}
		return a
	})
}

// TestWhatIsKeptIsWhatWasAskedAndAnswered: finishing loses no answer to a
// question that applies, keeps none to one that does not, and changes neither
// what applies nor any score.
func TestWhatIsKeptIsWhatWasAskedAndAnswered(t *testing.T) {
	q := compiled(t)
	rapid.Check(t, func(t *rapid.T) {
		a := answering(q).Draw(t, "answers")
		kept, visible := q.Keep(a), q.Visible(a)
		if !slices.Equal(q.Visible(kept), visible) || !reflect.DeepEqual(q.Keep(kept), kept) {
			t.Fatalf("visible %v before and %v after", visible, q.Visible(kept))
		}
		for _, it := range q.Items() {
			var f errs.Fields
			it.Read(&f, a[it.Key])
			wrong := f.Err() != nil
			typed := slices.ContainsFunc(a[it.Key], func(s string) bool { return s != "" })
			asked := slices.Contains(visible, it.Key)
			if _, there := kept[it.Key]; asked && typed && !wrong && !there || there && !asked {
				t.Fatalf("%s: asked %v, typed %q, kept %q", it.Key, asked, a[it.Key], kept[it.Key])
			}
		}
		if !reflect.DeepEqual(q.Results(a, true), q.Results(kept, true)) {
			t.Fatal("a score changed by finishing")
		}
	})
}

func TestScoresStayWithinTheirBounds(t *testing.T) {
	q := compiled(t)
	rapid.Check(t, func(t *rapid.T) {
		for _, r := range q.Results(answering(q).Draw(t, "answers"), true) {
			told := r.Status == questionnaire.Computed
			if told && (r.Value < r.Score.Min || r.Value > r.Score.Max || math.IsNaN(r.Value)) || !told && r.Value != 0 {
				t.Fatalf("%s: %s %v", r.Score.Key, r.Status, r.Value)
			}
		}
	})
}
