package questionnaire

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/expr-lang/expr/types"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
)

// Answers are what was answered, by item, in one canonical text each: "yes",
// an option's value, a number with a point, a day as 2026-11-22. Several
// choices are several texts. An item that is not there has no answer.
type Answers map[string][]string

// Yes and No are the answers to a question of kind YesNo.
const (
	Yes = "yes"
	No  = "no"
)

// Limits of answers in words.
const (
	MaxShort = 200
	MaxLong  = 5000
)

// Path is how errors name the answer to an item, in forms and in the API.
func Path(key string) string { return "answers." + key }

// Read brings what was typed to its canonical form and notes at the item's Path
// what is wrong with it. Nothing typed gives no answer.
func (it Item) Read(f *errs.Fields, typed []string) []string {
	var texts []string
	for _, s := range typed {
		if s = strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")); s != "" {
			texts = append(texts, s)
		}
	}
	if len(texts) == 0 {
		return nil
	}
	if it.Kind == Several {
		return it.readSeveral(f, texts)
	}
	s, code, args := it.readOne(texts[0])
	if len(texts) > 1 {
		code = "choice.invalid"
	}
	if code != "" {
		f.Add(Path(it.Key), code, args...)
		return nil
	}
	return []string{s}
}

// readSeveral keeps the choices in the order of the options, each once.
func (it Item) readSeveral(f *errs.Fields, texts []string) []string {
	var out []string
	for _, o := range it.Options {
		if slices.Contains(texts, o.Value) {
			out = append(out, o.Value)
		}
	}
	for _, s := range texts {
		if !slices.Contains(out, s) {
			f.Add(Path(it.Key), "choice.invalid")
			return nil
		}
	}
	return out
}

func (it Item) readOne(s string) (answer, code string, args []any) {
	switch it.Kind {
	case YesNo:
		if s != Yes && s != No {
			return "", "choice.invalid", nil
		}
	case Choice:
		if !slices.ContainsFunc(it.Options, func(o Option) bool { return o.Value == s }) {
			return "", "choice.invalid", nil
		}
	case Number, Scale:
		return it.readNumber(s)
	case Day:
		d, err := civil.Parse(s)
		if err != nil {
			return "", "date.invalid", nil
		}
		return d.String(), "", nil
	case ShortText:
		return readText(s, MaxShort)
	case LongText:
		return readText(s, MaxLong)
	}
	return s, "", nil
}

// readNumber takes a decimal comma too, as it is written here.
func (it Item) readNumber(s string) (answer, code string, args []any) {
	n, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	switch {
	case err != nil || math.IsNaN(n) || math.IsInf(n, 0):
		return "", "number.invalid", nil
	case n < *it.Min:
		return "", "number.too_small", []any{"min", *it.Min}
	case n > *it.Max:
		return "", "number.too_big", []any{"max", *it.Max}
	case it.Kind == Scale && n != math.Trunc(n):
		return "", "number.invalid", nil
	}
	return strconv.FormatFloat(n, 'f', -1, 64), "", nil
}

func readText(s string, limit int) (answer, code string, args []any) {
	switch {
	case !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }):
		return "", "text.invalid", nil
	case utf8.RuneCountInString(s) > limit:
		return "", "too_long", []any{"max", limit}
	}
	return s, "", nil
}

// declared is the type of an answer in expressions.
func (it *item) declared() types.Type {
	switch it.Kind {
	case YesNo:
		return types.Bool
	case Number, Scale:
		return types.Float64
	case Several:
		return types.Array(types.String)
	}
	return types.String
}

// none is what expressions read where there is no answer.
func (it *item) none() any {
	switch it.Kind {
	case YesNo:
		return false
	case Number, Scale:
		return 0.0
	case Several:
		return []string{}
	}
	return ""
}

// value is an answer as expressions read it.
func (it *item) value(answer []string) any {
	switch it.Kind {
	case YesNo:
		return answer[0] == Yes
	case Number, Scale:
		return float(answer[0])
	case Several:
		return answer
	}
	return answer[0]
}

// points of an answer: those of the chosen options, one for yes, or the number.
func (it *item) points(answer []string) float64 {
	switch it.Kind {
	case YesNo:
		if answer[0] == Yes {
			return 1
		}
		return 0
	case Number, Scale:
		return float(answer[0])
	}
	sum := 0.0
	for _, o := range it.Options {
		if slices.Contains(answer, o.Value) {
			sum += o.Points
		}
	}
	return sum
}

// float reads a canonical number; what is none counts as zero, but Read has
// refused it.
func float(s string) float64 {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0
	}
	return n
}
