package sentence_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	engine "titian/internal/engine/sentence"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/sentence"
	"titian/internal/feature/sentence/sentencetest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func run(t *testing.T, f func(t *testing.T, w *sentencetest.World)) {
	t.Helper()
	dbtest.Run(t, func(t *testing.T, d *db.DB) { f(t, sentencetest.Seed(t, d)) })
}

// e6 is somebody with the worked example E6: two verdicts in a row and three
// remissions.
func e6(t *testing.T, w *sentencetest.World, name string) person.Person {
	t.Helper()
	p := persontest.Convict(t, w.DB, w.LapasBungo, name)
	sentencetest.Serving(t, w.Sentence, p.ID, "2024-09-20", 2, 0)
	for _, c := range []sentence.Command{
		{Topic: sentence.Verdict, Years: 1, Months: 6},
		sentencetest.Grant("2025-08-17", "RU", 1, 0), sentencetest.Grant("2025-12-25", "RK", 1, 0), sentencetest.Grant("2026-08-17", "RU", 3, 0),
	} {
		sentencetest.Add(t, w.Sentence, p.ID, c)
	}
	return p
}

func of(t *testing.T, w *sentencetest.World, p id.Person) sentence.View {
	t.Helper()
	v, err := w.Sentence.Of(t.Context(), authz.OperatorAs("test"), p)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestThePageShowsTheWorkedExample(t *testing.T) {
	run(t, func(t *testing.T, w *sentencetest.World) {
		p := e6(t, w, "Enam")
		v := of(t, w, p.ID)
		for point, want := range map[engine.Point]string{
			engine.NominalExpiry: "2028-03-20", engine.NetExpiry: "2027-10-22", engine.TwoThirds: "2026-08-17", engine.Parole: "2026-08-17", engine.SupervisionEnd: "2028-10-22",
		} {
			if got := v.Timeline.On(point).String(); got != want {
				t.Errorf("%s is %s, want %s", point, got, want)
			}
		}
		if len(v.Entries) != 6 || len(v.Past) != 0 || !v.Timeline.Known() {
			t.Errorf("%d entries stand, %d are past", len(v.Entries), len(v.Past))
		}
		if v.Person.ReleaseDueOn.String() != "2027-10-22" {
			t.Errorf("the register expects the release on %s", v.Person.ReleaseDueOn)
		}
		if len(v.Proposals) == 0 || v.Proposals[0].Date.Before(civil.Today(dbtest.Now)) {
			t.Errorf("proposals: %+v", v.Proposals)
		}
	})
}

func TestARemissionSaysWhatMoved(t *testing.T) {
	run(t, func(t *testing.T, w *sentencetest.World) {
		p := persontest.Convict(t, w.DB, w.LapasBungo, "Gerak")
		sentencetest.Serving(t, w.Sentence, p.ID, "2025-10-14", 1, 8)
		w.Moved = nil
		officer := w.Actor(authz.ProgrammeOfficer, w.LapasBungo)
		if _, err := w.Sentence.Add(t.Context(), officer, p.ID, sentencetest.Grant("2026-08-17", "RU", 1, 0)); err != nil {
			t.Fatal(err)
		}
		if len(w.Moved) != 1 || w.Moved[0].Cause != "sentence.add" || w.Moved[0].Topic != sentence.Remission || w.Moved[0].Person != p.ID {
			t.Fatalf("told: %+v", w.Moved)
		}
		i := slices.IndexFunc(w.Moved[0].Moves, func(m sentence.Move) bool { return m.Point == engine.TwoThirds })
		if i < 0 || w.Moved[0].Moves[i].From.String() != "2026-11-18" || w.Moved[0].Moves[i].To.String() != "2026-10-19" {
			t.Errorf("moves: %+v", w.Moved[0].Moves)
		}
		if !slices.ContainsFunc(w.Moved[0].Moves, func(m sentence.Move) bool {
			return m.Point == engine.PrereleaseLeave && m.From.IsZero() && m.To.String() == "2027-04-15"
		}) {
			t.Error("that pre-release leave came to be is not told")
		}
	})
}

func TestACorrectionKeepsTheOldValueAndItsReason(t *testing.T) {
	run(t, func(t *testing.T, w *sentencetest.World) {
		ctx, officer := t.Context(), w.Actor(authz.FacilityHead, w.LapasBungo)
		p := persontest.Convict(t, w.DB, w.LapasBungo, "Koreksi")
		sentencetest.Serving(t, w.Sentence, p.ID, "2025-06-01", 2, 0)
		wrong := sentencetest.Add(t, w.Sentence, p.ID, sentencetest.Grant("2026-08-17", "RU", 2, 0))
		c := sentence.CommandOf(wrong)
		c.Months = 1
		var e *errs.Error
		if _, err := w.Sentence.Correct(ctx, officer, wrong.ID, wrong.Version, c); !errors.As(err, &e) || e.Fields[0].Path != "reason" {
			t.Fatalf("a correction without a reason: %v", err)
		}
		c.Reason = "salah ketik, SK menyebut 1 bulan"
		right, err := w.Sentence.Correct(ctx, officer, wrong.ID, wrong.Version, c)
		if err != nil || right.Replaces != wrong.ID || right.Months != 1 {
			t.Fatalf("corrected to %+v, %v", right, err)
		}
		v := of(t, w, p.ID)
		if len(v.Past) != 1 || v.Past[0].ID != wrong.ID || v.Past[0].State != sentence.Corrected || v.Past[0].Months != 2 {
			t.Errorf("the old value: %+v", v.Past)
		}
		if got := v.Timeline.On(engine.NetExpiry).String(); got != "2027-05-02" {
			t.Errorf("the end is %s", got)
		}
		if _, err := w.Sentence.Correct(ctx, officer, wrong.ID, 0, c); !errors.Is(err, errs.State) {
			t.Errorf("what was corrected was corrected again: %v", err)
		}
		if _, err := w.Sentence.Withdraw(ctx, officer, right.ID, right.Version+7, "salah orang"); !errors.Is(err, errs.Conflict) {
			t.Errorf("a stale version: %v", err)
		}
		if _, err := w.Sentence.Withdraw(ctx, officer, right.ID, right.Version, ""); !errors.Is(err, errs.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		gone, err := w.Sentence.Withdraw(ctx, officer, right.ID, right.Version, "salah orang")
		if v = of(t, w, p.ID); err != nil || gone.State != sentence.Withdrawn || v.Timeline.On(engine.NetExpiry).String() != "2027-06-01" {
			t.Errorf("withdrawn: %+v, %v", gone, err)
		}
	})
}

func TestWhatMakesNoSenseTogetherIsAFieldError(t *testing.T) {
	run(t, func(t *testing.T, w *sentencetest.World) {
		ctx, officer := t.Context(), w.Actor(authz.ProgrammeOfficer, w.LapasBungo)
		p := persontest.Convict(t, w.DB, w.LapasBungo, "Salah")
		sentencetest.Serving(t, w.Sentence, p.ID, "2025-06-01", 2, 0)
		sentencetest.Add(t, w.Sentence, p.ID, sentence.Command{Topic: sentence.Official, Code: "two_thirds", DatedOn: civil.Must("2026-10-01"), Source: sentence.SDP})
		long := strings.Repeat("x", 300)
		for name, x := range map[string]struct {
			c    sentence.Command
			want []string
		}{
			"before detention":      {sentencetest.Grant("2025-05-31", "RU", 1, 0), []string{"dated_on"}},
			"in the future":         {sentencetest.Grant("2027-05-31", "RU", 1, 0), []string{"dated_on"}},
			"a second start":        {sentencetest.StartOn("2025-07-01"), []string{"dated_on"}},
			"a second official day": {sentence.Command{Topic: sentence.Official, Code: "two_thirds", DatedOn: civil.Must("2026-10-02"), Source: sentence.Decree}, []string{"code"}},
			"no length":             {sentence.Command{Topic: sentence.Verdict}, []string{"days"}},
			"negative":              {sentence.Command{Topic: sentence.Fine, Years: -1}, []string{"years"}},
			"unknown kind":          {sentence.Command{Topic: sentence.Detention, Code: "kamar", Days: 3}, []string{"code"}},
			"unknown topic":         {sentence.Command{Topic: "x"}, []string{"topic"}},
			"too long":              {sentence.Command{Topic: sentence.Verdict, Years: 99, DocNo: long}, []string{"doc_no"}},
			"beyond the calendar":   {sentence.Command{Topic: sentence.Verdict, Years: 99, Months: 1200}, []string{"days"}},
			"everything at once":    {sentence.Command{Topic: sentence.Remission, DocNo: long}, []string{"doc_no", "code", "days", "dated_on"}},
		} {
			_, err := w.Sentence.Add(ctx, officer, p.ID, x.c)
			var got []string
			if e := errs.As(err); e != nil {
				for _, f := range e.Fields {
					got = append(got, f.Path)
				}
			}
			if !slices.Equal(got, x.want) {
				t.Errorf("%s: fields %v, want %v (%v)", name, got, x.want, err)
			}
		}
		if n := len(of(t, w, p.ID).Entries); n != 3 {
			t.Errorf("%d entries stand: something wrong was written", n)
		}
	})
}

func TestAnOfficialDateStandsInPlaceOfOursAndADifferenceIsFlagged(t *testing.T) {
	run(t, func(t *testing.T, w *sentencetest.World) {
		p := e6(t, w, "SDP")
		sentencetest.Add(t, w.Sentence, p.ID, sentence.Command{Topic: sentence.Official, Code: "two_thirds", DatedOn: civil.Must("2026-08-20"), Source: sentence.SDP, DocNo: "unduhan 1"})
		sentencetest.Add(t, w.Sentence, p.ID, sentence.Command{Topic: sentence.Official, Code: "net_expiry", DatedOn: civil.Must("2027-10-22"), Source: sentence.Decree})
		sentencetest.Add(t, w.Sentence, p.ID, sentence.Command{Topic: sentence.Reported, Months: 4})
		tl := of(t, w, p.ID).Timeline
		if tl.On(engine.TwoThirds).String() != "2026-08-20" || tl.On(engine.Parole).String() != "2026-08-20" {
			t.Errorf("two thirds %s, parole %s", tl.On(engine.TwoThirds), tl.On(engine.Parole))
		}
		if f := tl.Flagged(); len(f) != 1 || f[0].Point != engine.TwoThirds || f[0].Estimate.String() != "2026-08-17" || f[0].DocNo != "unduhan 1" {
			t.Errorf("flagged: %+v", f)
		}
		if tl.Reported == nil || *tl.Reported != (sentence.Difference{Official: 120, Ours: 150}) {
			t.Errorf("remission: %+v", tl.Reported)
		}
	})
}

func TestWithOfficialDatesAloneThereIsATimeline(t *testing.T) {
	run(t, func(t *testing.T, w *sentencetest.World) {
		p := persontest.Convict(t, w.DB, w.LapasBungo, "Resmi")
		sentencetest.Add(t, w.Sentence, p.ID, sentence.Command{Topic: sentence.Official, Code: "net_expiry", DatedOn: civil.Must("2028-01-19"), Source: sentence.SDP})
		v := of(t, w, p.ID)
		if v.Timeline.Known() || !slices.Equal(v.Timeline.Missing, []sentence.Topic{sentence.Start, sentence.Verdict}) {
			t.Errorf("missing: %v", v.Timeline.Missing)
		}
		if v.Timeline.On(engine.NetExpiry).String() != "2028-01-19" || v.Person.ReleaseDueOn.String() != "2028-01-19" || !v.Timeline.On(engine.Parole).IsZero() {
			t.Errorf("%s, %s", v.Timeline.On(engine.NetExpiry), v.Person.ReleaseDueOn)
		}
	})
}

func TestTheNextSentenceLeavesTheServedOneBehind(t *testing.T) {
	run(t, func(t *testing.T, w *sentencetest.World) {
		p := e6(t, w, "Ulang")
		again := sentencetest.StartOn("2026-11-01")
		again.Next = true
		sentencetest.Add(t, w.Sentence, p.ID, again)
		v := of(t, w, p.ID)
		if v.Timeline.Number != 2 || len(v.Entries) != 1 || len(v.Past) != 6 || !slices.Equal(v.Timeline.Missing, []sentence.Topic{sentence.Verdict}) {
			t.Errorf("sentence %d, %d stand, %d past, missing %v", v.Timeline.Number, len(v.Entries), len(v.Past), v.Timeline.Missing)
		}
		if stored, err := sentence.StoredDates(t.Context(), w.DB, p.ID); err != nil || len(stored) != 0 {
			t.Errorf("dates of the served sentence are still due: %v, %v", stored, err)
		}
	})
}

func TestAFineThatWasPaidNoLongerDelays(t *testing.T) {
	run(t, func(t *testing.T, w *sentencetest.World) {
		ctx, officer := t.Context(), w.Actor(authz.ProgrammeOfficer, w.LapasBungo)
		p := persontest.Convict(t, w.DB, w.LapasBungo, "Denda")
		sentencetest.Serving(t, w.Sentence, p.ID, "2026-02-10", 4, 0)
		fine := sentencetest.Add(t, w.Sentence, p.ID, sentence.Command{Topic: sentence.Fine, Years: 1})
		if v := of(t, w, p.ID); v.Timeline.On(engine.Release).String() != "2031-02-10" {
			t.Errorf("with the substitute the end is %s", v.Timeline.On(engine.Release))
		}
		c := sentence.CommandOf(fine)
		c.MetOn, c.Reason = civil.Must("2026-11-20"), "kuitansi kejaksaan"
		if _, err := w.Sentence.Correct(ctx, officer, fine.ID, fine.Version, c); err != nil {
			t.Fatal(err)
		}
		if v := of(t, w, p.ID); v.Timeline.On(engine.Release).String() != "2030-02-10" || v.Person.ReleaseDueOn.String() != "2030-02-10" {
			t.Errorf("paid, and the end is %s, in the register %s", v.Timeline.On(engine.Release), v.Person.ReleaseDueOn)
		}
	})
}

func TestSentencesAreKeptByTheFacilityAndReadInScopeOnly(t *testing.T) {
	run(t, func(t *testing.T, w *sentencetest.World) {
		ctx := t.Context()
		p := e6(t, w, "Wewenang")
		entry := of(t, w, p.ID).Entries[0]
		for _, x := range []struct {
			role        authz.Role
			org         id.Organisation
			read, write error
		}{
			{authz.FacilityHead, w.LapasBungo, nil, nil},
			{authz.ProgrammeOfficer, w.LapasBungo, nil, nil},
			{authz.CaseGuardian, w.LapasBungo, nil, errs.Forbidden},
			{authz.RegionalOffice, w.KanwilJambi, nil, errs.Forbidden},
			{authz.ProgrammeOfficer, w.LapasSelong, errs.NotFound, errs.NotFound},
			{authz.ProbationOfficer, w.BapasJambi, errs.NotFound, errs.Forbidden},
			{authz.Administrator, w.LapasBungo, errs.Forbidden, errs.Forbidden},
			{authz.Observer, w.LapasBungo, errs.Forbidden, errs.Forbidden},
			{authz.Partner, w.Baznas, errs.Forbidden, errs.Forbidden},
		} {
			a := w.Actor(x.role, x.org)
			if _, err := w.Sentence.Of(ctx, a, p.ID); !errors.Is(err, x.read) {
				t.Errorf("%s reads: %v", x.role, err)
			}
			if _, err := w.Sentence.Entry(ctx, a, entry.ID); !errors.Is(err, x.read) {
				t.Errorf("%s reads an entry: %v", x.role, err)
			}
			if _, err := w.Sentence.Add(ctx, a, p.ID, sentence.Command{Topic: sentence.Detention, Code: "city", Days: 1}); !errors.Is(err, x.write) {
				t.Errorf("%s writes: %v", x.role, err)
			}
			if _, err := w.Sentence.Withdraw(ctx, a, entry.ID, entry.Version+99, "x"); x.write != nil && !errors.Is(err, x.write) {
				t.Errorf("%s withdraws: %v", x.role, err)
			}
		}
	})
}

func TestAProbationOfficeReadsItsClientsAndLeavesTheWritingToTheFacility(t *testing.T) {
	run(t, func(t *testing.T, w *sentencetest.World) {
		p := e6(t, w, "Klien")
		head := w.Actor(authz.FacilityHead, w.BapasJambi)
		err := w.DB.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := person.GuideTx(t.Context(), tx, authz.OperatorAs("test"), p.ID, w.BapasJambi)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Sentence.Of(t.Context(), w.Actor(authz.ProbationOfficer, w.BapasJambi), p.ID); err != nil {
			t.Errorf("the probation officer reads: %v", err)
		}
		if _, err := w.Sentence.Add(t.Context(), head, p.ID, sentencetest.Grant("2026-10-01", "RK", 1, 0)); !errors.Is(err, errs.Forbidden) {
			t.Errorf("the probation office writes: %v", err)
		}
	})
}

func TestEveryMethodRefusesStrangers(t *testing.T) {
	persontest.RefusesStrangers(t, sentence.New(nil, nil))
}
