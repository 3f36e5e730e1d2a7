package sentence_test

import (
	"testing"

	"titian/internal/engine/sentence"
	"titian/internal/kernel/civil"
)

// published are cases of which the dates were published or worked out by hand;
// docs/engines/sentence.md tells where each comes from.
func published() []struct {
	name, rules string
	c           sentence.Case
	want        map[sentence.Point]string // empty: there must be none
} {
	juvenile := adult("2026-03-03", years(1, 0, 0))
	juvenile.Status = sentence.Juvenile
	return []struct {
		name, rules string
		c           sentence.Case
		want        map[sentence.Point]string
	}{
		{
			"C1", "", adult("2017-05-09", years(2, 0, 0), grant("2017-12-25", "RK", 0, 15), grant("2018-08-17", "RU", 2, 0), grant("2018-12-25", "RK", 1, 0)),
			map[sentence.Point]string{sentence.NominalExpiry: "2019-05-09", sentence.NetExpiry: "2019-01-24"},
		},
		{
			"C2", "", adult("2018-05-08", years(1, 0, 0)),
			map[sentence.Point]string{sentence.ConditionalLeave: "2019-01-03", sentence.NetExpiry: "2019-05-08", sentence.Parole: "", sentence.PrereleaseLeave: ""},
		},
		{
			"C3", "", adult("2016-01-30", years(20, 0, 0), grant("2024-05-01", "RU", 58, 30)),
			map[sentence.Point]string{sentence.NominalExpiry: "2036-01-30", sentence.NetExpiry: "2031-03-27", sentence.TwoThirds: "2024-05-17", sentence.SupervisionEnd: "2032-03-27"},
		},
		{
			"E1", "", e1(),
			map[sentence.Point]string{
				sentence.NominalExpiry: "2029-02-12", sentence.NetExpiry: "2028-01-19", sentence.OneThird: "2024-09-04", sentence.OneHalf: "2025-07-31", sentence.TwoThirds: "2025-12-28",
				sentence.Parole: "2026-03-28", sentence.SupervisionEnd: "2029-01-19", sentence.SubstituteFrom: "2028-01-19", sentence.SubstituteUntil: "2028-04-19", sentence.FamilyLeave: "",
			},
		},
		{
			"E1, substitute counted", "id-2026.1-s", e1(),
			map[sentence.Point]string{sentence.Parole: "2026-03-28", sentence.SupervisionEnd: "2029-04-19"},
		},
		{
			"E2", "", adult("2026-01-05", years(1, 6, 0), grant("2026-08-17", "RU", 1, 0)),
			map[sentence.Point]string{sentence.NominalExpiry: "2027-07-05", sentence.NetExpiry: "2027-06-05", sentence.TwoThirds: "2026-12-01", sentence.ConditionalLeave: "2026-12-07"},
		},
		{
			"E3", "", juvenile,
			map[sentence.Point]string{sentence.NetExpiry: "2027-03-03", sentence.Assimilation: "2026-06-01", sentence.OneHalf: "2026-08-30", sentence.Parole: "2026-08-30"},
		},
		{
			"E4", "", e4(),
			map[sentence.Point]string{sentence.NetExpiry: "2027-05-20", sentence.OneThird: "2026-01-15", sentence.OneHalf: "2026-05-15", sentence.TwoThirds: "2026-09-12"},
		},
		{
			"E5", "", e5(),
			map[sentence.Point]string{sentence.NetExpiry: "2026-05-16", sentence.TwoThirds: "2026-01-11", sentence.Parole: ""},
		},
		{
			"E6", "", adult("2024-09-20", []sentence.Term{{Years: 2}, {Years: 1, Months: 6}}, grant("2025-08-17", "RU", 1, 0), grant("2025-12-25", "RK", 1, 0), grant("2026-08-17", "RU", 3, 0)),
			map[sentence.Point]string{
				sentence.NominalExpiry: "2028-03-20", sentence.NetExpiry: "2027-10-22", sentence.OneThird: "2025-10-15", sentence.OneHalf: "2026-04-13", sentence.TwoThirds: "2026-08-17",
				sentence.Parole: "2026-08-17", sentence.SupervisionEnd: "2028-10-22", sentence.ConditionalLeave: "",
			},
		},
		{
			"E7", "", e7(),
			map[sentence.Point]string{sentence.TwoThirds: "2028-09-27", sentence.NetExpiry: "2030-02-10", sentence.SubstituteFrom: "2030-02-10", sentence.SubstituteUntil: "2031-02-10", sentence.Release: "2031-02-10"},
		},
		{
			"E8", "", adult("2025-10-14", years(1, 8, 0), grant("2026-08-17", "RU", 1, 0)),
			map[sentence.Point]string{
				sentence.NetExpiry: "2027-05-15", sentence.TwoThirds: "2026-10-19", sentence.ConditionalLeave: "", sentence.PrereleaseLeave: "2027-04-15",
				sentence.Parole: "2026-10-19", sentence.SupervisionEnd: "2028-05-15",
			},
		},
	}
}

func e1() sentence.Case {
	c := adult("2023-02-12", years(6, 0, 0), grant("2023-08-17", "RU", 1, 0), grant("2024-04-10", "RK", 1, 0), grant("2024-08-17", "RU", 3, 0),
		grant("2025-03-31", "RK", 1, 0), grant("2025-08-17", "RU", 4, 0), grant("2025-08-17", "RD", 3, 0))
	c.Substitute = sentence.Substitute{Term: sentence.Term{Months: 3}, Unpaid: true}
	c.Conditions = []sentence.Condition{{Code: "narcotics"}}
	return c
}

func e4() sentence.Case {
	c := adult("2025-06-01", years(2, 0, 0))
	c.Detention = []sentence.Detention{{Kind: "city", Days: 60}}
	return c
}

func e5() sentence.Case {
	c := adult("2025-06-15", years(1, 0, 0))
	c.Detention = []sentence.Detention{{Kind: "rutan", Days: 30}}
	return c
}

func e7() sentence.Case {
	c := adult("2026-02-10", years(4, 0, 0))
	c.Substitute = sentence.Substitute{Term: sentence.Term{Years: 1}, Unpaid: true}
	return c
}

func TestReferenceCasesHaveTheirPublishedDates(t *testing.T) {
	for _, p := range published() {
		tl, err := rules(t, p.rules).Timeline(p.c)
		if err != nil {
			t.Errorf("%s: %v", p.name, err)
			continue
		}
		largest := 0
		for point, want := range p.want {
			got := tl.On(point)
			switch {
			case want == "" && (!got.IsZero() || tl.Why(point).Code == ""):
				t.Errorf("%s: %s is %s, and must be none with a reason", p.name, point, got)
			case want != "" && got.String() != want:
				t.Errorf("%s: %s is %s, want %s", p.name, point, got, want)
				largest = max(largest, max(got.Sub(civil.Must(want)), civil.Must(want).Sub(got)))
			}
		}
		t.Logf("%s: %d dates, largest difference %d days", p.name, len(p.want), largest)
	}
}
