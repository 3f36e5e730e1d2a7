package questionnaire

import (
	"slices"
	"strconv"

	"github.com/expr-lang/expr"

	"titian/internal/kernel/errs"
)

// Questionnaire is a document whose every expression has been compiled. It does
// not change and may be used by many at once.
type Questionnaire struct {
	Document
	sections  []section
	items     map[string]*item
	order     []*item
	scores    []score
	proposals []expression
}

type section struct {
	when  expression
	items []*item
}

// item is a question with its place and its compiled condition.
type item struct {
	Item
	section int
	medical bool
	when    expression
}

type score struct {
	value expression
	bands []expression
	// medical is set when the score uses a medical answer.
	medical bool
}

// Compile checks a document whole and names every error by its path. Invalid.
func Compile(d Document) (*Questionnaire, error) {
	var f errs.Fields
	d.check(&f)
	if err := f.Err(); err != nil {
		return nil, err // expressions over broken keys would only repeat it
	}
	q := &Questionnaire{Document: d, items: map[string]*item{}}
	q.compileItems(&f)
	q.compileScores(&f)
	q.compileProposals(&f)
	if err := f.Err(); err != nil {
		return nil, err
	}
	return q, nil
}

func (q *Questionnaire) compileItems(f *errs.Fields) {
	later := map[string]bool{}
	for _, s := range q.Sections {
		for _, it := range s.Items {
			later[it.Key] = true
		}
	}
	here := scope{items: map[string]*item{}, params: q.Parameters, later: later, result: expr.AsBool()}
	for i, s := range q.Sections {
		path := "sections[" + strconv.Itoa(i) + "]."
		medical := q.Privacy == Medical || s.Privacy == Medical
		c := section{when: here.condition(f, path+"when", s.When, medical)}
		for j, it := range s.Items {
			x := &item{Item: it, section: i, medical: medical}
			x.when = here.condition(f, path+"items["+strconv.Itoa(j)+"].when", it.When, medical)
			c.items, q.order, q.items[it.Key] = append(c.items, x), append(q.order, x), x
			here.items[it.Key] = x
			delete(later, it.Key)
		}
		q.sections = append(q.sections, c)
	}
}

// condition compiles one over what came before. An ordinary question that hangs
// on a medical answer would give the answer away.
func (s scope) condition(f *errs.Fields, path, source string, medical bool) expression {
	if source == "" {
		return expression{}
	}
	x := s.compile(f, path, source)
	if !medical && s.medical(x) {
		f.Add(path, "questionnaire.leak")
	}
	return x
}

// medical reports whether an expression reads a medical answer, or asks
// whether there is one.
func (s scope) medical(x expression) bool {
	return slices.ContainsFunc(x.tells(), func(key string) bool { return s.items[key] != nil && s.items[key].medical })
}

func (q *Questionnaire) compileScores(f *errs.Fields) {
	all := scope{items: q.items, params: q.Parameters, result: expr.AsFloat64()}
	band := all
	band.score, band.result = true, expr.AsBool()
	for i, s := range q.Scores {
		path := "scores[" + strconv.Itoa(i) + "]."
		c := score{value: all.compile(f, path+"value", s.Value)}
		c.medical = all.medical(c.value)
		for j, b := range s.Bands {
			x := band.compile(f, path+"bands["+strconv.Itoa(j)+"].when", b.When)
			c.medical = c.medical || all.medical(x)
			c.bands = append(c.bands, x)
		}
		q.scores = append(q.scores, c)
	}
}

func (q *Questionnaire) compileProposals(f *errs.Fields) {
	all := scope{items: q.items, params: q.Parameters, result: expr.AsFloat64()}
	for i, p := range q.Proposals {
		path := "proposals[" + strconv.Itoa(i) + "]."
		x := all.compile(f, path+"severity", p.Severity)
		if all.medical(x) {
			f.Add(path+"severity", "questionnaire.leak")
		}
		topic := q.items[p.Topic]
		if p.Topic != "" && (topic == nil || topic.Kind != ShortText || topic.medical) {
			f.Add(path+"topic", "questionnaire.topic")
		}
		q.proposals = append(q.proposals, x)
	}
}

// Items are the questions in their order.
func (q *Questionnaire) Items() []Item {
	out := make([]Item, len(q.order))
	for i, it := range q.order {
		out[i] = it.Item
	}
	return out
}

// Item is a question by its key.
func (q *Questionnaire) Item(key string) (Item, bool) {
	it, ok := q.items[key]
	if !ok {
		return Item{}, false
	}
	return it.Item, true
}

// IsMedical reports whether an answer to the item is medical.
func (q *Questionnaire) IsMedical(key string) bool {
	return q.items[key] != nil && q.items[key].medical
}

// HasMedical reports whether anything in it is medical.
func (q *Questionnaire) HasMedical() bool {
	return slices.ContainsFunc(q.order, func(it *item) bool { return it.medical })
}
