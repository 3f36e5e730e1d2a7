package assessment_test

import (
	"errors"
	"strings"
	"testing"

	"titian/internal/feature/assessment"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func screening(kind string) assessment.ScreeningCommand {
	return assessment.ScreeningCommand{Kind: kind, ScreenedOn: civil.Must("2026-10-01"), Result: assessment.FollowUp, Note: "rujuk ke puskesmas"}
}

func TestEveryReadOfHealthIsAuditedAndKeepsNoWordOfIt(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), assessment.New(d), t.Context()
		guardian := w.Actor(authz.CaseGuardian, w.LapasBungo)
		p := persontest.Convict(t, d, w.LapasBungo, "Sehat")
		x, err := s.RecordScreening(ctx, guardian, p.ID, screening("tb"))
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if h, err := s.Health(ctx, guardian, p.ID); err != nil || len(h.Screenings) != 1 || h.Screenings[0].Note != "rujuk ke puskesmas" {
				t.Fatalf("health %+v, %v", h, err)
			}
		}
		if _, err := s.Screening(ctx, guardian, x.ID); err != nil {
			t.Fatal(err)
		}
		reads := 0
		for _, record := range [][16]byte{p.ID, x.ID} {
			entries, err := audit.History(ctx, d, w.LapasBungo, record)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range entries {
				if e.Action == "health.read" {
					reads++
				}
				if strings.Contains(e.Changes, "puskesmas") || strings.Contains(e.Changes, "follow_up") {
					t.Errorf("audit keeps medical words: %s", e.Changes)
				}
			}
		}
		if reads != 3 {
			t.Errorf("%d reads audited, want 3", reads)
		}
	})
}

func TestHealthIsForTheFacilityThatHolds(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), assessment.New(d), t.Context()
		p := persontest.Convict(t, d, w.LapasBungo, "Rahasia")
		client := persontest.Client(t, d, w.BapasJambi, "Klien", "2026-01-01")
		for name, c := range map[string]struct {
			actor authz.Actor
			want  error
		}{
			"other prison": {w.Actor(authz.CaseGuardian, w.LapasSelong), errs.NotFound},
			"region":       {w.Actor(authz.RegionalOffice, w.KanwilJambi), errs.Forbidden},
			"probation":    {w.Actor(authz.ProbationOfficer, w.BapasJambi), errs.Forbidden},
			"partner":      {w.Actor(authz.Partner, w.Baznas), errs.Forbidden},
			"observer":     {w.Actor(authz.Observer, w.LapasBungo), errs.Forbidden},
		} {
			if _, err := s.Health(ctx, c.actor, p.ID); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := s.RecordScreening(ctx, c.actor, p.ID, screening("tb")); !errors.Is(err, c.want) {
				t.Errorf("%s writes: %v", name, err)
			}
		}
		if _, err := s.Health(ctx, w.Actor(authz.FacilityHead, w.LapasBungo), client.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("a stranger's client: %v", err)
		}
	})
}

func TestScreeningIsCorrectedWithItsVersion(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), assessment.New(d), t.Context()
		guardian := w.Actor(authz.CaseGuardian, w.LapasBungo)
		p := persontest.Convict(t, d, w.LapasBungo, "Koreksi")
		x, err := s.RecordScreening(ctx, guardian, p.ID, screening("tb"))
		if err != nil {
			t.Fatal(err)
		}
		if x, err = s.ChangeScreening(ctx, guardian, x.ID, x.Version, screening("hepatitis")); err != nil || x.Kind != "hepatitis" {
			t.Fatalf("%+v, %v", x, err)
		}
		if _, err := s.ChangeScreening(ctx, guardian, x.ID, 1, screening("tb")); !errors.Is(err, errs.Conflict) {
			t.Errorf("stale: %v", err)
		}
		_, err = s.RecordScreening(ctx, guardian, p.ID, assessment.ScreeningCommand{Kind: "aura", Result: "?"})
		if e := errs.As(err); e == nil || len(e.Fields) != 3 {
			t.Errorf("fields %v", err)
		}
	})
}

func TestRehabilitationTakesItsStagesInOrder(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), assessment.New(d), t.Context()
		guardian := w.Actor(authz.CaseGuardian, w.LapasBungo)
		p := persontest.Convict(t, d, w.LapasBungo, "Pulih")
		score, wrong := int64(61), int64(101)
		for _, step := range []struct {
			stage assessment.Stage
			on    string
			ok    bool
		}{
			{assessment.StagePrimary, "2026-01-01", false},
			{assessment.StageEntry, "2026-01-01", true},
			{assessment.StageReEntry, "2026-02-01", false},
			{assessment.StagePrimary, "2026-02-01", true},
			{assessment.StageReEntry, "2026-05-01", true},
			{assessment.StageFinished, "2026-07-01", true},
		} {
			_, err := s.MoveStage(ctx, guardian, p.ID, assessment.StageCommand{Stage: step.stage, SinceOn: civil.Must(step.on), Social: &score})
			if (err == nil) != step.ok || err != nil && !errors.Is(err, errs.State) {
				t.Errorf("%s: %v", step.stage, err)
			}
		}
		_, err := s.MoveStage(ctx, guardian, p.ID, assessment.StageCommand{Stage: assessment.StageEntry, SinceOn: civil.Must("2026-06-01"), Physical: &wrong})
		if e := errs.As(err); e == nil || len(e.Fields) != 2 {
			t.Errorf("before the last stage, with an impossible score: %v", err)
		}
		h, err := s.Health(ctx, guardian, p.ID)
		if err != nil || h.Stage() != assessment.StageFinished || len(h.Rehabilitation) != 4 || *h.Rehabilitation[0].Social != 61 || h.Rehabilitation[0].Physical != nil {
			t.Errorf("health %+v, %v", h, err)
		}
	})
}
