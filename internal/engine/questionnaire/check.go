package questionnaire

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"titian/internal/kernel/errs"
)

// Limits of a document.
const (
	maxTitle    = 200
	maxText     = 1000
	maxSections = 40
	maxItems    = 300
	maxOptions  = 60
	maxScale    = 11
)

var (
	keyPattern   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`) })
	valuePattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9][a-z0-9_]{0,39}$`) })
)

// check looks at everything but the expressions.
func (d Document) check(f *errs.Fields) {
	checkKey(f, "key", d.Key, nil)
	checkKey(f, "purpose", d.Purpose, nil)
	checkOneOf(f, "privacy", string(d.Privacy), string(Restricted), string(Medical))
	checkText(f, "title", d.Title, maxTitle, true)
	checkText(f, "about", d.About, maxText, false)
	seen := map[string]bool{}
	for i, p := range d.Parameters {
		path := "parameters[" + strconv.Itoa(i) + "]."
		checkKey(f, path+"key", p.Key, seen)
		checkText(f, path+"label", p.Label, maxTitle, true)
		checkNumber(f, path+"value", p.Value)
	}
	d.checkSections(f)
	seen = map[string]bool{}
	for i, s := range d.Scores {
		s.check(f, "scores["+strconv.Itoa(i)+"].", seen)
	}
	for i, p := range d.Proposals {
		path := "proposals[" + strconv.Itoa(i) + "]."
		checkKey(f, path+"area", p.Area, nil)
		if p.Severity == "" {
			f.Add(path+"severity", "required")
		}
	}
}

func (d Document) checkSections(f *errs.Fields) {
	sections, items := map[string]bool{}, map[string]bool{}
	if len(d.Sections) > maxSections {
		f.Add("sections", "questionnaire.too_many", "max", maxSections)
	}
	for i, s := range d.Sections {
		path := "sections[" + strconv.Itoa(i) + "]."
		checkKey(f, path+"key", s.Key, sections)
		checkText(f, path+"title", s.Title, maxTitle, true)
		checkText(f, path+"help", s.Help, maxText, false)
		checkOneOf(f, path+"privacy", string(s.Privacy), "", string(Medical))
		for j, it := range s.Items {
			it.check(f, path+"items["+strconv.Itoa(j)+"].", items)
		}
	}
	if len(items) > maxItems {
		f.Add("sections", "questionnaire.too_many", "max", maxItems)
	}
}

func (it Item) check(f *errs.Fields, path string, seen map[string]bool) {
	checkKey(f, path+"key", it.Key, seen)
	if slices.Contains(reserved(), it.Key) {
		f.Add(path+"key", "questionnaire.reserved")
	}
	checkText(f, path+"label", it.Label, maxText, true)
	checkText(f, path+"help", it.Help, maxText, false)
	checkText(f, path+"low", it.Low, maxTitle, false)
	checkText(f, path+"high", it.High, maxTitle, false)
	if !slices.Contains(Kinds(), it.Kind) {
		f.Add(path+"type", choiceCode(string(it.Kind)))
		return
	}
	it.checkOptions(f, path)
	it.checkBounds(f, path)
}

func (it Item) checkOptions(f *errs.Fields, path string) {
	chosen := it.Kind == Choice || it.Kind == Several
	switch {
	case chosen && len(it.Options) == 0:
		f.Add(path+"options", "required")
	case !chosen && len(it.Options) > 0:
		f.Add(path+"options", "questionnaire.not_of_kind")
	case len(it.Options) > maxOptions:
		f.Add(path+"options", "questionnaire.too_many", "max", maxOptions)
	}
	seen := map[string]bool{}
	for i, o := range it.Options {
		at := path + "options[" + strconv.Itoa(i) + "]."
		if !valuePattern().MatchString(o.Value) {
			f.Add(at+"value", "questionnaire.key")
		} else if seen[o.Value] {
			f.Add(at+"value", "questionnaire.twice", "name", o.Value)
		}
		seen[o.Value] = true
		checkText(f, at+"label", o.Label, maxTitle, true)
		checkNumber(f, at+"points", o.Points)
	}
}

