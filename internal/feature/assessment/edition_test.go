package assessment_test

import (
	"errors"
	"strings"
	"testing"

	"titian/internal/engine/questionnaire"
	"titian/internal/feature/assessment"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// library is a world with the program's questionnaires.
func library(t *testing.T, d *db.DB) (*directorytest.World, *assessment.Service) {
	t.Helper()
	w := directorytest.Seed(t, d)
	if _, err := assessment.Load(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	return w, assessment.New(d)
}

// office is a small questionnaire of an office's own.
func office(key string, change ...func(*questionnaire.Document)) questionnaire.Document {
	text := func(s string) questionnaire.Text { return questionnaire.Text{ID: s, EN: s} }
	low, high := 0.0, 10.0
	d := questionnaire.Document{
		Key: key, Purpose: assessment.ForOther, Privacy: questionnaire.Restricted, Title: text("Minat"),
		Sections: []questionnaire.Section{{Key: "one", Title: text("Satu"), Items: []questionnaire.Item{
			{Key: "keen", Label: text("Berminat?"), Kind: questionnaire.YesNo, Required: true},
			{Key: "mark", Label: text("Nilai"), Kind: questionnaire.Number, Min: &low, Max: &high, Required: true, When: "keen"},
		}}},
		Scores: []questionnaire.Score{{Key: "total", Label: text("Nilai"), How: text("Nilainya."), Value: "mark", Max: 10, Reliability: &questionnaire.Reliability{SD: 2, Coefficient: 0.8, Source: text("Uji")}}},
	}
	for _, f := range change {
		f(&d)
	}
	return d
}

func code(err error) string {
	if e := errs.As(err); e != nil {
		if len(e.Fields) > 0 {
			return e.Fields[0].Path + ":" + e.Fields[0].Code
		}
		return e.Code
	}
	return ""
}

func TestAQuestionnaireIsDraftedPublishedAndCopied(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := library(t, d)
		ctx, kanwil := t.Context(), w.Actor(authz.RegionalOffice, w.KanwilJambi)
		one, err := s.DraftQuestionnaire(ctx, kanwil, assessment.DraftCommand{Document: office("interest")})
		if err != nil || one.Status != assessment.FormDraft || one.Number != 1 || one.Owner != w.KanwilJambi {
			t.Fatalf("drafted %+v, %v", one.Edition, err)
		}
		if one, err = s.ChangeQuestionnaire(ctx, kanwil, one.ID, one.Version, office("interest", func(d *questionnaire.Document) { d.Title.ID = "Minat kerja" })); err != nil || one.TitleID != "Minat kerja" {
			t.Fatalf("changed %+v, %v", one.Edition, err)
		}
		if one, err = s.PublishQuestionnaire(ctx, kanwil, one.ID, one.Version); err != nil || one.Status != assessment.FormPublished || one.PublishedAt.IsZero() {
			t.Fatalf("published %+v, %v", one.Edition, err)
		}
		two, err := s.RenewQuestionnaire(ctx, kanwil, one.ID)
		if err != nil || two.Number != 2 || two.Document != one.Document || two.Status != assessment.FormDraft {
			t.Fatalf("renewed %+v, %v", two.Edition, err)
		}
		if _, err := s.RenewQuestionnaire(ctx, kanwil, one.ID); code(err) != "questionnaire.draft_exists" {
			t.Errorf("a second draft: %v", err)
		}
		if two, err = s.PublishQuestionnaire(ctx, kanwil, two.ID, two.Version); err != nil {
			t.Fatal(err)
		}
		if old, err := s.Questionnaire(ctx, kanwil, one.ID); err != nil || old.Status != assessment.FormRetired || old.Document != one.Document {
			t.Errorf("the version before is %s, %v", old.Status, err)
		}
		if _, err := s.RetireQuestionnaire(ctx, kanwil, two.ID, two.Version); err != nil {
			t.Errorf("retired: %v", err)
		}
		entries, err := audit.History(ctx, d, w.KanwilJambi, one.ID)
		if err != nil || len(entries) != 4 || entries[0].Action != "questionnaire.retire" {
			t.Errorf("audit %+v, %v", entries, err)
		}
	})
}

