package partnership_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershiptest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// lived is an agreement of early 2025 that slept, woke, fell behind and was caught up.
func lived(t *testing.T, r room) id.Agreement {
	t.Helper()
	a := agreementtest.Signed(t, r.d, r.c, civil.Must("2025-02-01"), civil.Must("2028-01-31"))
	late := partnershiptest.Promise(t, r.d, r.c, a.ID, 4, civil.Must("2025-11-30"))
	partnershiptest.Confirmed(t, r.d, late, civil.Must("2025-08-10"), 2)
	partnershiptest.Confirmed(t, r.d, late, civil.Must("2026-02-10"), 2)
	return a.ID
}

func TestTheCourseIsWhatTheRuleWouldHaveSaidOnEachDay(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		key := lived(t, r)
		c, err := r.s.Course(t.Context(), r.officer, partnership.Whose{Agreement: key})
		ok(t, err)
		var days []string
		for _, p := range c.Points {
			days = append(days, p.Day.String())
		}
		if d := cmp.Diff(days, []string{"2024-12-31", "2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31", "2026-03-31", "2026-06-30", "2026-09-30", "2026-11-22"}); d != "" {
			t.Error(d)
		}
		want := []partnership.Verdict{
			partnership.NotSigned, partnership.Young, partnership.Ceremonial, partnership.Concrete, partnership.Slow,
			partnership.Concrete, partnership.Concrete, partnership.Concrete, partnership.Concrete,
		}
		if d := cmp.Diff(c.Agreements[0].Verdicts, want); d != "" {
			t.Error(d)
		}
		now, err := r.s.Vitality(t.Context(), r.officer, key)
		ok(t, err)
		if d := cmp.Diff(c.Agreements[0].Evidence, now, cmp.AllowUnexported(civil.Date{})); d != "" {
			t.Errorf("the course ends where the page of today stands: %s", d)
		}
	})
}

func TestAFigureHasItsNumeratorItsDenominatorAndWhatIsUnknown(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		key := lived(t, r)
		waiting := partnershiptest.Promise(t, r.d, r.c, key, 3, today.AddDays(-5))
		partnershiptest.Report(t, r.d, waiting, today.AddDays(-6), 3)
		partnershiptest.Promise(t, r.d, r.c, key, 7, today.AddDays(5)) // not due
		agreementtest.Signed(t, r.d, r.c, civil.Must("2026-01-01"), civil.Must("2026-10-31"))
		whole, err := r.s.Course(t.Context(), r.officer, partnership.Whose{Facility: r.c.Host})
		ok(t, err)
		got := whole.Points[len(whole.Points)-1]
		want := partnership.Standing{
			Day: today, Verdicts: map[partnership.Verdict]int{partnership.Slow: 1}, // what has ended is judged no more
			Kept:     partnership.Ratio{N: 0, Of: 2, Unknown: 1},
			Value:    partnership.Ratio{N: 4_000_000, Of: 7_000_000},
			Renewed:  partnership.Ratio{N: 0, Of: 1, Unknown: 1},
			Active:   partnership.Ratio{N: 0, Of: 1},
			Evidence: partnership.Ratio{N: 2, Of: 3, Unknown: 1},
		}
		if d := cmp.Diff(got, want, cmp.AllowUnexported(civil.Date{})); d != "" {
			t.Error(d)
		}
		if o := whole.First; o.Signed != 2 || o.Started != 1 || o.Never != 1 || !o.Known || o.Share[0] != 1 || o.Days[1] != 190 {
			t.Errorf("onset %+v", o)
		} else if at := slices.Index(o.Days, o.Median); at < 0 || o.Share[at] > 0.5 || o.Share[at-1] <= 0.5 {
			t.Errorf("half had started on day %d: %+v", o.Median, o)
		}
	})
}

func TestTheCourseOfOthersIsNotThere(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		key := lived(t, r)
		_, err := r.s.Course(t.Context(), r.other, partnership.Whose{Agreement: key})
		is(t, "another partner", err, errs.NotFound)
		for name, whose := range map[string]partnership.Whose{"partner": {Partner: r.c.Partner}, "facility": {Facility: r.c.Host}, "region": {Region: r.c.Host}, "nobody": {}} {
			c, err := r.s.Course(t.Context(), r.other, whose)
			if err != nil || len(c.Agreements) != 0 || c.First.Signed != 0 {
				t.Errorf("%s: %d agreements, %v", name, len(c.Agreements), err)
			}
		}
	})
}
