package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"titian/internal/kernel/errs"
)

const allocateRound = "../../engine/allocation/testdata/"

// runAllocate runs the command as the program does, by its arguments.
func runAllocate(t *testing.T, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	var root struct {
		Allocate AllocateCmd `cmd:""`
	}
	parser, err := kong.New(&root, kong.Exit(func(int) { t.Fatal("exit") }))
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parser.Parse(append([]string{"allocate"}, args...))
	if err != nil {
		return "", "", err
	}
	var out, log bytes.Buffer
	err = parsed.Run(&Env{Context: t.Context(), Stdout: &out, Stderr: &log})
	return out.String(), log.String(), err
}

func allocateReference(more ...string) []string {
	return append([]string{
		"--people", allocateRound + "people.csv",
		"--offerings", allocateRound + "offerings.csv",
		"--pairs", allocateRound + "pairs.csv",
	}, more...)
}

// allocated is the JSON that other programs rely on.
type allocated struct {
	Method     string
	People     int
	Placed     int
	Points     int64
	Bound      int64
	InputHash  string `json:"input_hash"`
	Placements []struct{ Person, Offering string }
	SeatValues []struct {
		Offering string
		Points   int
	} `json:"seat_values"`
	Explanation *struct{ Person string }
}

func TestAllocatePrintsJSON(t *testing.T) {
	for method, points := range map[string]int64{"deferred": 125957, "deferred_reserves": 125968, "optimum": 129241} {
		out, _, err := runAllocate(t, allocateReference("--method", method, "--json", "--seat-values")...)
		if err != nil {
			t.Fatal(err)
		}
		var got allocated
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Fatalf("%v in %s", err, out)
		}
		if got.Method != method || got.People != 300 || got.Placed != 238 || got.Points != points || len(got.Placements) != 238 {
			t.Errorf("%s: got %d people, %d placed, %d points", method, got.People, got.Placed, got.Points)
		}
		if len(got.SeatValues) != 12 || got.SeatValues[1].Points != 24 || len(got.InputHash) != 64 {
			t.Errorf("%s: got seat values %v, hash %q", method, got.SeatValues, got.InputHash)
		}
		if method == "optimum" && got.Bound != got.Points {
			t.Errorf("bound %d, points %d", got.Bound, got.Points)
		}
	}
}

func TestAllocatePrintsPlacementsThatHoldersReads(t *testing.T) {
	out, summary, err := runAllocate(t, allocateReference()...)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(summary, "deferred: 238 of 300 people placed, 125957 points, input ") {
		t.Errorf("summary %q", summary)
	}
	held := allocateFile(t, "held.csv", out)
	again, _, err := runAllocate(t, allocateReference("--holders", held)...)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := strings.Count(out, "\n"), strings.Count(again, "\n"); a != b {
		t.Errorf("%d lines, and %d when everybody holds their place", a, b)
	}
}

func TestAllocateEscapesIDs(t *testing.T) {
	odd := `a "quoted" <id>, é`
	people := allocateFile(t, "people.csv", "person,protected\n\""+strings.ReplaceAll(odd, `"`, `""`)+"\",0\n")
	offerings := allocateFile(t, "offerings.csv", "offering,places,reserved\nx\\y,1,0\n")
	pairs := allocateFile(t, "pairs.csv", "person,offering,preference,points,priority\n\""+strings.ReplaceAll(odd, `"`, `""`)+"\",x\\y,1,5,1\n")
	out, _, err := runAllocate(t, "--people", people, "--offerings", offerings, "--pairs", pairs, "--json")
	if err != nil {
		t.Fatal(err)
	}
	var got allocated
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	if len(got.Placements) != 1 || got.Placements[0].Person != odd || got.Placements[0].Offering != `x\y` {
		t.Errorf("got %v", got.Placements)
	}
}

func TestAllocateExplainsInSentences(t *testing.T) {
	people := allocateFile(t, "people.csv", "person,protected\nani,0\nbudi,0\ncitra,1\n")
	offerings := allocateFile(t, "offerings.csv", "offering,places,reserved\nsewing,1,0\nbaking,2,1\n")
	pairs := allocateFile(t, "pairs.csv", `person,offering,preference,points,priority
ani,sewing,1,742,742
budi,sewing,1,690,690
budi,baking,2,300,300
citra,sewing,1,742,741
`)
	files := []string{"--people", people, "--offerings", offerings, "--pairs", pairs, "--method", "deferred_reserves", "--explain"}
	for person, want := range map[string]string{
		"ani":   "Person ani got offering sewing, wish number 1.\n",
		"budi":  "Person budi got offering baking, wish number 2.\nWish 1, offering sewing: 690 points; the last person admitted has 742.\nWith 743 points at offering sewing, everything else unchanged, the place would have been theirs.\n",
		"citra": "Person citra got no place.\nWish 1, offering sewing: 742 points; the last person admitted has 742; among equal points the lottery decided.\nWith 743 points at offering sewing, everything else unchanged, the place would have been theirs.\n",
	} {
		got, _, err := runAllocate(t, append(files, person)...)
		if err != nil || got != want {
			t.Errorf("%s: got %q, %v\nwant %q", person, got, err, want)
		}
	}
}

func TestAllocateRefusesWrongInputAndPrintsNothing(t *testing.T) {
	dir := t.TempDir()
	broken := allocateFile(t, "pairs.csv", "person,offering,preference,points,priority\n0,5,1,much,1\n")
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"wrong field":     {allocateReference("--pairs", broken), `line 2, field points: "much" is not a whole number`},
		"no such file":    {allocateReference("--pairs", filepath.Join(dir, "none.csv")), "no such file"},
		"a folder":        {allocateReference("--people", dir), "is a directory"},
		"unknown person":  {allocateReference("--explain", "x"), `person "x" is not in`},
		"optimum reasons": {allocateReference("--explain", "1", "--method", "optimum"), "--explain needs --method deferred"},
	} {
		out, _, err := runAllocate(t, tt.args...)
		e := errs.As(err)
		if e == nil || e.Kind != errs.Invalid || e.Code != "input" || !strings.Contains(e.Args["text"].(string), tt.want) {
			t.Errorf("%s: got %v, want %q", name, err, tt.want)
		}
		if out != "" {
			t.Errorf("%s: printed %q", name, out)
		}
	}
}

func TestAllocateRefusesUnknownMethods(t *testing.T) {
	if _, _, err := runAllocate(t, allocateReference("--method", "best")...); err == nil {
		t.Error("accepted")
	}
}

func allocateFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
