package sentence_test

import (
	"testing"

	"titian/internal/engine/sentence"
	"titian/internal/kernel/civil"
)

func rules(t testing.TB, id string) *sentence.Rules {
	t.Helper()
	set, err := sentence.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	r, err := set.Named(id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func compute(t testing.TB, c sentence.Case) sentence.Timeline {
	t.Helper()
	tl, err := rules(t, "").Timeline(c)
	if err != nil {
		t.Fatal(err)
	}
	return tl
}

func years(y, m, d int) []sentence.Term { return []sentence.Term{{Years: y, Months: m, Days: d}} }

func grant(day, kind string, months, days int) sentence.Remission {
	return sentence.Remission{Date: civil.Must(day), Kind: kind, Months: months, Days: days}
}

func adult(start string, verdicts []sentence.Term, grants ...sentence.Remission) sentence.Case {
	return sentence.Case{Status: sentence.Adult, Start: civil.Must(start), Verdicts: verdicts, Remissions: grants}
}