// TestWhatIsPublishedNeverChanges: every way to write is tried on every status.
func TestWhatIsPublishedNeverChanges(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := library(t, d)
		ctx, kanwil := t.Context(), w.Actor(authz.RegionalOffice, w.KanwilJambi)
		q, err := s.DraftQuestionnaire(ctx, kanwil, assessment.DraftCommand{Document: office("interest")})
		if err != nil {
			t.Fatal(err)
		}
		if q, err = s.PublishQuestionnaire(ctx, kanwil, q.ID, 0); err != nil {
			t.Fatal(err)
		}
		other := office("interest", func(d *questionnaire.Document) { d.Title.ID = "Lain" })
		try := func(when string) {
			if _, err := s.ChangeQuestionnaire(ctx, kanwil, q.ID, 0, other); code(err) != "questionnaire.fixed" {
				t.Errorf("%s: changed: %v", when, err)
			}
			if _, err := s.PublishQuestionnaire(ctx, kanwil, q.ID, 0); !errors.Is(err, errs.State) {
				t.Errorf("%s: published again: %v", when, err)
			}
			if got, err := s.Questionnaire(ctx, kanwil, q.ID); err != nil || got.Document != q.Document {
				t.Errorf("%s: the text is another, %v", when, err)
			}
		}
		try("published")
		if _, err := s.RetireQuestionnaire(ctx, kanwil, q.ID, 0); err != nil {
			t.Fatal(err)
		}
		try("retired")
		if _, err := s.RetireQuestionnaire(ctx, kanwil, q.ID, 0); code(err) != "questionnaire.retired" {
			t.Errorf("retired twice: %v", err)
		}
	})
}

func TestADraftThatIsWrongIsNotKept(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := library(t, d)
		ctx, kanwil := t.Context(), w.Actor(authz.RegionalOffice, w.KanwilJambi)
		for want, change := range map[string]func(*questionnaire.Document){
			"scores[0].value:questionnaire.unknown_name": func(d *questionnaire.Document) { d.Scores[0].Value = "marks" },
			"purpose:choice.invalid":                     func(d *questionnaire.Document) { d.Purpose = "fun" },
			"key:questionnaire.taken":                    func(d *questionnaire.Document) { d.Key = "needs" },
			"proposals[0].area:choice.invalid": func(d *questionnaire.Document) {
				d.Proposals = []questionnaire.Proposal{{Area: "money", Severity: "mark"}}
			},
			"sections:questionnaire.needs_choice": func(d *questionnaire.Document) { d.Purpose = assessment.ForReadiness },
		} {
			if _, err := s.DraftQuestionnaire(ctx, kanwil, assessment.DraftCommand{Document: office("interest", change)}); code(err) != want {
				t.Errorf("got %v, want %s", err, want)
			}
		}
		empty, err := s.DraftQuestionnaire(ctx, kanwil, assessment.DraftCommand{Document: office("empty", func(d *questionnaire.Document) { d.Sections, d.Scores = nil, nil })})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.PublishQuestionnaire(ctx, kanwil, empty.ID, 0); code(err) != "questionnaire.empty" {
			t.Errorf("published without a question: %v", err)
		}
		if _, err := s.ChangeQuestionnaire(ctx, kanwil, empty.ID, 0, office("other")); code(err) != "key:questionnaire.key_fixed" {
			t.Errorf("another key: %v", err)
		}
		if _, err := s.ChangeQuestionnaire(ctx, kanwil, empty.ID, 7, office("empty")); !errors.Is(err, errs.Conflict) {
			t.Errorf("a version that nobody has seen: %v", err)
		}
	})
}

