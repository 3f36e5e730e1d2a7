package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"titian/internal/engine/disclosure"
	"titian/internal/kernel/errs"
)

const discloseSpec = `{
 "release": "2025-01", "released": "2025-02-15", "from": "2025-01", "to": "2025-01",
 "places": {"11": ["1101", "1102"], "12": ["1201"]},
 "tables": [
  {"id": "placed-nation", "kind": "count", "measure": "placed", "level": "nation", "period": "month"},
  {"id": "placed-province", "kind": "count", "measure": "placed", "level": "province", "period": "month"}
 ]
}`

// disclosing is a folder with everything that the command needs.
type disclosing struct {
	t   *testing.T
	dir string
	cmd DiscloseCmd
	out bytes.Buffer
}

func newDisclosing(t *testing.T) *disclosing {
	d := &disclosing{t: t, dir: t.TempDir()}
	d.cmd = DiscloseCmd{
		Input: d.path("records.csv"), Spec: d.path("spec.json"), History: d.path("history"), KeyFile: d.path("key"),
	}
	d.write("key", "0123456789abcdef0123456789abcdef\n")
	d.write("spec.json", discloseSpec)
	d.write("records.csv", discloseRecords(60, 40))
	return d
}

func (d *disclosing) path(name string) string { return filepath.Join(d.dir, name) }

