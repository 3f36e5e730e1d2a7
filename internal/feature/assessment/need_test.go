package assessment_test

import (
	"errors"
	"reflect"
	"testing"

	"titian/internal/feature/assessment"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func command(area assessment.Area, topic string, severity int) assessment.NeedCommand {
	return assessment.NeedCommand{Area: area, Topic: topic, Severity: severity, Evidence: "Wawancara", AssessedOn: civil.Must("2026-10-01")}
}

func TestNeedIsRecordedChangedClosedAndReopened(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), assessment.New(d), t.Context()
		guardian := w.Actor(authz.CaseGuardian, w.LapasBungo)
		p := persontest.Convict(t, d, w.LapasBungo, "Butuh")
		n, err := s.RecordNeed(ctx, guardian, p.ID, command(assessment.Skill, "las", 3))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Need(ctx, guardian, n.ID); err != nil || !reflect.DeepEqual(got, n) {
			t.Errorf("read back %+v, %v", got, err)
		}
		if n, err = s.ChangeNeed(ctx, guardian, n.ID, n.Version, command(assessment.Work, "las", 2)); err != nil || n.Area != assessment.Work || n.Version != 2 {
			t.Fatalf("changed %+v, %v", n, err)
		}
		if _, err := s.ChangeNeed(ctx, guardian, n.ID, 1, command(assessment.Skill, "las", 2)); !errors.Is(err, errs.Conflict) {
			t.Errorf("a stale change: %v", err)
		}
		if _, err := s.ReopenNeed(ctx, guardian, n.ID, 0); !errors.Is(err, errs.State) {
			t.Errorf("reopened while open: %v", err)
		}
		shut := assessment.CloseCommand{On: civil.Must("2026-11-22"), Reason: assessment.Met}
		if n, err = s.CloseNeed(ctx, guardian, n.ID, n.Version, shut); err != nil || n.Open() {
			t.Fatalf("closed %+v, %v", n, err)
		}
		if _, err := s.CloseNeed(ctx, guardian, n.ID, 0, shut); !errors.Is(err, errs.State) {
			t.Errorf("closed twice: %v", err)
		}
		if _, err := s.ChangeNeed(ctx, guardian, n.ID, 0, command(assessment.Skill, "", 1)); !errors.Is(err, errs.State) {
			t.Errorf("changed while closed: %v", err)
		}
		if n, err = s.ReopenNeed(ctx, guardian, n.ID, n.Version); err != nil || !n.Open() || n.CloseReason != "" {
			t.Errorf("reopened %+v, %v", n, err)
		}
	})
}

func TestNeedValidationNamesEveryWrongField(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), assessment.New(d), t.Context()
		guardian := w.Actor(authz.CaseGuardian, w.LapasBungo)
		p := persontest.Convict(t, d, w.LapasBungo, "Keliru")
		_, err := s.RecordNeed(ctx, guardian, p.ID, assessment.NeedCommand{Area: "luck", Severity: 4, AssessedOn: civil.Must("2026-12-01")})
		if e := errs.As(err); e == nil || len(e.Fields) != 4 {
			t.Errorf("got %v", err)
		}
		n, err := s.RecordNeed(ctx, guardian, p.ID, command(assessment.Family, "", 1))
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.CloseNeed(ctx, guardian, n.ID, 0, assessment.CloseCommand{On: civil.Must("2026-09-30"), Reason: "bored"})
		if e := errs.As(err); e == nil || len(e.Fields) != 2 {
			t.Errorf("closed before assessed: %v", err)
		}
	})
}

func TestNeedsAreSeenWithThePersonAndNowhereElse(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), assessment.New(d), t.Context()
		p := persontest.Convict(t, d, w.LapasBungo, "Terlihat")
		n, err := s.RecordNeed(ctx, w.Actor(authz.CaseGuardian, w.LapasBungo), p.ID, command(assessment.Skill, "las", 3))
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			actor authz.Actor
			want  error
		}{
			"region":        {w.Actor(authz.RegionalOffice, w.KanwilJambi), nil},
			"other prison":  {w.Actor(authz.CaseGuardian, w.LapasSelong), errs.NotFound},
			"office before": {w.Actor(authz.ProbationOfficer, w.BapasJambi), errs.NotFound},
			"partner":       {w.Actor(authz.Partner, w.Baznas), errs.Forbidden},
		} {
			if _, err := s.Need(ctx, c.actor, n.ID); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := s.Needs(ctx, c.actor, p.ID); !errors.Is(err, c.want) {
				t.Errorf("%s lists: %v", name, err)
			}
		}
		err = d.InTx(ctx, func(tx *db.Tx) error {
			_, err := person.GuideTx(ctx, tx, w.Actor(authz.ProbationOfficer, w.BapasJambi), p.ID, w.BapasJambi)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if list, err := s.Needs(ctx, w.Actor(authz.ProbationOfficer, w.BapasJambi), p.ID); err != nil || len(list) != 1 {
			t.Errorf("the office that guides: %v, %v", list, err)
		}
	})
}

