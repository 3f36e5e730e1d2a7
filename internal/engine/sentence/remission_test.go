package sentence_test

import (
	"fmt"
	"slices"
	"testing"

	"titian/internal/engine/sentence"
	"titian/internal/kernel/civil"
)

func expected(t *testing.T, c sentence.Case, religion, from, to string) []string {
	t.Helper()
	list, err := rules(t, "").Expect(c, religion, civil.Must(from), civil.Must(to))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range list {
		out = append(out, fmt.Sprintf("%s %s %dm %dd", e.Date, e.Kind, e.Months, e.Days))
	}
	return out
}

func TestTheTableGivesWhatTheWorkedExamplesWereGranted(t *testing.T) {
	c := e1()
	c.Remissions, c.Substitute = nil, sentence.Substitute{}
	want := []string{"2023-08-17 RU 1m 0d", "2024-04-10 RK 1m 0d", "2024-08-17 RU 3m 0d", "2025-03-31 RK 1m 0d", "2025-08-17 RU 4m 0d"}
	if got := expected(t, c, "islam", "2023-02-12", "2025-12-31"); !slices.Equal(got, want) {
		t.Errorf("E1: got %v", got)
	}
	if got := expected(t, e5(), "islam", "2025-06-15", "2025-12-31"); len(got) != 0 {
		t.Errorf("E5 served 63 days since the last detention and is promised %v", got)
	}
	if got := expected(t, adult("2024-09-20", years(3, 6, 0)), "catholic", "2025-01-01", "2026-08-17"); !slices.Equal(got, []string{"2025-08-17 RU 1m 0d", "2025-12-25 RK 1m 0d", "2026-08-17 RU 3m 0d"}) {
		t.Errorf("E6: got %v", got)
	}
}

func TestAGrantIsNotProposedTwiceNorAfterTheEnd(t *testing.T) {
	c := adult("2025-01-01", years(2, 0, 0), grant("2026-08-17", "RU", 2, 0))
	if got := expected(t, c, "", "2026-08-17", "2026-08-17"); len(got) != 0 {
		t.Errorf("granted already, and proposed again: %v", got)
	}
	if got := expected(t, adult("2025-01-01", years(1, 0, 0)), "", "2026-01-01", "2027-12-31"); len(got) != 0 {
		t.Errorf("free since January and still: %v", got)
	}
	life := adult("2020-01-01", nil)
	life.Conditions = []sentence.Condition{{Code: "life"}}
	if got := expected(t, life, "islam", "2024-01-01", "2026-12-31"); len(got) != 0 {
		t.Errorf("life: %v", got)
	}
}

func TestTheScaleGrowsAndStays(t *testing.T) {
	got := expected(t, adult("2016-10-01", years(20, 0, 0)), "", "2017-01-01", "2025-12-31")
	want := []string{"1m", "3m", "4m", "5m", "5m", "6m", "6m", "6m", "6m"}
	for i := range want {
		if i >= len(got) || got[i][len("2017-08-17 RU "):][:2] != want[i] {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
}

func TestAJuvenileNeedsThreeMonthsAndItHasItsOwnName(t *testing.T) {
	c := adult("2026-04-01", years(1, 0, 0))
	if got := expected(t, c, "", "2026-08-01", "2026-08-31"); len(got) != 0 {
		t.Errorf("an adult of 138 days is promised %v", got)
	}
	c.Status = sentence.Juvenile
	if got := expected(t, c, "", "2026-08-01", "2026-08-31"); !slices.Equal(got, []string{"2026-08-17 PMPU 1m 0d"}) {
		t.Errorf("got %v", got)
	}
}

func TestAFeastThatNobodyAnnouncedIsAnEstimate(t *testing.T) {
	r := rules(t, "")
	list, err := r.Expect(adult("2025-01-01", years(12, 0, 0)), "islam", civil.Must("2026-01-01"), civil.Must("2032-12-31"))
	if err != nil {
		t.Fatal(err)
	}
	feasts := 0
	for _, e := range list {
		if e.Kind != "RK" {
			if e.Estimated {
				t.Errorf("%s is the same day each year and an estimate", e.Date)
			}
			continue
		}
		if feasts++; e.Estimated != (e.Date.Year() > 2026) {
			t.Errorf("%s is an estimate: %v", e.Date, e.Estimated)
		}
	}
	if feasts != 7 {
		t.Errorf("%d feasts in seven years", feasts)
	}
}

func TestAFeastThatCannotBeReckonedIsSaidToBeUnknown(t *testing.T) {
	r := rules(t, "")
	for _, c := range []struct {
		religion, from string
		want           bool
	}{
		{"hindu", "2026-11-22", false},
		{"hindu", "2027-03-09", true},
		{"buddhist", "2030-05-18", true},
		{"buddhist", "2031-06-01", false},
		{"islam", "2031-01-26", false},
		{"islam", "2032-02-01", true},
		{"catholic", "2031-12-26", false},
		{"", "2040-01-01", false},
		{"belief", "2026-11-22", false},
	} {
		if got := r.FeastUnknown(c.religion, civil.Must(c.from)); got != c.want {
			t.Errorf("%s from %s: unknown %v", c.religion, c.from, got)
		}
	}
}
