package outcome_test

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/outcome"
	"titian/internal/feature/outcome/outcometest"
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

// walk reads every page of a list.
func walk[T any](t *testing.T, size int, read func(page.Request) (page.Of[T], error)) []T {
	t.Helper()
	var all []T
	r := page.Request{Size: size}
	for {
		p, err := read(r)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p.Items...)
		if r.After = p.Next; p.Next == "" {
			return all
		}
	}
}

// line is a due follow-up as tests compare it.
func line(x outcome.DueRow) string {
	return fmt.Sprintf("%s %d %s %s", x.Name, x.Milestone, x.DueOn, x.Standing)
}

func TestDueListsWhoIsToBeAskedLongestFirst(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := directorytest.Seed(t, d), outcome.New(d)
		for name, on := range map[string]string{"Baru": "2026-09-10", "Tiga": "2026-09-05", "Setengah": "2026-05-20", "Setahun": "2025-11-30", "Lama": "2024-05-22", "Basi": "2024-05-21"} {
			persontest.Released(t, d, w.LapasBungo, name, on, person.Expiry)
		}
		done := persontest.Released(t, d, w.LapasBungo, "Sudah", "2026-08-22", person.Expiry)
		outcometest.Record(t, d, outcometest.Unreached(done, 3))
		guide(t, d, persontest.Released(t, d, w.LapasBungo, "Klien", "2026-08-22", person.Parole), w.BapasJambi)
		persontest.Released(t, d, w.LapasSelong, "Orang Lain", "2026-08-22", person.Expiry)
		back := persontest.Released(t, d, w.LapasBungo, "Kembali", "2026-08-22", person.Expiry)
		if _, err := persontest.Service(d).Admit(t.Context(), authz.OperatorAs("test"), back.ID, person.AdmitCommand{On: civil.Must("2026-10-01"), RegisterNo: "B-9", LegalStatus: person.Detainee}); err != nil {
			t.Fatal(err)
		}
		all := []string{
			"Lama 24 2026-05-22 overdue", "Setahun 6 2026-05-30 overdue", "Setengah 3 2026-08-20 overdue", "Setengah 6 2026-11-20 overdue",
			"Setahun 12 2026-11-30 open", "Tiga 3 2026-12-05 open",
		}
		for _, c := range []struct {
			name   string
			actor  authz.Actor
			filter outcome.DueFilter
			want   []string
		}{
			{"prison", w.Actor(authz.CaseGuardian, w.LapasBungo), outcome.DueFilter{}, all},
			{"overdue", w.Actor(authz.CaseGuardian, w.LapasBungo), outcome.DueFilter{Standing: outcome.Overdue}, all[:4]},
			{"open", w.Actor(authz.CaseGuardian, w.LapasBungo), outcome.DueFilter{Standing: outcome.Open}, all[4:]},
			{"six months", w.Actor(authz.CaseGuardian, w.LapasBungo), outcome.DueFilter{Milestone: 6}, []string{all[1], all[3]}},
			{"by name", w.Actor(authz.CaseGuardian, w.LapasBungo), outcome.DueFilter{Text: "setENG"}, []string{all[2], all[3]}},
			{"by number", w.Actor(authz.CaseGuardian, w.LapasBungo), outcome.DueFilter{Text: "b-i-tiga"}, all[5:]},
			{"signs", w.Actor(authz.CaseGuardian, w.LapasBungo), outcome.DueFilter{Text: "%"}, nil},
			{"probation", w.Actor(authz.ProbationOfficer, w.BapasJambi), outcome.DueFilter{}, []string{"Klien 3 2026-11-22 open"}},
			{"region", w.Actor(authz.RegionalOffice, w.KanwilJambi), outcome.DueFilter{Office: w.BapasJambi}, []string{"Klien 3 2026-11-22 open"}},
		} {
			for _, size := range []int{1, 2, 50} {
				var got []string
				for _, x := range walk(t, size, func(r page.Request) (page.Of[outcome.DueRow], error) { return s.Due(t.Context(), c.actor, c.filter, r) }) {
					got = append(got, line(x))
				}
				if !reflect.DeepEqual(got, c.want) {
					t.Errorf("%s by %d:\n got %v\nwant %v", c.name, size, got, c.want)
				}
			}
		}
	})
}

