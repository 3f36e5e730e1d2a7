package sentence_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"titian/internal/engine/sentence"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
)

func TestARemissionCannotFreeAnybodyBeforeItIsGranted(t *testing.T) {
	c := adult("2026-01-01", years(1, 0, 0), grant("2026-12-20", "RK", 1, 0))
	tl := compute(t, c)
	if got := tl.On(sentence.NetExpiry).String(); got != "2026-12-20" {
		t.Errorf("a month granted twelve days before the end frees on %s, want the day of the grant", got)
	}
	if tl.Reduced != 30 {
		t.Errorf("%d days are counted", tl.Reduced)
	}
}

func TestARemissionAfterTheEndCountsForNothing(t *testing.T) {
	c := adult("2026-01-01", years(1, 0, 0), grant("2027-08-17", "RU", 1, 0))
	tl := compute(t, c)
	if got := tl.On(sentence.NetExpiry).String(); got != "2027-01-01" || tl.Reduced != 0 {
		t.Errorf("the end is %s with %d days off", got, tl.Reduced)
	}
	if !slices.ContainsFunc(tl.Steps, func(s sentence.Step) bool { return s.Code == sentence.StepLate }) {
		t.Error("no step says that it does not count")
	}
	if why := tl.Why(sentence.PrereleaseLeave); why.Code != sentence.ReasonPartTooShort && why.Code != sentence.ReasonNoRemission {
		t.Errorf("pre-release leave: %v", why)
	}
}

func TestWithoutRemissionThereIsNoPrereleaseLeave(t *testing.T) {
	tl := compute(t, adult("2026-02-10", years(4, 0, 0)))
	if why := tl.Why(sentence.PrereleaseLeave).Code; why != sentence.ReasonNoRemission {
		t.Errorf("got %q", why)
	}
}

func TestTwoThirdsOfNineMonthsIsTheEdgeOfParole(t *testing.T) {
	for months, want := range map[int]string{13: sentence.ReasonPartTooShort, 14: ""} {
		tl := compute(t, adult("2026-01-01", years(0, months, 0)))
		if got := tl.Why(sentence.Parole).Code; got != want {
			t.Errorf("%d months: %q, want %q", months, got, want)
		}
	}
	tl := compute(t, adult("2026-01-01", years(0, 13, 15)))
	if tl.On(sentence.Parole).IsZero() {
		t.Error("two thirds of 405 days are nine months, and parole exists")
	}
}

func TestConditionalLeaveEndsAtEighteenMonths(t *testing.T) {
	for days, want := range map[int]string{0: "", 1: sentence.ReasonTooLong} {
		tl := compute(t, adult("2026-01-01", years(1, 6, days)))
		if got := tl.Why(sentence.ConditionalLeave).Code; got != want {
			t.Errorf("1 year 6 months %d days: %q, want %q", days, got, want)
		}
	}
}

func TestASentenceWithoutAnEndHasNoDates(t *testing.T) {
	for _, kind := range []string{"life", "death"} {
		c := sentence.Case{Status: sentence.Adult, Start: civil.Must("2020-01-01"), Conditions: []sentence.Condition{{Code: kind}}}
		tl := compute(t, c)
		for _, p := range sentence.Points() {
			if !tl.On(p).IsZero() || tl.Why(p).Code != sentence.ReasonNoEnd || tl.Why(p).Kind != kind {
				t.Errorf("%s %s: %s %v", kind, p, tl.On(p), tl.Why(p))
			}
		}
		if len(tl.Changes) == 0 || tl.Changes[0].Code != sentence.ChangeCommuted {
			t.Error("that it may be commuted is not told")
		}
	}
}

func TestAnUnpaidFineComesFirstAndIsServedAtTheEnd(t *testing.T) {
	tl := compute(t, e7())
	if got := tl.On(sentence.Parole).String(); got != "2029-09-22" {
		t.Errorf("two thirds on 2028-09-27 and 360 days of substitute lead to %s", got)
	}
	for _, x := range tl.Changes {
		if x.Of == sentence.Parole && x.Code == sentence.ChangeFinePaid && x.Date.String() != "2028-09-27" {
			t.Errorf("with the fine paid parole is told to be %s", x.Date)
		}
	}
	c := e7()
	c.Substitute.Unpaid = false
	if tl := compute(t, c); tl.On(sentence.Parole).String() != "2028-09-27" || tl.Why(sentence.SubstituteFrom).Code != sentence.ReasonNoSubstitute {
		t.Error("a paid fine still counts")
	}
}

func TestALongSubstituteLeavesAYearOfSupervision(t *testing.T) {
	c := adult("2026-01-01", years(2, 0, 0))
	c.Substitute = sentence.Substitute{Term: sentence.Term{Years: 4}, Unpaid: true}
	tl := compute(t, c)
	if got, want := tl.On(sentence.SupervisionEnd), tl.On(sentence.Parole).AddMonths(12); got != want {
		t.Errorf("supervision ends %s, want %s", got, want)
	}
}