func (d *disclosing) write(name, text string) {
	d.t.Helper()
	if err := os.WriteFile(d.path(name), []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

func (d *disclosing) run() error {
	d.out.Reset()
	return d.cmd.Run(&Env{Context: context.Background(), Stdout: &d.out, Stderr: &d.out})
}

// published lists every file in the history with its text.
func (d *disclosing) published() map[string]string {
	d.t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(d.cmd.History, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			if errors.Is(err, os.ErrNotExist) {
				return nil
			}
			return err
		}
		b, err := os.ReadFile(path)
		files[path] = string(b)
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return files
}

// discloseRecords has so many records in two provinces in January 2025.
func discloseRecords(first, second int) string {
	var b strings.Builder
	b.WriteString("key,measure,period,place\n")
	for i := range first {
		fmt.Fprintf(&b, "a%d,placed,2025-01,1101\n", i)
	}
	for i := range second {
		fmt.Fprintf(&b, "b%d,placed,2025-01,1201\n", i)
	}
	return b.String()
}

func discloseText(err error) string {
	if e := errs.As(err); e != nil {
		return fmt.Sprint(e.Args["text"])
	}
	return fmt.Sprint(err)
}

func TestAReleaseIsPublishedOnceAndRepeatingItChangesNothing(t *testing.T) {
	d := newDisclosing(t)
	if err := d.run(); err != nil {
		t.Fatal(discloseText(err))
	}
	first := d.published()
	if len(first) != 3 {
		t.Fatalf("history has %d files, want 3 and no leftovers", len(first))
	}
	if err := d.run(); err != nil {
		t.Fatal(discloseText(err))
	}
	if !strings.Contains(d.out.String(), "nothing changed") {
		t.Errorf("the second run said %q", d.out.String())
	}
	for path, was := range first {
		if now := d.published()[path]; now != was {
			t.Errorf("%s changed", path)
		}
	}
}

func TestAPublishedReleaseNeverChanges(t *testing.T) {
	d := newDisclosing(t)
	if err := d.run(); err != nil {
		t.Fatal(discloseText(err))
	}
	d.write("records.csv", discloseRecords(90, 40))
	if err := d.run(); !errors.Is(err, errs.State) || !strings.Contains(discloseText(err), "published already") {
		t.Fatalf("got %v", discloseText(err))
	}
	d.write("spec.json", strings.Replace(discloseSpec, `"2025-01", "released"`, `"again", "released"`, 1))
	err := d.run()
	if !errors.Is(err, errs.State) || !strings.Contains(discloseText(err), "placed-nation 2025-01 nation") {
		t.Fatalf("the same cells under another name: got %v", discloseText(err))
	}
}

func TestTheGateNamesTheCellAndWritesNothing(t *testing.T) {
	d := newDisclosing(t)
	// 10 in the nation, 10 in one province: the other has at most 4.
	d.write("records.csv", discloseRecords(10, 0))
	d.cmd.JSON = true
	err := d.run()
	if !errors.Is(err, errs.State) || !strings.Contains(discloseText(err), "placed-province 2025-01 12: hidden, but would be known to be 0 to 4") {
		t.Fatalf("got %v", discloseText(err))
	}
	var got refusedJSON
	if err := json.Unmarshal(d.out.Bytes(), &got); err != nil || len(got.Findings) != 1 || got.Findings[0].High != 4 {
		t.Errorf("JSON %s, %v", d.out.String(), err)
	}
	if files := d.published(); len(files) != 0 {
		t.Errorf("left %v", files)
	}
}

func TestWrongInputNamesFileLineAndColumnAndWritesNothing(t *testing.T) {
	good := discloseRecords(3, 0)
	for _, x := range []struct{ name, file, text, want string }{
		{"missing column", "records.csv", "key,measure,period\nk,placed,2025-01\n", "records.csv: line 1, column place: this column is missing"},
		{"unknown column", "records.csv", "key,measure,period,place,amout\n", "records.csv: line 1, column amout:"},
		{"text for a month", "records.csv", good + "k,placed,January,1101\n", "records.csv: line 5, column period: \"January\""},
		{"unknown place", "records.csv", good + "k,placed,2025-01,9999\n", "line 5, column place: \"9999\""},
		{"unknown measure", "records.csv", good + "k,plcaed,2025-01,1101\n", "line 5, column measure: \"plcaed\""},
		{"a row cut off", "records.csv", good + "k,placed,20", "line 5: 3 fields where the header has 4; was the file cut off?"},
		{"a last number cut off", "records.csv", good + "k,placed,2025-01,1101", "line 5, column place: the file breaks off here"},
		{"a quote cut off", "records.csv", good + "\"k,placed", "line 5, column"},
		{"a key twice", "records.csv", good + "a0,placed,2025-01,1102\n", "line 5, column key: the same key stands in line 2"},
		{"empty file", "records.csv", "", "line 1: the file is empty"},
		{"no record", "records.csv", "key,measure,period,place\n", "line 1: the file has a header and no record"},
		{"unknown key of the spec", "spec.json", strings.Replace(discloseSpec, `"to"`, `"too"`, 1), "spec.json: line 2, column 69: unknown key \"too\""},
		{"wrong word in the spec", "spec.json", strings.Replace(discloseSpec, `"province", "period"`, `"village", "period"`, 1), "tables[1].level: \"village\""},
		{"number for text", "spec.json", strings.Replace(discloseSpec, `"2025-01", "released"`, `5, "released"`, 1), "spec.json: line 2, column"},
		{"spec cut off", "spec.json", discloseSpec[:100], "the file ends in the middle"},
		{"short key", "key", "abc", "key: the key has 3 bytes"},
	} {
		t.Run(x.name, func(t *testing.T) {
			d := newDisclosing(t)
			d.write(x.file, x.text)
			err := d.run()
			if !errors.Is(err, errs.Invalid) || !strings.Contains(discloseText(err), x.want) {
				t.Errorf("got %q\nwant %q", discloseText(err), x.want)
			}
			if _, err := os.Stat(d.cmd.History); !errors.Is(err, os.ErrNotExist) {
				t.Error("the history was touched")
			}
		})
	}
}

func TestAMissingFileIsWrongInput(t *testing.T) {
	d := newDisclosing(t)
	d.cmd.Input = d.path("absent.csv")
	if err := d.run(); !errors.Is(err, errs.Invalid) || !strings.Contains(discloseText(err), "absent.csv") {
		t.Errorf("got %v", discloseText(err))
	}
}

func TestAHistoryThatWasEditedOrCutOffIsRefused(t *testing.T) {
	d := newDisclosing(t)
	if err := d.run(); err != nil {
		t.Fatal(discloseText(err))
	}
	cells := filepath.Join(d.cmd.History, "2025-01", disclosure.CellsName)
	b, _ := os.ReadFile(cells)
	_ = os.Chmod(cells, 0o600)
	for name, edited := range map[string][]byte{"cut": b[:len(b)-9], "edited": bytes.Replace(b, []byte("40"), []byte("45"), 1)} {
		if bytes.Equal(edited, b) {
			continue
		}
		if err := os.WriteFile(cells, edited, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := d.run(); !errors.Is(err, errs.Invalid) || !strings.Contains(discloseText(err), "changed or cut off") {
			t.Errorf("%s: got %v", name, discloseText(err))
		}
	}
}

func TestTwoRunsDoNotPublishSideBySide(t *testing.T) {
	d := newDisclosing(t)
	h, err := openReleases(d.cmd.History, true)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.run(); !errors.Is(err, errs.State) || !strings.Contains(discloseText(err), "another run") {
		t.Errorf("got %v", discloseText(err))
	}
	h.close()
	if err := d.run(); err != nil {
		t.Error(discloseText(err))
	}
}

func TestARunThatCrashedHalfwayDoesNotCount(t *testing.T) {
	d := newDisclosing(t)
	half := filepath.Join(d.cmd.History, ".new-123")
	if err := os.MkdirAll(half, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(half, disclosure.CellsName), []byte("table,per"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := d.run(); err != nil {
		t.Error(discloseText(err))
	}
}

func TestCheckingPublishesNothing(t *testing.T) {
	d := newDisclosing(t)
	d.cmd.Check = true
	if err := d.run(); err != nil {
		t.Fatal(discloseText(err))
	}
	if _, err := os.Stat(d.cmd.History); !errors.Is(err, os.ErrNotExist) {
		t.Error("the history was touched")
	}
}

func TestTheJSONAnswerHasEveryCell(t *testing.T) {
	d := newDisclosing(t)
	d.cmd.JSON = true
	if err := d.run(); err != nil {
		t.Fatal(discloseText(err))
	}
	var got disclosedJSON
	if err := json.Unmarshal(d.out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := disclosedCell{disclosure.Ref{Table: "placed-province", Period: "2025-01", Place: "12"}, "40"}
	if len(got.Cells) != 3 || !slices.Contains(got.Cells, want) || !got.Written {
		t.Errorf("got %+v", got)
	}
}

func TestTheFlagsAreThoseOfTheManual(t *testing.T) {
	var root struct {
		Disclose DiscloseCmd `cmd:""`
	}
	parser, err := kong.New(&root)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(strings.Fields("disclose --input a --spec b --history c --key-file d --check --json")); err != nil {
		t.Fatal(err)
	}
	if want := (DiscloseCmd{Input: "a", Spec: "b", History: "c", KeyFile: "d", Check: true, JSON: true}); root.Disclose != want {
		t.Errorf("got %+v", root.Disclose)
	}
}

func TestTheSpecOfTheManualIsASpec(t *testing.T) {
	manual, err := os.ReadFile("../../../docs/engines/disclosure.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(manual), "```json\n")
	text, _, found := strings.Cut(text, "```")
	spec, err := disclosure.ParseSpec([]byte(text))
	if err != nil || !found || len(spec.Tables) != 6 {
		t.Errorf("got %v, %v", spec, err)
	}
}