func TestDueKeepsItsOrderWhereMonthsEndAlike(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := directorytest.Seed(t, d), outcome.New(d)
		for i := range 40 { // three, six and twelve months from each end of a month
			persontest.Released(t, d, w.LapasBungo, fmt.Sprint("Orang ", i), civil.Must("2026-08-31").AddDays(-i%8-92*(i%4)).String(), person.Expiry)
		}
		read := func(r page.Request) (page.Of[outcome.DueRow], error) {
			return s.Due(t.Context(), w.Actor(authz.CaseGuardian, w.LapasBungo), outcome.DueFilter{}, r)
		}
		whole := walk(t, 200, read)
		if len(whole) < 40 || !slices.IsSortedFunc(whole, func(x, y outcome.DueRow) int { return x.DueOn.Compare(y.DueOn) }) {
			t.Fatalf("%d rows out of order", len(whole))
		}
		for _, size := range []int{1, 3, 7} {
			if got := walk(t, size, read); !reflect.DeepEqual(got, whole) {
				t.Errorf("by %d it is another list", size)
			}
		}
	})
}

func TestListShowsWhatWasDoneToThoseWhoLetGoOrGuide(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := directorytest.Seed(t, d), outcome.New(d)
		let := persontest.Released(t, d, w.LapasBungo, "Lepas", "2025-11-20", person.Expiry)
		led := persontest.Released(t, d, w.LapasBungo, "Dituntun", "2026-05-20", person.Parole)
		own := persontest.Client(t, d, w.BapasJambi, "Klien", "2026-02-10")
		far := persontest.Released(t, d, w.LapasSelong, "Jauh", "2026-05-20", person.Expiry)
		guide(t, d, led, w.BapasJambi)
		for _, c := range []outcome.RecordCommand{outcometest.Reached(let, 3), outcometest.Unreached(let, 6), outcometest.Reached(led, 3), outcometest.Reached(own, 6), outcometest.Reached(far, 6)} {
			outcometest.Record(t, d, c, func(c *outcome.RecordCommand) {
				if c.Person == own.ID {
					c.Reoffended, c.Livelihood, c.Income = outcome.Yes, outcome.Seeking, nil
				}
			})
		}
		prison, office := w.Actor(authz.ProgrammeOfficer, w.LapasBungo), w.Actor(authz.ProbationOfficer, w.BapasJambi)
		for _, c := range []struct {
			name   string
			actor  authz.Actor
			filter outcome.Filter
			want   []string
		}{
			{"prison", prison, outcome.Filter{}, []string{"Dituntun 3", "Lepas 6", "Lepas 3"}},
			{"oldest", prison, outcome.Filter{Oldest: true}, []string{"Lepas 3", "Lepas 6", "Dituntun 3"}},
			{"office", office, outcome.Filter{}, []string{"Dituntun 3", "Klien 6"}},
			{"region", w.Actor(authz.RegionalOffice, w.KanwilJambi), outcome.Filter{}, []string{"Dituntun 3", "Klien 6", "Lepas 6", "Lepas 3"}},
			{"unreached", prison, outcome.Filter{Reached: outcome.No}, []string{"Lepas 6"}},
			{"milestone", prison, outcome.Filter{Milestone: 3, Reached: outcome.Yes}, []string{"Dituntun 3", "Lepas 3"}},
			{"again", office, outcome.Filter{Reoffended: outcome.Yes}, []string{"Klien 6"}},
			{"working", office, outcome.Filter{Livelihood: outcome.Employed}, []string{"Dituntun 3"}},
			{"by name", prison, outcome.Filter{Text: "TUNTUN"}, []string{"Dituntun 3"}},
		} {
			for _, size := range []int{1, 50} {
				var got []string
				for _, x := range walk(t, size, func(r page.Request) (page.Of[outcome.Row], error) { return s.List(t.Context(), c.actor, c.filter, r) }) {
					got = append(got, fmt.Sprintf("%s %d", x.Name, x.Milestone))
				}
				if !slices.Equal(got, c.want) {
					t.Errorf("%s by %d: %v, want %v", c.name, size, got, c.want)
				}
			}
		}
	})
}