func TestAnOfficeWritesItsOwnQuestionnairesAlone(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := library(t, d)
		ctx := t.Context()
		q, err := s.DraftQuestionnaire(ctx, w.Actor(authz.RegionalOffice, w.KanwilJambi), assessment.DraftCommand{Document: office("interest")})
		if err != nil {
			t.Fatal(err)
		}
		all, err := s.Editions(ctx, w.Actor(authz.CaseGuardian, w.LapasBungo))
		if err != nil || len(all) != 6 {
			t.Fatalf("%d editions, %v", len(all), err)
		}
		var program id.Questionnaire
		for _, e := range all {
			if e.Code == "conduct" {
				program = e.ID
			}
		}
		partner := w.Actor(authz.Administrator, w.Baznas)
		partner.Scope = authz.Scope{Partner: w.Baznas}
		for name, tt := range map[string]struct {
			actor authz.Actor
			form  id.Questionnaire
			want  error
		}{
			"its own":                  {w.Actor(authz.RegionalOffice, w.KanwilJambi), q.ID, nil},
			"another region's":         {w.Actor(authz.RegionalOffice, w.KanwilNTB), q.ID, errs.Forbidden},
			"the program's":            {w.Actor(authz.RegionalOffice, w.KanwilJambi), program, errs.Forbidden},
			"the country's":            {w.Actor(authz.Administrator, w.Directorate), program, nil},
			"a guardian":               {w.Actor(authz.CaseGuardian, w.LapasBungo), q.ID, errs.Forbidden},
			"a partner's own keeper":   {partner, q.ID, errs.Forbidden},
			"what is not there at all": {w.Actor(authz.RegionalOffice, w.KanwilJambi), id.Questionnaire{}.Make(), errs.NotFound},
		} {
			_, err := s.RenewQuestionnaire(ctx, tt.actor, tt.form)
			if name == "its own" {
				if code(err) != "questionnaire.draft_exists" {
					t.Errorf("%s: %v", name, err)
				}
				continue
			}
			if !errors.Is(err, tt.want) || tt.want == nil && err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := s.DraftQuestionnaire(ctx, partner, assessment.DraftCommand{Document: office("theirs")}); !errors.Is(err, errs.Forbidden) {
			t.Errorf("a partner drafts: %v", err)
		}
		if _, err := s.Editions(ctx, w.Actor(authz.Partner, w.Baznas)); !errors.Is(err, errs.Forbidden) {
			t.Errorf("a partner reads: %v", err)
		}
	})
}

func TestWhatAnOfficeHasRewrittenIsLeftAlone(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := library(t, d)
		ctx, national := t.Context(), w.Actor(authz.Administrator, w.Directorate)
		all, err := s.Editions(ctx, national)
		if err != nil {
			t.Fatal(err)
		}
		two, err := s.RenewQuestionnaire(ctx, national, all[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		c, err := two.Compiled()
		if err != nil {
			t.Fatal(err)
		}
		c.Parameters[0].Value = 70
		if _, err = s.ChangeQuestionnaire(ctx, national, two.ID, 0, c.Document); err != nil {
			t.Fatal(err)
		}
		if two, err = s.PublishQuestionnaire(ctx, national, two.ID, 0); err != nil || !strings.Contains(two.Document, `"value": 70`) {
			t.Fatalf("published %s, %v", two.Document, err)
		}
		if n, err := assessment.Load(ctx, d); err != nil || n != 0 {
			t.Errorf("loading wrote %d, %v", n, err)
		}
	})
}

// TestANewVersionOfTheProgramsOwnTakesItsPlace: the database holds what an older
// program shipped.
func TestANewVersionOfTheProgramsOwnTakesItsPlace(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := library(t, d)
		ctx, national := t.Context(), w.Actor(authz.Administrator, w.Directorate)
		older := func(status string) {
			err := d.InTx(ctx, func(tx *db.Tx) error {
				_, err := db.Exec(ctx, tx, `UPDATE assessment_questionnaire SET document = '{}', status = $1 WHERE code = 'conduct'`, status)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		older("retired")
		if n, err := assessment.Load(ctx, d); err != nil || n != 0 {
			t.Errorf("what was retired comes back: wrote %d, %v", n, err)
		}
		older("published")
		if n, err := assessment.Load(ctx, d); err != nil || n != 1 {
			t.Fatalf("wrote %d, %v", n, err)
		}
		all, err := s.Editions(ctx, national)
		if err != nil || len(all) != 6 || all[0].Number != 2 || all[0].Status != assessment.FormPublished || all[1].Status != assessment.FormRetired {
			t.Errorf("versions %+v, %v", all[:2], err)
		}
	})
}