// checkBounds: a number always has bounds, because a mistyped one would
// otherwise become somebody's score.
func (it Item) checkBounds(f *errs.Fields, path string) {
	bounded := it.Kind == Number || it.Kind == Scale
	if !bounded {
		if it.Min != nil || it.Max != nil {
			f.Add(path+"min", "questionnaire.not_of_kind")
		}
		return
	}
	if it.Min == nil || it.Max == nil {
		f.Add(path+"min", "questionnaire.bounds")
		return
	}
	checkNumber(f, path+"min", *it.Min)
	checkNumber(f, path+"max", *it.Max)
	whole := *it.Min == math.Trunc(*it.Min) && *it.Max == math.Trunc(*it.Max)
	if *it.Min >= *it.Max || it.Kind == Scale && (!whole || *it.Max-*it.Min >= maxScale) {
		f.Add(path+"max", "questionnaire.bounds")
	}
}

func (s Score) check(f *errs.Fields, path string, seen map[string]bool) {
	checkKey(f, path+"key", s.Key, seen)
	checkText(f, path+"label", s.Label, maxTitle, true)
	checkText(f, path+"how", s.How, maxText, true)
	if s.Value == "" {
		f.Add(path+"value", "required")
	}
	checkNumber(f, path+"min", s.Min)
	checkNumber(f, path+"max", s.Max)
	if s.Min >= s.Max {
		f.Add(path+"max", "questionnaire.bounds")
	}
	checkOneOf(f, path+"better", s.Better, "", "higher", "lower")
	bands := map[string]bool{}
	for i, b := range s.Bands {
		at := path + "bands[" + strconv.Itoa(i) + "]."
		checkKey(f, at+"key", b.Key, bands)
		checkText(f, at+"label", b.Label, maxTitle, true)
		checkOneOf(f, at+"tone", b.Tone, "", "good", "attention", "urgent")
		if b.When == "" {
			f.Add(at+"when", "required")
		}
	}
	if r := s.Reliability; r != nil {
		checkText(f, path+"reliability.source", r.Source, maxText, true)
		if !(r.SD > 0) || math.IsInf(r.SD, 0) || r.SD > s.Max-s.Min {
			f.Add(path+"reliability.sd", "questionnaire.sd")
		}
		if !(r.Coefficient >= 0 && r.Coefficient < 1) {
			f.Add(path+"reliability.coefficient", "questionnaire.coefficient")
		}
	}
}

// checkKey notes a key that is none, or stands twice in seen.
func checkKey(f *errs.Fields, path, key string, seen map[string]bool) {
	switch {
	case key == "":
		f.Add(path, "required")
	case !keyPattern().MatchString(key):
		f.Add(path, "questionnaire.key")
	case seen[key]:
		f.Add(path, "questionnaire.twice", "name", key)
	}
	if seen != nil {
		seen[key] = true
	}
}

func checkText(f *errs.Fields, path string, t Text, limit int, required bool) {
	for i, s := range []string{t.ID, t.EN} {
		lang := []string{".id", ".en"}[i]
		switch {
		case strings.TrimSpace(s) == "" && (required || t != Text{}):
			f.Add(path+lang, "required") // both languages or neither
		case utf8.RuneCountInString(s) > limit:
			f.Add(path+lang, "too_long", "max", limit)
		case !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }):
			f.Add(path+lang, "text.invalid")
		}
	}
}

func checkOneOf(f *errs.Fields, path, v string, allowed ...string) {
	if !slices.Contains(allowed, v) {
		f.Add(path, choiceCode(v))
	}
}

func choiceCode(v string) string {
	if v == "" {
		return "required"
	}
	return "choice.invalid"
}

// checkNumber keeps numbers where arithmetic is exact enough to show.
func checkNumber(f *errs.Fields, path string, n float64) {
	if math.IsNaN(n) || math.Abs(n) > 1e9 {
		f.Add(path, "questionnaire.number")
	}
}
