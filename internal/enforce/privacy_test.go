package enforce_test

import (
	"go/ast"
	"reflect"
	"strconv"
	"testing"

	"titian/internal/kernel/privacy"
	"titian/internal/platform/db"
)

// stored is one db-tagged field of one struct.
type stored struct {
	file   file
	field  *ast.Field
	column string
	class  privacy.Class
	sealed bool
}

func storedFields(t *testing.T) []stored {
	t.Helper()
	var out []stored
	for _, f := range program(t) {
		if f.test {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			x, ok := n.(*ast.Field)
			if !ok || x.Tag == nil {
				return true
			}
			raw, err := strconv.Unquote(x.Tag.Value)
			if err != nil {
				return true
			}
			tag := reflect.StructTag(raw)
			if c := tag.Get("db"); c != "" && c != "-" {
				out = append(out, stored{f, x, c, privacy.Class(tag.Get("privacy")), tag.Get("seal") != ""})
			}
			return true
		})
	}
	return out
}

func TestEveryStoredFieldHasAPrivacyClass(t *testing.T) {
	fields := storedFields(t)
	if len(fields) < 250 {
		t.Fatalf("only %d stored fields were found", len(fields))
	}
	for _, s := range fields {
		if !s.class.Valid() {
			t.Errorf("%s: column %s has no privacy class (%q): see docs/privacy-classes.md", s.file.at(s.field), s.column, s.class)
		}
	}
}

// TestMedicalTextsAreSealed keeps free words on health out of a copy of the
// database. What has a type of its own is one of a few words, which lists count by.
func TestMedicalTextsAreSealed(t *testing.T) {
	open := map[string]string{"assessment.kind": "what is screened for: one of six words, by which a person's screenings are told apart"}
	sealed := 0
	for _, s := range storedFields(t) {
		if kind, ok := s.field.Type.(*ast.Ident); !ok || kind.Name != "string" || s.class != privacy.Medical {
			continue
		}
		switch key := placeOf(s.file.dir).feature + "." + s.column; {
		case s.sealed:
			sealed++
		case open[key] == "":
			t.Errorf("%s: %s is free text on health and is stored as it is: tag it seal:\"id\", see docs/privacy-classes.md", s.file.at(s.field), key)
		}
	}
	if sealed < 8 {
		t.Errorf("only %d sealed texts were found", sealed)
	}
}

// closed lists columns that must not be open, whoever reads them: within the
// owner's package a field of that name has this class.
func closed() map[string]privacy.Class {
	return map[string]privacy.Class{
		"person.name": privacy.Restricted, "person.name_key": privacy.Restricted, "person.register_no": privacy.Restricted,
		"person.born": privacy.Restricted, "person.religion": privacy.Restricted, "person.release_due_on": privacy.Restricted,
		"person.nik_cipher": privacy.Secret, "person.nik_hash": privacy.Secret,
		"assessment.result": privacy.Medical,
		"account.password":  privacy.Secret, "account.hash": privacy.Secret,
		"outcome.income_rp": privacy.Restricted, "outcome.reoffended": privacy.Restricted,
		"fund.asnaf_evidence": privacy.Restricted,
		"programme.holder":    privacy.Restricted, "handover.summary": privacy.Restricted,
	}
}

func TestPersonalColumnsAreNotOpen(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range storedFields(t) {
		key := placeOf(s.file.dir).feature + "." + s.column
		want, listed := closed()[key]
		if !listed {
			continue
		}
		seen[key] = true
		if s.class != want && s.class.Plain() {
			t.Errorf("%s: %s is %s: what it says of a person is %s", s.file.at(s.field), key, s.class, want)
		}
	}
	for key := range closed() {
		if !seen[key] {
			t.Errorf("internal/enforce/privacy_test.go: no struct stores %s any more", key)
		}
	}
}

// unclaimed lists columns that no struct stores, and why.
func unclaimed() map[string]string {
	return map[string]string{
		"platform_once.*":       "written and read as plain values by platform/db itself; holds hashes and keys, no personal data",
		"platform_fact.*":       "pairs of text about the database itself",
		"account_attempt.*":     "counters by a hash of login or address",
		"account_session.*":     "opaque to the program: the session library's own bytes, found by the token's hash",
		"agreement_witness.*":   "offices that saw a signing, kept as a list of texts; no person is named",
		"directory_counter.*":   "counters of reference numbers, taken by one statement",
		"directory_province.*":  "published reference data, loaded from the embedded files",
		"directory_regency.*":   "published reference data, loaded from the embedded files",
		"directory_potential.*": "published statistics of regencies",
	}
}

func TestEveryColumnIsClaimedByAStruct(t *testing.T) {
	claimed := map[string]bool{}
	for _, s := range storedFields(t) {
		claimed[s.file.dir+" "+s.column] = true
	}
	for _, table := range schema(t, db.SQLite) {
		for _, c := range table.columns {
			_, excused := unclaimed()[table.name+"."+c.name]
			_, whole := unclaimed()[table.name+".*"]
			if !claimed[ownerOf(table.prefix())+" "+c.name] && !excused && !whole {
				t.Errorf("%s: %s.%s: no struct of %s stores it, so nobody has said who may see it", c.at, table.name, c.name, ownerOf(table.prefix()))
			}
		}
	}
}
