package sentence_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"titian/internal/engine/sentence"
	"titian/internal/kernel/errs"
)

func TestARuleSetIsDataAndMayBeAnother(t *testing.T) {
	b, err := os.ReadFile("rules/id-2026.1.json")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(b), `"id": "id-2026.1"`, `"id": "trial"`)
	text = strings.ReplaceAll(text, `"house": [1, 3]`, `"house": [1, 2]`)
	r, err := sentence.Load([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	c := adult("2026-01-01", years(1, 0, 0))
	c.Detention = []sentence.Detention{{Kind: "house", Days: 10}}
	tl, err := r.Timeline(c)
	if err != nil || tl.Credit != 5 || tl.Rules != "trial" {
		t.Errorf("got %d days under %q, %v", tl.Credit, tl.Rules, err)
	}
	set := sentence.Set{rules(t, ""), r}
	if found, err := set.Named("trial"); err != nil || found != r {
		t.Errorf("trial is %v, %v", found, err)
	}
}

func TestAnUnknownRuleSetIsAnErrorThatNamesTheKnown(t *testing.T) {
	set, err := sentence.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	_, err = set.Named("id-1999")
	if !errors.Is(err, errs.Invalid) || errs.As(err).Args["known"] != "id-2026.1, id-2026.1-s" {
		t.Errorf("got %v", err)
	}
}

func TestABrokenRuleSetIsRefused(t *testing.T) {
	b, err := os.ReadFile("rules/id-2026.1.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string][2]string{
		"no id":                    {`"id": "id-2026.1"`, `"id": ""`},
		"division by nothing":      {`"city": [1, 5]`, `"city": [1, 0]`},
		"more than was detained":   {`"city": [1, 5]`, `"city": [5, 1]`},
		"no half":                  {`"one_half": [1, 2]`, `"half": [1, 2]`},
		"a month of 3 days":        {`"month_days": 30`, `"month_days": 3`},
		"a right without a time":   {`{"served_months": 3, "conduct_months": 3}`, `{"conduct_months": 3}`},
		"a part nobody defined":    {`{"fraction": "two_thirds", "part_months": 9, "conduct_months": 9}`, `{"fraction": "three_quarters"}`},
		"a field nobody knows":     {`"month_days": 30`, `"month_days": 30, "year_days": 360`},
		"a doubt about nothing":    {`"remission.count"`, `"weather"`},
		"a count of something odd": {`"count": "grants"`, `"count": "moons"`},
		"announced and estimated":  {`"islam": ["2027-03-10"`, `"islam": ["2026-03-21"`},
		"a feast of nobody":        {`"islam": ["2027-03-10"`, `"jedi": ["2027-03-10"`},
		"not JSON":                 {`{`, `[`},
	} {
		text := strings.ReplaceAll(string(b), x[0], x[1])
		if name == "a doubt about nothing" { // the last of its places alone
			at := strings.LastIndex(string(b), x[0])
			text = string(b[:at]) + x[1] + string(b[at+len(x[0]):])
		}
		if text == string(b) {
			t.Errorf("%s: nothing was replaced", name)
		}
		if _, err := sentence.Load([]byte(text)); !errors.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
