package assessment

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"titian/internal/engine/questionnaire"
	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// What stands as a record of its own stays the one truth: a submitted
// questionnaire of that purpose writes the record, which is then kept up on its
// own page, while the sheet stays as evidence of how it was found.

// feed writes the record that a submitted sheet is about, if there is one.
func feed(ctx context.Context, tx *db.Tx, a authz.Actor, x Filling) error {
	switch x.Edition.Purpose {
	case ForReadiness:
		return feedReadiness(ctx, tx, a, x)
	case ForRehabilitation:
		return feedStage(ctx, tx, a, x)
	}
	return nil
}

func feedReadiness(ctx context.Context, tx *db.Tx, a authz.Actor, x Filling) error {
	if err := policy.Check(a, CanWriteReady); err != nil {
		return err
	}
	kept := x.keep()
	confidence, _ := strconv.Atoi(one(kept, "confidence")) // not asked is zero
	c := ReadinessCommand{Phase: Phase(one(kept, "phase")), TakenOn: x.TakenOn, Confidence: confidence}
	for _, thing := range Things() {
		due, _ := civil.Parse(one(kept, thing+"_due")) // canonical, or none
		c.Items = append(c.Items, ItemAnswer{Item: thing, Answer: Answer(one(kept, thing)), Owner: one(kept, thing+"_owner"), DueOn: due})
	}
	_, err := takeReadiness(ctx, tx, a, x.Person, c)
	return elsewhere(err, readinessPath)
}

// readinessPath is where the questionnaire asks for a field of the record.
func readinessPath(path string) string {
	for i, thing := range Things() {
		if field, found := strings.CutPrefix(path, "items["+strconv.Itoa(i)+"]."); found {
			return questionnaire.Path(thing + map[string]string{"owner": "_owner", "due_on": "_due"}[field])
		}
	}
	return questionnaire.Path(path)
}

// feedStage moves the person's rehabilitation on. A re-test within a stage
// leaves the stage alone.
func feedStage(ctx context.Context, tx *db.Tx, a authz.Actor, x Filling) error {
	if err := policy.Check(a, CanWriteHealth); err != nil {
		return err
	}
	kept := x.keep()
	earlier, err := stagesOf(ctx, tx, x.Person)
	if err != nil {
		return err
	}
	c := StageCommand{Stage: Stage(one(kept, "stage")), SinceOn: x.TakenOn, Note: one(kept, "note")}
	if c.Stage == "" || c.Stage == (HealthRecord{Rehabilitation: earlier}).Stage() {
		return nil
	}
	for key, into := range map[string]**int64{"physical": &c.Physical, "psychological": &c.Psychological, "social": &c.Social, "environment": &c.Environment} {
		if n, err := strconv.ParseFloat(one(kept, key), 64); err == nil {
			whole := int64(n + 0.5)
			*into = &whole
		}
	}
	_, err = moveStage(ctx, tx, a, x.Person, c)
	if e := errs.As(err); e != nil && e.Code == "rehabilitation.stage" {
		var f errs.Fields
		f.Add(questionnaire.Path("stage"), e.Code)
		return f.Err()
	}
	return elsewhere(err, questionnaire.Path)
}

// one is the answer in a word, empty when there is none.
func one(a questionnaire.Answers, key string) string {
	if len(a[key]) == 0 {
		return ""
	}
	return a[key][0]
}

// elsewhere leads field errors of a record to where the questionnaire asks.
func elsewhere(err error, path func(string) string) error {
	e := errs.As(err)
	if !errors.Is(err, errs.Invalid) || e == nil {
		return err
	}
	moved := *e
	moved.Fields = slices.Clone(e.Fields)
	for i, f := range moved.Fields {
		if f.Path == "taken_on" || f.Path == "since_on" {
			moved.Fields[i].Path = "taken_on"
		} else {
			moved.Fields[i].Path = path(f.Path)
		}
	}
	return &moved
}

// checkPurpose notes questions that a purpose needs and the document has not,
// or asks in another way.
func checkPurpose(f *errs.Fields, q *questionnaire.Questionnaire) {
	directory.CheckChoice(f, "purpose", q.Purpose, Purposes())
	switch q.Purpose {
	case ForReadiness:
		needChoice(f, q, "phase", texts(Phases()))
		for _, thing := range Things() {
			needChoice(f, q, thing, texts(Answers()))
		}
		if q.HasMedical() {
			f.Add("privacy", "questionnaire.readiness_medical")
		}
	case ForRehabilitation:
		needChoice(f, q, "stage", texts(Stages()))
		if q.Privacy != questionnaire.Medical {
			f.Add("privacy", "questionnaire.medical")
		}
	}
}

// needChoice asks for a required question with options among those allowed.
func needChoice(f *errs.Fields, q *questionnaire.Questionnaire, key string, allowed []string) {
	item, there := q.Item(key)
	known := func(o questionnaire.Option) bool { return slices.Contains(allowed, o.Value) }
	if !there || item.Kind != questionnaire.Choice || !item.Required || item.When != "" || slices.ContainsFunc(item.Options, func(o questionnaire.Option) bool { return !known(o) }) {
		f.Add("sections", "questionnaire.needs_choice", "key", key, "options", strings.Join(allowed, ", "))
	}
}

func checkArea(f *errs.Fields, path, area string) {
	directory.CheckChoice(f, path, Area(area), Areas())
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = string(x)
	}
	return out
}
