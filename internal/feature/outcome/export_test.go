package outcome

import (
	"testing"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// DueText and ListText are the queries of the lists, for tests that explain them.
func DueText(t *testing.T, a authz.Actor, f DueFilter, r page.Request, today string) (string, []any) {
	t.Helper()
	text, args, err := dueText(a, f, r, civil.Must(today))
	if err != nil {
		t.Fatal(err)
	}
	return text, args
}

func ListText(t *testing.T, a authz.Actor, f Filter, r page.Request) (string, []any) {
	t.Helper()
	text, args, err := listText(a, f, r, civil.Must("2026-11-22"))
	if err != nil {
		t.Fatal(err)
	}
	return text, args
}

// CohortText is the query that reads a cohort of releases.
func CohortText(offices []id.Organisation, f FareFilter) (string, []any) {
	return cohortText(offices, f)
}