func TestSpecialConditionsAreAskedOnceAndOnlyWhereTheyHold(t *testing.T) {
	ask := func(years_ int, conditions ...sentence.Condition) (codes []string) {
		c := adult("2026-01-01", years(years_, 0, 0))
		c.Conditions = conditions
		for _, n := range func() []sentence.Need { tl := compute(t, c); return tl.Needs }() {
			if n.Of == sentence.Parole {
				codes = append(codes, n.Code)
			}
		}
		return codes
	}
	usual := []string{sentence.NeedConduct, sentence.NeedRisk}
	for name, x := range map[string]struct{ got, want []string }{
		"narcotics of 4 years":  {ask(4, sentence.Condition{Code: "narcotics"}), usual},
		"narcotics of 5 years":  {ask(5, sentence.Condition{Code: "narcotics"}), append(slices.Clone(usual), "assimilation_half")},
		"shown already":         {ask(5, sentence.Condition{Code: "narcotics", Met: true}), usual},
		"terrorism, said twice": {ask(5, sentence.Condition{Code: "terrorism"}, sentence.Condition{Code: "terrorism"}), append(slices.Clone(usual), "deradicalisation", "pledge")},
		"unknown":               {ask(5, sentence.Condition{Code: "piracy"}), usual},
	} {
		if !slices.Equal(x.got, x.want) {
			t.Errorf("%s asks %v, want %v", name, x.got, x.want)
		}
	}
	c := adult("2026-01-01", years(5, 0, 0))
	c.Conditions = []sentence.Condition{{Code: "piracy"}}
	tl := compute(t, c)
	if !slices.ContainsFunc(tl.Changes, func(x sentence.Change) bool { return x.Code == sentence.ChangeUnknown && x.Kind == "piracy" }) {
		t.Error("an unknown condition is passed over in silence")
	}
}

func TestAMissingDayOfMonthIsTheLast(t *testing.T) {
	for start, want := range map[string]string{"2026-01-31": "2026-02-28", "2024-01-31": "2024-02-29", "2026-12-31": "2027-01-31"} {
		tl := compute(t, adult(start, years(0, 1, 0)))
		if got := tl.On(sentence.NominalExpiry).String(); got != want {
			t.Errorf("%s and a month is %s, want %s", start, got, want)
		}
	}
}

func TestCreditIsRoundedDownItemByItem(t *testing.T) {
	c := adult("2026-01-01", years(1, 0, 0))
	c.Detention = []sentence.Detention{{Kind: "house", Days: 5}, {Kind: "house", Days: 5}, {Kind: "city", Days: 9}, {Kind: "rutan", Days: 7}}
	if tl := compute(t, c); tl.Credit != 1+1+1+7 {
		t.Errorf("credit is %d days, want 10", tl.Credit)
	}
}

func TestEveryWrongPlaceIsNamed(t *testing.T) {
	c := sentence.Case{
		Status: "wbp", Verdicts: []sentence.Term{{Years: -1}, {}}, Detention: []sentence.Detention{{Kind: "kota", Days: -3}},
		Remissions: []sentence.Remission{{Date: civil.Must("2020-01-01"), Months: 1 << 40}}, Substitute: sentence.Substitute{Term: sentence.Term{Days: -1}},
		Conditions: []sentence.Condition{{}},
	}
	_, err := rules(t, "").Timeline(c)
	e := errs.As(err)
	if e == nil || !errors.Is(err, errs.Invalid) {
		t.Fatal(err)
	}
	var paths []string
	for _, f := range e.Fields {
		paths = append(paths, f.Path)
	}
	want := []string{"legal_status", "start", "verdicts[0].years", "verdicts[1]", "detention[0].kind", "detention[0].days", "remissions[0].kind", "remissions[0].months", "conditions[0]", "fine_substitute.days"}
	if !slices.Equal(paths, want) {
		t.Errorf("named are %v, want %v", paths, want)
	}
}

func TestWhatIsTooLongForACalendarIsRefused(t *testing.T) {
	many := adult("2026-01-01", slices.Repeat(years(150, 0, 0), 3))
	late := adult("2190-01-01", years(20, 0, 0))
	credit := adult("2026-01-01", years(1, 0, 0))
	credit.Detention = slices.Repeat([]sentence.Detention{{Kind: "rutan", Days: 54900}}, 3)
	none := adult("2026-01-01", nil)
	before := adult("2026-01-01", years(1, 0, 0), grant("2025-12-31", "RU", 1, 0))
	long := adult("2026-01-01", slices.Repeat(years(0, 0, 1), 1001))
	for path, c := range map[string]sentence.Case{
		"verdicts.years": many, "verdicts": late, "detention": credit, "remissions[0].date": before,
	} {
		_, err := rules(t, "").Timeline(c)
		if err == nil || !strings.Contains(err.Error(), path+":") {
			t.Errorf("%s: %v", path, err)
		}
	}
	for name, c := range map[string]sentence.Case{"no verdict": none, "too many": long} {
		if _, err := rules(t, "").Timeline(c); err == nil || !strings.Contains(err.Error(), "verdicts:") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAHugeRemissionStopsAtItsDay(t *testing.T) {
	tl := compute(t, adult("1900-01-01", years(150, 0, 0), grant("1900-01-02", "RU", 1800, 54900), grant("1900-01-02", "RU", 1800, 54900)))
	if got := tl.On(sentence.NetExpiry).String(); got != "1900-01-02" {
		t.Errorf("the end is %s", got)
	}
}
