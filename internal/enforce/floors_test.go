package enforce_test

import (
	"path"
	"slices"
	"strings"
	"testing"
)

// floors says which floors each floor may look at. Features have their own
// rules on top: see featureMay.
func floors() map[string][]string {
	return map[string][]string{
		"kernel":       {"kernel"},
		"engine":       {"kernel", "engine"},
		"platform":     {"kernel", "platform"},
		"feature":      {"kernel", "platform", "engine", "feature"},
		"delivery/web": {"kernel", "platform", "delivery/web"},
		"delivery/api": {"kernel", "platform", "delivery/web", "delivery/api"},
		// The command line opens the program through app, runs engines on files and
		// writes the same CSV as the pages.
		"delivery/cli": {"kernel", "platform", "engine", "feature", "app", "delivery/web", "delivery/cli"},
		"app":          {"kernel", "platform", "engine", "feature", "app", "delivery/web", "delivery/api"},
		"cmd":          {"delivery/cli"},
		"enforce":      {"kernel", "platform", "feature", "app"},
	}
}

func TestFloorsLookDownOnly(t *testing.T) {
	for _, f := range program(t) {
		from := placeOf(f.dir)
		allowed, known := floors()[from.floor]
		if !known {
			t.Errorf("%s:1: %q is no floor of ARCHITECTURE.md", f.path, from.floor)
			continue
		}
		for spec, imported := range f.imports() {
			if !strings.HasPrefix(imported, "titian/") {
				continue
			}
			to := placeOf(imported)
			if why := mayImport(f, from, to, allowed); why != "" {
				t.Errorf("%s: %s imports %s: %s", f.at(spec), path.Base(f.dir), strings.TrimPrefix(imported, "titian/internal/"), why)
			}
			if !f.test && builders(imported) {
				t.Errorf("%s: %s serves tests only and must not be part of the program", f.at(spec), path.Base(imported))
			}
		}
	}
}

// mayImport is empty, or the reason against it.
func mayImport(f file, from, to place, allowed []string) string {
	switch {
	case from.floor == "feature" && to.floor == "feature":
		return featureMay(f, from, to)
	case from.floor == "feature" && strings.HasPrefix(to.floor, "delivery/"):
		return kitsMay(f, from, to)
	case to.floor == "feature" && to.part != "" && to.part != "test" && from.floor != "app":
		if to.part == "web" || to.part == "api" {
			return "pages and API of a feature are app's alone to mount"
		}
		return ""
	case from.floor == "engine" && to.floor == "engine" && from.part != to.part:
		return "an engine calculates by itself: what two share belongs to the kernel"
	case !slices.Contains(allowed, to.floor) && !(f.test && builders(to.floor)):
		return "floors look down only: kernel ← platform, engine ← feature ← delivery, app"
	}
	return ""
}

// featureMay keeps the ladder and every feature's web and api to itself.
func featureMay(f file, from, to place) string {
	switch {
	case rung(from.feature) < 0:
		return "feature " + from.feature + " has no rung on the ladder"
	case from.feature == to.feature:
		if from.part == "" && (to.part == "web" || to.part == "api") {
			return "the core knows neither pages nor API"
		}
		return ""
	case f.test && rung(to.feature) < rung(from.feature):
		return "" // a test may look at the whole page that its part stands on
	case to.part == "web" || to.part == "api":
		return "another feature's pages and API are not for use: call its service"
	case rung(to.feature) >= rung(from.feature):
		return to.feature + " stands above " + from.feature + " on the ladder: let it subscribe to a typed hook in app"
	}
	return ""
}

// kitsMay lets a feature's pages use the web kit and its API the API kit.
func kitsMay(f file, from, to place) string {
	switch {
	case to.floor == "delivery/web" && (from.part == "web" || from.part == "api"):
		return ""
	case to.floor == "delivery/api" && from.part == "api":
		return ""
	case f.test && from.part != "":
		return ""
	}
	return "only a feature's web and api packages know how people and programs reach it"
}

func TestEnginesNeedNothingButArithmetic(t *testing.T) {
	outside := []string{"gonum.org/v1/gonum", "github.com/expr-lang/expr"}
	forbidden := []string{"net", "net/http", "database/sql", "os", "os/exec", "log", "log/slog", "embed"}
	for _, f := range program(t) {
		if f.test || placeOf(f.dir).floor != "engine" {
			continue
		}
		for spec, imported := range f.imports() {
			first, _, _ := strings.Cut(imported, "/")
			standard := !strings.Contains(first, ".") && first != "titian"
			known := first == "titian" || standard || slices.ContainsFunc(outside, func(m string) bool { return imported == m || strings.HasPrefix(imported, m+"/") })
			table := imported == "embed" && spec.Name != nil && spec.Name.Name == "_" // a rule table, compiled in as a string
			if !known || slices.Contains(forbidden, imported) && !table {
				t.Errorf("%s: an engine imports %s: engines know no database, clock, network or file, and of modules only gonum and expr", f.at(spec), imported)
			}
		}
	}
}

func TestDatabaseDriversStayInOnePlace(t *testing.T) {
	drivers := []string{"modernc.org/sqlite", "github.com/jackc/pgx", "database/sql"}
	for _, f := range program(t) {
		if strings.HasPrefix(f.dir, "internal/platform/db") {
			continue
		}
		for spec, imported := range f.imports() {
			for _, d := range drivers {
				if imported == d || strings.HasPrefix(imported, d+"/") && imported != "database/sql/driver" {
					t.Errorf("%s: %s belongs to platform/db: elsewhere go through db.One, db.All, InTx", f.at(spec), imported)
				}
			}
		}
	}
}

func TestPackagesAreNamedForWhatTheyOwn(t *testing.T) {
	vague := []string{"util", "utils", "common", "helper", "helpers", "misc", "models", "types", "shared", "lib", "base"}
	for _, f := range program(t) {
		if name := f.ast.Name.Name; slices.Contains(vague, strings.TrimSuffix(name, "_test")) {
			t.Errorf("%s: package %s owns nothing by its name", f.at(f.ast.Name), name)
		}
	}
}

func TestEveryPackageSaysWhatItOwns(t *testing.T) {
	said := map[string]bool{}
	for _, f := range program(t) {
		if strings.HasSuffix(f.path, "_test.go") {
			continue
		}
		said[f.dir] = said[f.dir] || f.ast.Doc != nil
	}
	for dir, ok := range said {
		if !ok {
			t.Errorf("%s: no package comment tells what it owns and what it refuses", dir)
		}
	}
}