func TestCountsTakeEachPersonOnceByTheirWorstNeed(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), assessment.New(d), t.Context()
		guardian := w.Actor(authz.CaseGuardian, w.LapasBungo)
		one, two, gone := persontest.Convict(t, d, w.LapasBungo, "Satu"), persontest.Convict(t, d, w.LapasBungo, "Dua"), persontest.Released(t, d, w.LapasBungo, "Bebas", "2026-11-01", person.Expiry)
		for _, x := range []struct {
			p id.Person
			c assessment.NeedCommand
		}{
			{one.ID, command(assessment.Skill, "las", 1)},
			{one.ID, command(assessment.Skill, "jahit", 3)},
			{two.ID, command(assessment.Skill, "las", 2)},
			{two.ID, command(assessment.Character, "", 2)},
			{gone.ID, command(assessment.Skill, "las", 3)},
		} {
			if _, err := s.RecordNeed(ctx, guardian, x.p, x.c); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct {
			areas []assessment.Area
			topic string
			want  []assessment.NeedCount
		}{
			{nil, "", []assessment.NeedCount{{Area: assessment.Skill, People: 2, High: 1}, {Area: assessment.Character, People: 1}}},
			{[]assessment.Area{assessment.Skill}, "las", []assessment.NeedCount{{Area: assessment.Skill, People: 2}}},
			{[]assessment.Area{assessment.Housing}, "", nil},
		} {
			got, err := s.CountNeeds(ctx, w.Actor(authz.Observer, w.LapasBungo), w.LapasBungo, c.areas, c.topic)
			if err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("%v %q: %+v, %v", c.areas, c.topic, got, err)
			}
		}
		if _, err := s.CountNeeds(ctx, guardian, w.LapasSelong, nil, ""); !errors.Is(err, errs.NotFound) {
			t.Errorf("another facility's counts: %v", err)
		}
	})
}

func TestOpenNeedsPageBySeverity(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), assessment.New(d), t.Context()
		guardian := w.Actor(authz.CaseGuardian, w.LapasBungo)
		p := persontest.Convict(t, d, w.LapasBungo, "Banyak")
		for i := range 5 {
			if _, err := s.RecordNeed(ctx, guardian, p.ID, command(assessment.Skill, "las listrik", i%3+1)); err != nil {
				t.Fatal(err)
			}
		}
		var seen []int
		r := page.Request{Size: 2}
		for {
			got, err := s.ListNeeds(ctx, guardian, assessment.NeedFilter{Area: assessment.Skill, Topic: "LISTRIK"}, r)
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range got.Items {
				seen = append(seen, n.Severity)
			}
			if r.After = got.Next; got.Next == "" {
				break
			}
		}
		if !reflect.DeepEqual(seen, []int{3, 2, 2, 1, 1}) {
			t.Errorf("order %v", seen)
		}
		for name, f := range map[string]assessment.NeedFilter{"area": {Area: "luck"}} {
			if _, err := s.ListNeeds(ctx, guardian, f, page.Request{}); !errors.Is(err, errs.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := s.ListNeeds(ctx, guardian, assessment.NeedFilter{}, page.Request{After: page.Encode("x", "y")}); !errors.Is(err, errs.Invalid) {
			t.Errorf("a forged cursor: %v", err)
		}
		text, args := assessment.NeedListText(t, guardian, assessment.NeedFilter{Facility: w.LapasBungo, Area: assessment.Skill})
		persontest.Crowd(t, d, 300, w.LapasSelong, w.LapasMaros, w.RutanSungaiPenuh, w.LapasBungo)
		assessment.Crowd(t, d)
		persontest.ServedBy(t, persontest.Plan(t, d, text, args...), "assessment_need_area", false)
	})
}

func TestEveryMethodRefusesStrangers(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) { persontest.RefusesStrangers(t, assessment.New(d)) })
}

func TestAProbationOfficerListsTheNeedsOfItsClients(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), assessment.New(d), t.Context()
		p := persontest.Released(t, d, w.LapasBungo, "Klien", "2026-06-01", person.Parole)
		command := assessment.NeedCommand{Area: assessment.Work, Severity: assessment.High, Evidence: "wawancara", AssessedOn: civil.Must("2026-05-01")}
		if _, err := s.RecordNeed(ctx, w.Actor(authz.CaseGuardian, w.LapasBungo), p.ID, command); err != nil {
			t.Fatal(err)
		}
		officer := w.Actor(authz.ProbationOfficer, w.BapasJambi)
		if before, err := s.ListNeeds(ctx, officer, assessment.NeedFilter{}, page.Request{}); err != nil || len(before.Items) != 0 {
			t.Errorf("before the hand-over: %+v, %v", before.Items, err)
		}
		if err := d.InTx(ctx, func(tx *db.Tx) error {
			_, err := person.GuideTx(ctx, tx, officer, p.ID, w.BapasJambi)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for severity, want := range map[int]int{0: 1, assessment.High: 1, assessment.Low: 0} {
			after, err := s.ListNeeds(ctx, officer, assessment.NeedFilter{Severity: severity}, page.Request{})
			if err != nil || len(after.Items) != want {
				t.Errorf("severity %d: %+v, %v", severity, after.Items, err)
			}
		}
		if _, err := s.ListNeeds(ctx, officer, assessment.NeedFilter{Severity: 4}, page.Request{}); !errors.Is(err, errs.Invalid) {
			t.Errorf("severity 4: %v", err)
		}
	})
}
