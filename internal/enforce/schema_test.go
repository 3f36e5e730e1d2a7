package enforce_test

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"titian/internal/platform/db"
)

// table is one CREATE TABLE of the migrations, rendered for one engine.
type table struct {
	name    string
	at      string
	columns []column
	keys    []string // primary key, unique and foreign keys: "PRIMARY KEY (a, b)"
}

type column struct{ name, def, at string }

func (t table) prefix() string { p, _, _ := strings.Cut(t.name, "_"); return p }

func (t table) has(name string) bool {
	return slices.ContainsFunc(t.columns, func(c column) bool { return c.name == name })
}

var (
	create = regexp.MustCompile(`^CREATE TABLE (\w+) \($`)
	unique = regexp.MustCompile(`^CREATE UNIQUE INDEX \w+ ON (\w+) (\(.*?\))`)
)

// schema reads the tables from the migrations, which are written one column or
// constraint a line.
func schema(t *testing.T, dialect db.Dialect) []table {
	t.Helper()
	tree, err := db.Schema(dialect)
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(tree, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	var out []table
	for _, name := range names {
		raw, err := fs.ReadFile(tree, name)
		if err != nil {
			t.Fatal(err)
		}
		var in *table
		for i, line := range strings.Split(string(raw), "\n") {
			at := "internal/platform/db/schema/" + name + ":" + strconv.Itoa(i+1)
			text := strings.TrimSuffix(strings.TrimSpace(line), ",")
			switch m := create.FindStringSubmatch(line); {
			case m != nil:
				in = &table{name: m[1], at: at}
			case in != nil && strings.HasPrefix(line, ")"):
				out = append(out, *in)
				in = nil
			case in != nil:
				in.add(text, at)
			default:
				if u := unique.FindStringSubmatch(line); u != nil {
					for j := range out {
						if out[j].name == u[1] {
							out[j].keys = append(out[j].keys, "UNIQUE "+u[2])
						}
					}
				}
			}
		}
	}
	if len(out) < 30 {
		t.Fatalf("only %d tables were found", len(out))
	}
	return out
}

// add takes one line inside CREATE TABLE.
func (t *table) add(text, at string) {
	first, rest, _ := strings.Cut(text, " ")
	switch first {
	case "", "--":
	case "PRIMARY", "FOREIGN", "UNIQUE":
		t.keys = append(t.keys, text)
	case "CONSTRAINT":
		if _, key, _ := strings.Cut(rest, " "); !strings.HasPrefix(key, "CHECK") {
			t.keys = append(t.keys, key)
		}
	default:
		t.columns = append(t.columns, column{first, rest, at})
		for word, key := range map[string]string{"PRIMARY KEY": "PRIMARY KEY (", " UNIQUE": "UNIQUE ("} {
			if strings.Contains(rest, word) {
				t.keys = append(t.keys, key+first+")")
			}
		}
		if _, ref, found := strings.Cut(rest, "REFERENCES "); found {
			t.keys = append(t.keys, "FOREIGN KEY ("+first+") REFERENCES "+ref)
		}
	}
}

func (t table) primary() string {
	for _, k := range t.keys {
		if cols, ok := strings.CutPrefix(k, "PRIMARY KEY "); ok {
			return cols
		}
	}
	return ""
}

// byFacility reports whether the table's key begins with the facility.
func (t table) byFacility() bool { return strings.HasPrefix(t.primary(), "(facility_id,") }

// national lists tables that name a facility without being split by it.
func national() map[string]string {
	return map[string]string{
		"person_reading":        "asked for by person wherever they were, so kept beside the person, where an hour's openings are filed",
		"person_custody":        "as person_legal_step",
		"person_legal_step":     "read of one person alone, wherever they were: one tree to write where a file brings many",
		"person_number":         "as person_legal_step",
		"person_person":         "a person moves between facilities; the key must not",
		"programme_certificate": "found by its code from anywhere",
		"agreement_served":      "a few rows an agreement, found by either side",
	}
}

// everywhere lists keys that are unique over all facilities, and why that is worth
// a question to every machine.
func everywhere() map[string]string {
	return map[string]string{
		"outcome_follow_up UNIQUE (person_id, released_on, milestone)": "a milestone is asked once, whichever office asks; a few rows a person in two years",
	}
}

func TestEventsAreKeyedByTheirFacility(t *testing.T) {
	keyed := map[string]bool{}
	all := schema(t, db.Postgres)
	for _, x := range all {
		keyed[x.name] = x.byFacility()
	}
	for _, x := range all {
		_, excused := national()[x.name]
		if x.has("facility_id") && !x.byFacility() && !excused {
			t.Errorf("%s: %s has a facility but its key is %s: without the facility in front it cannot be split over machines", x.at, x.name, x.primary())
		}
		if !x.byFacility() {
			continue
		}
		for _, k := range x.keys {
			cols, target, foreign := strings.Cut(k, " REFERENCES ")
			if _, excused := everywhere()[x.name+" "+k]; excused || strings.Contains(cols, "facility_id") {
				continue
			}
			to, _, _ := strings.Cut(target, " ")
			if foreign && !keyed[to] {
				continue // a small national table, on every machine
			}
			t.Errorf("%s: %s: %s leaves the facility out: it would have to be checked on every machine", x.at, x.name, k)
		}
	}
	for _, name := range []string{"assessment_need", "programme_enrolment", "programme_session", "programme_attendance", "handover_handover", "outcome_follow_up"} {
		if !keyed[name] {
			t.Errorf("%s: a table that grows with every day's work is not keyed by facility", name)
		}
	}
}

func TestEveryTableHasAKeyAndAnOwner(t *testing.T) {
	for _, x := range schema(t, db.SQLite) {
		if x.primary() == "" {
			t.Errorf("%s: %s has no primary key", x.at, x.name)
		}
		if rung(x.prefix()) < 0 && x.prefix() != "audit" && x.prefix() != "blob" && x.prefix() != "outbox" && x.prefix() != "platform" {
			t.Errorf("%s: %s: %s is no feature", x.at, x.name, x.prefix())
		}
	}
}

func TestForeignKeysLookDownTheLadder(t *testing.T) {
	for _, x := range schema(t, db.SQLite) {
		for _, k := range x.keys {
			_, target, foreign := strings.Cut(k, " REFERENCES ")
			if to, _, _ := strings.Cut(target, "_"); foreign && rung(to) > rung(x.prefix()) {
				t.Errorf("%s: %s: %s stands above it on the ladder", x.at, x.name, target)
			}
		}
	}
}

// TestColumnsAreOfTheKernelsTypes: a key is a 16-byte UUID made by the program,
// money and counts are whole numbers, a day is a date and an instant is one number.
func TestColumnsAreOfTheKernelsTypes(t *testing.T) {
	for _, x := range schema(t, db.Postgres) {
		for _, c := range x.columns {
			kind, _, _ := strings.Cut(c.def, " ")
			want := ""
			switch {
			case c.name == "id" || strings.HasSuffix(c.name, "_id") && c.name != "request_id":
				want = "uuid"
			case strings.HasSuffix(c.name, "_rp") || c.name == "version":
				want = "bigint"
			case strings.HasSuffix(c.name, "_at") || c.name == "at":
				want = "bigint"
			case strings.HasSuffix(c.name, "_on"):
				want = "date"
			}
			partial := want == "date" && kind == "text" // a day of which a part is unknown
			if want != "" && kind != want && !partial {
				t.Errorf("%s: %s.%s is %s, want %s", c.at, x.name, c.name, kind, want)
			}
		}
	}
}

// TestTheSchemaKeepsToWhatEveryEngineHas: what differs between engines, or ties
// a row to one machine, is done in Go.
func TestTheSchemaKeepsToWhatEveryEngineHas(t *testing.T) {
	forbidden := regexp.MustCompile(`(?i)\b(AUTOINCREMENT|SERIAL|BIGSERIAL|SEQUENCE|NEXTVAL|IDENTITY|TRIGGER|FUNCTION|PROCEDURE|EXCLUDE|GENERATED|CASCADE|NOW\(\)|CURRENT_TIMESTAMP|JSONB?|ENUM|VIEW|WITHOUT ROWID|STRICT|BYTEA|UUID|BLOB|INTEGER|BIGINT|VARCHAR|TIMESTAMPTZ?|NUMERIC)\b`)
	tree := os.DirFS("../platform/db/schema")
	names, err := fs.Glob(tree, "*.sql")
	if err != nil || len(names) < 10 {
		t.Fatalf("%d migrations, %v", len(names), err)
	}
	last := 0
	for _, name := range names {
		raw, err := fs.ReadFile(tree, name)
		if err != nil {
			t.Fatal(err)
		}
		n, err := strconv.Atoi(name[:5])
		if err != nil || n <= last {
			t.Errorf("%s: migrations are numbered, each above the one before", name)
		}
		last = n
		for j, line := range strings.Split(string(raw), "\n") {
			if strings.HasPrefix(strings.TrimSpace(line), "--") {
				if strings.Contains(line, "+goose Down") {
					t.Errorf("internal/platform/db/schema/%s:%d: migrations go forward only", name, j+1)
				}
				continue
			}
			plain := regexp.MustCompile(`\{\{.*?\}\}|'[^']*'`).ReplaceAllString(line, "")
			if m := forbidden.FindString(plain); m != "" {
				t.Errorf("internal/platform/db/schema/%s:%d: %s: use the words of migrate.go for types, and Go for the rest", name, j+1, m)
			}
		}
	}
}
