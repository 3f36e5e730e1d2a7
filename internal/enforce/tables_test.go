package enforce_test

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// ownerOf is the folder whose package owns tables of a prefix.
func ownerOf(prefix string) string {
	switch prefix {
	case "audit", "blob", "outbox":
		return "internal/platform/" + prefix
	case "platform":
		return "internal/platform/db"
	}
	return "internal/feature/" + prefix
}

// mayWrite lists who else writes a table, and why.
func mayWrite() map[string]string {
	return map[string]string{
		// It fills an empty database with a country at the speed of bulk loading; a
		// test checks that the services can work on what it made.
		"internal/app/generate *": "bulk loading of made-up data",
		// Facts about the database itself have no feature to own them.
		"internal/app platform_fact":      "doctor tries whether the database can be written",
		"internal/app/demo platform_fact": "a demo says of itself that it is one",
		// The sweep of what has expired runs beside the server, once an hour.
		"internal/app platform_once":   "the sweep of old idempotency keys",
		"internal/app account_session": "the sweep of expired sessions",
	}
}

// mayRead lists the joins of a feature with another's tables, and why. report
// may read all: that is what it is for.
func mayRead() map[string]string {
	return map[string]string{
		"account directory":     "a membership is shown with its organisation, and a scope is its tree",
		"notice directory":      "a link names its partner, and a webhook hears of the offices below its own",
		"person directory":      "a list of people names their facility",
		"intake directory":      "a row of a file names its facility and its regency",
		"agreement directory":   "an agreement is shown with the names of its parties",
		"partnership directory": "a promise is shown with the names of its two sides and the post that owns it",
		"programme directory":   "a class is shown with its facility and partner",
		"fund directory":        "a fund is shown with the names of who gave and who holds it",
		"sentence person":       "dates that come due are listed with the names of those in custody",
		"assessment person":     "needs are counted over people in scope, in one query",
		"casework person":       "the board's agenda names the people of its office in one query",
		"casework directory":    "a sitting is listed with its office, and a step's post is of that office",
		"casework assessment":   "a goal answers a need of the same person; the way out needs a readiness check",
		"handover person":       "hand-overs due are people due for release without one",
		"outcome person":        "follow-ups due are computed from release dates",
		"programme person":      "a class list needs names and consent in one query",
		"programme assessment":  "candidates for a class are ranked by open needs",
		"programme agreement":   "a class is counted under the activity of a work plan",
		"fund person":           "an entry for a beneficiary is shown with the name",
		"partnership agreement": "a promise is visible as far as its cooperation is",
		"fund agreement":        "a fund is visible as far as its cooperation is",
		"fund partnership":      "money received is compared with what was promised",
	}
}

const tableName = `(audit|blob|outbox|platform|directory|account|attachment|notice|person|sentence|intake|assessment|casework|agreement|partnership|fund|programme|matching|handover|supervision|house|livelihood|outcome|report)(_[a-z_]+)`

// SQL is written in capitals; prose is not.
var (
	deleting = regexp.MustCompile(`DELETE FROM\s+` + tableName)
	named    = regexp.MustCompile(`^"` + tableName + `"$`)
	writing  = regexp.MustCompile(`\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+` + tableName)
	reading  = regexp.MustCompile(`\b(?:FROM|JOIN)\s+` + tableName)
	dangling = regexp.MustCompile(`\b(?:INSERT INTO|UPDATE|DELETE FROM|FROM|JOIN)\s*$`)
)

// statements visits the tables that a file writes and reads.
func statements(f file, wrote, read func(n ast.Node, prefix, table string)) {
	f.literals(func(n ast.Node, text string) {
		for _, m := range writing.FindAllStringSubmatch(text, -1) {
			wrote(n, m[1], m[1]+m[2])
		}
		for _, m := range reading.FindAllStringSubmatch(deleting.ReplaceAllString(text, ""), -1) {
			read(n, m[1], m[1]+m[2])
		}
	})
	// db.Insert(ctx, tx, "table", row) and db.Update write as well.
	ast.Inspect(f.ast, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) < 3 {
			return true
		}
		fn := call.Fun
		if generic, ok := fn.(*ast.IndexExpr); ok {
			fn = generic.X
		}
		sel, ok := fn.(*ast.SelectorExpr)
		lit, isText := call.Args[2].(*ast.BasicLit)
		if !ok || !isText || sel.Sel.Name != "Insert" && sel.Sel.Name != "Update" {
			return true
		}
		if m := named.FindStringSubmatch(lit.Value); m != nil {
			wrote(lit, m[1], m[1]+m[2])
		}
		return true
	})
}

func TestOnlyTheOwnerWritesItsTables(t *testing.T) {
	written := map[string]bool{}
	for _, f := range program(t) {
		if f.test {
			continue
		}
		statements(f, func(n ast.Node, prefix, table string) {
			written[table] = true
			_, excused := mayWrite()[f.dir+" "+table]
			_, all := mayWrite()[f.dir+" *"]
			if f.dir != ownerOf(prefix) && !excused && !all {
				t.Errorf("%s: %s is written by %s: only its owner may, so that every rule about it stands in one place", f.at(n), table, f.dir)
			}
		}, func(ast.Node, string, string) {})
	}
	if len(written) < 25 {
		t.Errorf("only %d written tables were found: does this test still understand the stores?", len(written))
	}
}

func TestJoinsAcrossFeaturesAreFewAndReasoned(t *testing.T) {
	used := map[string]bool{}
	for _, f := range program(t) {
		from := placeOf(f.dir)
		if f.test || from.floor != "feature" || from.feature == "report" {
			continue
		}
		statements(f, func(ast.Node, string, string) {}, func(n ast.Node, prefix, table string) {
			if prefix == from.feature {
				return
			}
			pair := from.feature + " " + prefix
			used[pair] = true
			if _, reasoned := mayRead()[pair]; !reasoned {
				t.Errorf("%s: %s reads %s: call the owner's service, or ask in report", f.at(n), from.feature, table)
			}
			if rung(prefix) > rung(from.feature) {
				t.Errorf("%s: %s reads %s, which stands above it on the ladder", f.at(n), from.feature, table)
			}
		})
	}
	for pair := range mayRead() {
		if !used[pair] {
			t.Errorf("internal/enforce/tables_test.go: nobody needs the exception %q any more", pair)
		}
	}
}

func TestSQLNamesItsTables(t *testing.T) {
	for _, f := range program(t) {
		if f.test || strings.HasPrefix(f.dir, "internal/platform/db") || f.dir == "internal/app/generate" {
			continue
		}
		f.literals(func(n ast.Node, text string) {
			if dangling.MatchString(text) {
				t.Errorf("%s: a table's name is put together: write it out, so that its users can be found", f.at(n))
			}
		})
	}
}

func TestPagesAndAPIHoldNoSQL(t *testing.T) {
	for _, f := range program(t) {
		p := placeOf(f.dir)
		edge := p.floor == "feature" && (p.part == "web" || p.part == "api") || strings.HasPrefix(p.floor, "delivery") || slices.Contains([]string{"kernel", "engine"}, p.floor)
		if f.test || !edge {
			continue
		}
		complain := func(n ast.Node, _, table string) {
			t.Errorf("%s: %s: pages and API call the service; SQL stands in the feature's store", f.at(n), table)
		}
		statements(f, complain, complain)
	}
}
