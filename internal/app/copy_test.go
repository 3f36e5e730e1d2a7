package app_test

import (
	"regexp"
	"slices"
	"testing"

	"titian/internal/app"
	"titian/internal/feature/report/reportweb"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/i18n"
)

// typed are the columns that hold what somebody wrote; every other word in a copy
// is one of ours and must have been put into the reader's language.
var typed = []string{
	"name", "register_no", "facility", "note", "number", "title", "detail", "condition", "adjustment", "block", "room", "reason", "to", "answer_reason", "was", "became",
	"author", "doc_no", "partner", "topic", "evidence", "code", "answers", "medical", "task", "owner", "settled_why", "grounds", "text", "office", "end_reason", "ref", "unit", "assessor",
	"holder", "issuer", "asnaf_evidence", "summary", "opened_by", "review_note", "times", "amount_rp", "income_rp", "home_regency",
}

func TestACopyForThePersonHoldsNoCodes(t *testing.T) {
	w := load(t, db.SQLite)
	words, err := app.Words()
	if err != nil {
		t.Fatal(err)
	}
	l := words.Localizer(i18n.Indonesian)
	code := regexp.MustCompile(`^[a-z0-9]+([._][a-z0-9]+)+$|^\d{4}-\d\d-\d\d$|^\d+-\d+-\d+$`)
	people, err := db.All[id.Person](t.Context(), w.DB, `SELECT id FROM person_person`)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, p := range people {
		x, err := w.Report.Extract(t.Context(), authz.OperatorAs("test"), p, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range x.Parts {
			for i, row := range reportweb.Told(l, part) {
				for j, cell := range row {
					column := part.Columns[j]
					seen[part.Key] = true
					if cell != "" && (code.MatchString(cell) || !slices.Contains(typed, column) && cell == part.Rows[i][j]) {
						t.Errorf("%s.%s says %q", part.Key, column, cell)
					}
				}
			}
		}
	}
	if len(seen) < 15 {
		t.Errorf("only %d parts had rows", len(seen))
	}
}