func TestListsRefuseWhatTheyDoNotKnow(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), outcome.New(d), t.Context()
		head, nation := w.Actor(authz.FacilityHead, w.LapasBungo), w.Actor(authz.RegionalOffice, w.Directorate)
		list := func(a authz.Actor, f outcome.Filter, after string) error {
			return second(s.List(ctx, a, f, page.Request{After: after}))
		}
		due := func(a authz.Actor, f outcome.DueFilter, after string) error {
			return second(s.Due(ctx, a, f, page.Request{After: after}))
		}
		key := id.Person{}.Make().String()
		for name, c := range map[string]struct{ err, want error }{
			"milestone":         {list(head, outcome.Filter{Milestone: 5}, ""), errs.Invalid},
			"reached":           {list(head, outcome.Filter{Reached: "perhaps"}, ""), errs.Invalid},
			"livelihood":        {list(head, outcome.Filter{Livelihood: "luck"}, ""), errs.Invalid},
			"the nation":        {list(nation, outcome.Filter{}, ""), errs.Invalid},
			"elsewhere":         {list(head, outcome.Filter{Office: w.LapasSelong}, ""), errs.NotFound},
			"cursor":            {list(head, outcome.Filter{}, page.Encode("x", key)), errs.Invalid},
			"cursor of none":    {list(head, outcome.Filter{}, page.Encode("2026-01-01", "")), errs.Invalid},
			"due milestone":     {due(head, outcome.DueFilter{Milestone: -1}, ""), errs.Invalid},
			"due standing":      {due(head, outcome.DueFilter{Standing: outcome.Done}, ""), errs.Invalid},
			"due in the nation": {due(nation, outcome.DueFilter{}, ""), errs.Invalid},
			"due elsewhere":     {due(head, outcome.DueFilter{Office: w.BapasJambi}, ""), errs.NotFound},
			"due cursor":        {due(head, outcome.DueFilter{}, page.Encode("5", "2026-01-01", key)), errs.Invalid},
			"due cursor's day":  {due(head, outcome.DueFilter{}, page.Encode("6", "2026", key)), errs.Invalid},
		} {
			if !errors.Is(c.err, c.want) {
				t.Errorf("%s: %v, want %v", name, c.err, c.want)
			}
		}
	})
}

// branches are SQLite's lines for reading what a branch gave: no table.
var branches = regexp.MustCompile(`(?m)^SCAN (m\d+|let_go|guided)\n`)

func TestListsAreServedByAnIndex(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		for _, office := range []id.Organisation{w.LapasBungo, w.LapasMaros, w.RutanSungaiPenuh, w.KanwilJambi, w.KanwilNTB, w.KanwilSulsel, w.Directorate} {
			persontest.Crowd(t, d, 200, office)
		}
		persontest.Crowd(t, d, 40, w.BapasJambi, w.LapasSelong)
		crowd(t, d)
		head := w.Actor(authz.FacilityHead, w.BapasJambi)
		next := page.Request{After: page.Encode("6", "2026-02-03", id.Person{}.Make().String())}
		for name, r := range map[string]page.Request{"first": {}, "later": next} {
			text, args := outcome.DueText(t, head, outcome.DueFilter{Office: w.BapasJambi}, r, "2026-11-22")
			t.Log(name)
			persontest.ServedBy(t, branches.ReplaceAllString(persontest.Plan(t, d, text, args...), ""), "outcome_released", true)
		}
		one := authz.Actor{Role: authz.FacilityHead, Scope: authz.Scope{Orgs: []id.Organisation{w.LapasSelong}}}
		for _, oldest := range []bool{false, true} {
			text, args := outcome.ListText(t, one, outcome.Filter{Oldest: oldest}, page.Request{})
			plan := branches.ReplaceAllString(persontest.Plan(t, d, text, args...), "")
			persontest.ServedBy(t, plan, "outcome_follow_up_list", false)
			if !strings.Contains(plan, "person_person_probation") { // names may be hashed whole: this register is small
				t.Errorf("those whom the office guides are not found by its index:\n%s", plan)
			}
		}
	})
}

// crowd gives everybody released a follow-up and lets the engine count.
func crowd(t *testing.T, d *db.DB) {
	t.Helper()
	ctx := t.Context()
	err := d.InTx(ctx, func(tx *db.Tx) error {
		people, err := db.All[person.Person](ctx, tx, `SELECT `+db.Columns[person.Person]("")+` FROM person_person WHERE custody_status = 'released'`)
		if err != nil {
			return err
		}
		for _, p := range people {
			for _, m := range outcome.Milestones() {
				x := outcome.FollowUp{
					Facility: p.Facility, ID: id.FollowUp{}.Make(), Person: p.ID, Milestone: m, ReleasedOn: p.ReleasedOn,
					DoneOn: outcome.DueOn(p.ReleasedOn, m), Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
				}
				if err := db.Insert(ctx, tx, "outcome_follow_up", x); err != nil {
					return err
				}
			}
		}
		_, err = db.Exec(ctx, tx, `ANALYZE`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
