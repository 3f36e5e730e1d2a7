package form

import (
	"unicode/utf8"

	"titian/internal/kernel/errs"
)

// Rule checks one field's text before it is parsed. The code is empty when the
// text passes.
type Rule struct {
	text   func(s string) (code string, args errs.Args)
	number func(n int) (code string, args errs.Args)
}

// Required refuses an empty field.
var Required = Rule{text: func(s string) (string, errs.Args) {
	if s == "" {
		return "required", nil
	}
	return "", nil
}}

// Max refuses more than n letters.
func Max(n int) Rule {
	return Rule{text: func(s string) (string, errs.Args) {
		if utf8.RuneCountInString(s) > n {
			return "too_long", errs.Args{"max": n}
		}
		return "", nil
	}}
}

// Min refuses fewer than n letters; an empty field is Required's business.
func Min(n int) Rule {
	return Rule{text: func(s string) (string, errs.Args) {
		if s != "" && utf8.RuneCountInString(s) < n {
			return "too_short", errs.Args{"min": n}
		}
		return "", nil
	}}
}

// Between bounds a number, both ends included.
func Between(low, high int) Rule {
	return Rule{number: func(n int) (string, errs.Args) {
		switch {
		case n < low:
			return "number.too_small", errs.Args{"min": low}
		case n > high:
			return "number.too_big", errs.Args{"max": high}
		}
		return "", nil
	}}
}

// check applies the rules to the text and reports whether all passed.
func (f *Form) check(name, s string, rules []Rule) bool {
	for _, r := range rules {
		if r.text == nil {
			continue
		}
		if code, args := r.text(s); code != "" {
			f.put(errs.Field{Path: f.prefix + name, Code: code, Args: args})
			return false
		}
	}
	return true
}

func (f *Form) checkNumber(name string, n int, rules []Rule) {
	for _, r := range rules {
		if r.number == nil {
			continue
		}
		if code, args := r.number(n); code != "" {
			f.put(errs.Field{Path: f.prefix + name, Code: code, Args: args})
			return
		}
	}
}
