package questionnaire

import (
	"math"
	"reflect"
)

// Status says whether a score could be told.
type Status string

// The statuses of a result.
const (
	Computed   Status = "computed"
	Incomplete Status = "incomplete" // a question that it uses is not answered
	Impossible Status = "impossible" // the expression gave no number within the score's bounds
)

// Result is one score of one filling: its value and band, from which answers it
// came and which were missing.
type Result struct {
	Score   Score
	Medical bool
	Status  Status
	Value   float64
	Band    *Band
	From    []Part
	Missing []string
}

// Part is one answer that a score used. Points are what it counted as.
type Part struct {
	Item   string
	Points float64
}

// Results computes every score, in the order of the document. Scores that use
// medical answers are left out unless withMedical.
func (q *Questionnaire) Results(a Answers, withMedical bool) []Result {
	s := q.look(a)
	var out []Result
	for i := range q.Scores {
		if q.scores[i].medical && !withMedical {
			continue
		}
		out = append(out, q.result(i, s))
	}
	return out
}

func (q *Questionnaire) result(i int, s *state) Result {
	r := Result{Score: q.Scores[i], Medical: q.scores[i].medical, Status: Computed}
	for _, key := range q.scores[i].value.uses {
		switch {
		case s.answered(key):
			r.From = append(r.From, Part{key, s.points[key].(float64)}) //nolint:forcetypeassert // filled by look
		case s.visible[key]:
			r.Missing = append(r.Missing, key)
		}
	}
	// Nothing answered at all is no score of zero, whatever Partial permits.
	if len(r.Missing) > 0 && (!r.Score.Partial || len(r.From) == 0) {
		r.Status = Incomplete
		return r
	}
	n, ok := q.scores[i].value.number(s)
	if !ok || n < r.Score.Min || n > r.Score.Max {
		r.Status = Impossible
		return r
	}
	r.Value = math.Round(n*100) / 100
	r.Band = q.band(i, s, r.Value)
	return r
}

// band is the first whose condition holds. It reads the score as it is shown,
// so that 65 passes whoever looks at 65.
func (q *Questionnaire) band(i int, s *state, value float64) *Band {
	s.env["score"] = value
	for j, b := range q.scores[i].bands {
		if held, err := b.run(s); err == nil && held == true {
			return &q.Scores[i].Bands[j]
		}
	}
	return nil
}

// Proposed is a need that answers suggest.
type Proposed struct {
	Area     string
	Severity int
	Topic    string
}

// Proposed are the needs that the answers suggest, in the order of the document.
func (q *Questionnaire) Proposed(a Answers) []Proposed {
	s := q.look(a)
	var out []Proposed
	for i, p := range q.Proposals {
		n, ok := q.proposals[i].number(s)
		if severity := int(math.Round(n)); ok && severity >= 1 {
			x := Proposed{Area: p.Area, Severity: min(severity, 3)}
			if s.answered(p.Topic) {
				x.Topic, _ = s.env[p.Topic].(string)
			}
			out = append(out, x)
		}
	}
	return out
}

// Comparable reports whether a score means the same in both versions: the same
// expression over the same questions with the same points and parameters.
func Comparable(a, b *Questionnaire, key string) bool {
	i, j := a.scoreAt(key), b.scoreAt(key)
	if i < 0 || j < 0 {
		return false
	}
	x, y := a.Scores[i], b.Scores[j]
	if x.Value != y.Value || x.Min != y.Min || x.Max != y.Max || x.Partial != y.Partial || !reflect.DeepEqual(a.values(), b.values()) {
		return false
	}
	for _, item := range a.scores[i].value.tells() {
		if !reflect.DeepEqual(a.items[item].Item, b.items[item].Item) {
			return false
		}
	}
	return true
}

func (q *Questionnaire) scoreAt(key string) int {
	for i, s := range q.Scores {
		if s.Key == key {
			return i
		}
	}
	return -1
}

func (q *Questionnaire) values() map[string]float64 {
	out := map[string]float64{}
	for _, p := range q.Parameters {
		out[p.Key] = p.Value
	}
	return out
}
