package sentence_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"titian/internal/engine/sentence"
)

// wire is the case as encoding/json reads it without any of Parse's checks: the
// cheapest decoding there is to compare with.
type wire struct {
	Status     string           `json:"legal_status"`
	Start      string           `json:"start"`
	Verdicts   []sentence.Term  `json:"verdicts"`
	Detention  []map[string]any `json:"-"`
	Remissions []struct {
		Date, Kind   string
		Months, Days int
	} `json:"remissions"`
	Substitute struct {
		sentence.Term
		Unpaid bool
	} `json:"fine_substitute"`
	Conditions []string `json:"conditions"`
}

const long = `{"legal_status":"adult","start":"2023-02-12","verdicts":[{"years":6,"months":0,"days":0}],"detention":[],
"remissions":[{"date":"2023-08-17","kind":"RU","months":1,"days":0},{"date":"2024-04-10","kind":"RK","months":1,"days":0},{"date":"2024-08-17","kind":"RU","months":3,"days":0},
{"date":"2025-03-31","kind":"RK","months":1,"days":0},{"date":"2025-08-17","kind":"RU","months":4,"days":0},{"date":"2025-08-17","kind":"RD","months":3,"days":0}],
"fine_substitute":{"months":3,"days":0,"unpaid":true},"conditions":["narcotics"]}`

func BenchmarkTimeline(b *testing.B) {
	r := rules(b, "")
	c, err := sentence.Parse([]byte(long))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Timeline(c); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		var w wire
		if err := json.Unmarshal([]byte(long), &w); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := sentence.Parse([]byte(long)); err != nil {
			b.Fatal(err)
		}
	}
}

// TestATimelineCostsLessThanDecodingItsJSON measures both in turns and compares
// the best of each, so that other work on the machine does not decide.
func TestATimelineCostsLessThanDecodingItsJSON(t *testing.T) {
	r := rules(t, "")
	for name, text := range map[string]string{"the format's example": whole, "E1": long} {
		text = strings.Replace(text, `["narcotics",{"code":"corruption","met":true}]`, `["narcotics"]`, 1)
		c, err := sentence.Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		compute := func() error { _, err := r.Timeline(c); return err }
		decode := func() error { var w wire; return json.Unmarshal([]byte(text), &w) }
		ours, theirs := time.Duration(math.MaxInt64), time.Duration(math.MaxInt64)
		for range 20 {
			ours, theirs = min(ours, timed(t, compute)), min(theirs, timed(t, decode))
		}
		t.Logf("%s: timeline %v, decoding %v: %.2f", name, ours/rounds, theirs/rounds, float64(ours)/float64(theirs))
		if ours >= theirs {
			t.Errorf("%s: a timeline costs %v, decoding its JSON %v", name, ours/rounds, theirs/rounds)
		}
	}
}

const rounds = 500

func timed(t *testing.T, f func() error) time.Duration {
	began := time.Now()
	for range rounds {
		if err := f(); err != nil {
			t.Fatal(err)
		}
	}
	return time.Since(began)
}
