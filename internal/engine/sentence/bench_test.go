package sentence_test

import (
	"encoding/json"
	"testing"

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

// TestATimelineCostsLessThanDecodingItsJSON measures both in one run.
func TestATimelineCostsLessThanDecodingItsJSON(t *testing.T) {
	if testing.Short() {
		t.Skip("measures for two seconds")
	}
	decode, timeline := testing.Benchmark(BenchmarkDecode), testing.Benchmark(BenchmarkTimeline)
	ratio := float64(timeline.NsPerOp()) / float64(decode.NsPerOp())
	t.Logf("timeline %d ns, decoding %d ns: %.2f", timeline.NsPerOp(), decode.NsPerOp(), ratio)
	if ratio >= 1 {
		t.Errorf("a timeline costs %.2f times what decoding its JSON costs", ratio)
	}
}
