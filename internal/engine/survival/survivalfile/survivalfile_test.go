package survivalfile_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"titian/internal/engine/survival"
	"titian/internal/engine/survival/survivalfile"
	"titian/internal/kernel/errs"
)

// columns of every kind.
func columns() []survivalfile.Column {
	return []survivalfile.Column{
		{Name: "week", Kind: survivalfile.Time},
		{Name: "cause", Kind: survivalfile.Cause},
		{Name: "arm", Kind: survivalfile.Flag},
		{Name: "score", Kind: survivalfile.Number},
		{Name: "group", Kind: survivalfile.Label},
		{Name: "age", Kind: survivalfile.Covariate},
		{Name: "race", Kind: survivalfile.Covariate},
	}
}

const header = "id,week,cause,arm,score,group,age,race\n"

func read(t testing.TB, text string) *survivalfile.Table {
	t.Helper()
	table, err := survivalfile.Read(strings.NewReader(text), "f.csv", columns())
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestTableHasWhatTheFileSays(t *testing.T) {
	table := read(t, "\xef\xbb\xbf"+header+
		"1, 5 ,0,1,-2.5,b,30,white\r\n"+
		"2,6.5,2,0,1e3,a,40,black\n"+
		"3,0,1,1,0,\"b\",50,asian\n")
	got := [][]float64{table.Numbers("week"), table.Numbers("score")}
	if d := cmp.Diff(got, [][]float64{{5, 6.5, 0}, {-2.5, 1000, 0}}); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([][]int{table.Whole("cause"), table.Whole("arm")}, [][]int{{0, 2, 1}, {1, 0, 1}}); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(table.Labels("group"), survival.Factor{Levels: []string{"a", "b"}, Code: []int32{1, 0, 1}}); d != "" {
		t.Error(d)
	}
	cov, err := table.Covariates()
	if err != nil {
		t.Fatal(err)
	}
	want := survival.Covariates{
		Terms: []string{"age", "race=black", "race=white"}, Block: []string{"age", "race", "race"},
		X: []float64{30, 0, 1, 40, 1, 0, 50, 0, 0},
	}
	if d := cmp.Diff(cov, want); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(table.Bases(), []survivalfile.Base{{Term: "race=asian", Holds: []bool{false, false, true}}}); d != "" {
		t.Error(d)
	}
	if table.LeftOut != 0 || table.Rows() != 3 {
		t.Errorf("got %+v", table)
	}
}

func TestRowsWithoutALabelOrCovariateAreLeftOutAndCounted(t *testing.T) {
	table := read(t, header+"1,5,0,1,1,,30,white\n2,6,1,1,1,a,NA,only-here\n3,7,1,1,1,a,1,white\n4,8,1,0,1,b,2,black\n")
	if table.Rows() != 2 || table.LeftOut != 2 {
		t.Errorf("got %d rows, %d left out", table.Rows(), table.LeftOut)
	}
	cov, err := table.Covariates()
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(cov.Terms, []string{"age", "race=white"}); d != "" {
		t.Errorf("a level that only left-out rows had must vanish: %s", d)
	}
	err = table.At(0, "week", "is odd")
	if got := text(err); got != `f.csv, line 4, column "week": is odd` {
		t.Error(got)
	}
}

func TestGroupsThatAreNumbersStandInTheirOrder(t *testing.T) {
	table := read(t, header+"1,5,0,1,1,10,1,x\n2,5,0,1,1,9,1,y\n")
	if got := table.Labels("group").Levels; !slices.Equal(got, []string{"9", "10"}) {
		t.Error(got)
	}
}

// text is the sentence of an error, if it is one of this package.
func text(err error) string {
	e := errs.As(err)
	if e == nil || e.Code != "input" || !errors.Is(err, errs.Invalid) {
		return "no input error"
	}
	s, _ := e.Args["text"].(string)
	return s
}

func TestMistakesAreToldWithFileLineAndColumn(t *testing.T) {
	row := "1,5,0,1,1,a,30,white\n"
	many := header
	for i := range 51 {
		many += "1,5,0,1,1,a,30,r" + strings.Repeat("x", i) + "\n"
	}
	for _, c := range []struct{ name, file, want string }{
		{"empty", "", "f.csv, line 1: the file is empty and has no header"},
		{"no rows", header, "f.csv, line 2: there are no rows after the header"},
		{"missing column", "id,week\n1,2\n", `f.csv, line 1: there is no column "cause"; the header names id, week`},
		{"column twice", "week,week,cause,arm,score,group,age,race\n", `f.csv, line 1: two columns are named "week"`},
		{"text for a number", header + row + "2,five,0,1,1,a,30,white\n", `f.csv, line 3, column "week": "five" is not a number`},
		{"negative time", header + "2,-5,0,1,1,a,30,white\n", `f.csv, line 2, column "week": a time cannot be negative, and this is "-5"`},
		{"infinite time", header + "2,Inf,0,1,1,a,30,white\n", `f.csv, line 2, column "week": "Inf" is not a number`},
		{"overflowing time", header + "2,1e999,0,1,1,a,30,white\n", `f.csv, line 2, column "week": "1e999" is not a number`},
		{"absurd number", header + "2,5,0,1,-1e200,a,30,white\n", `f.csv, line 2, column "score": "-1e200" is beyond anything that is measured`},
		{"time missing", header + row + "2,,0,1,1,a,30,white\n", `f.csv, line 3, column "week": the cell is empty`},
		{"broken cause", header + "2,5,1.5,1,1,a,30,white\n", `f.csv, line 2, column "cause": only 0 (censored) and causes 1, 2, … 100 are allowed, and this is "1.5"`},
		{"flag of 2", header + "2,5,1,2,1,a,30,white\n", `f.csv, line 2, column "arm": only 0 and 1 are allowed, and this is "2"`},
		{"covariate that stops being a number", header + row + "2,5,1,1,1,a,old,white\n", `f.csv, line 3, column "age": "old" is not a number, although the column begins with numbers`},
		{"cut off", header + row + "2,5,1", `f.csv, line 3, column "arm": the line ends before this column; the file may be cut off there`},
		{"a cell too many", header + row + "2,5,1,1,1,a,30,white,9\n", `f.csv, line 3, column "race": the line goes on after this column: 9 cells, and the header has 8`},
		{"cut off in quotes", header + row + "2,5,1,1,1,\"a", `f.csv, line 3, character 13: extraneous or missing " in quoted-field`},
		{"all left out", header + "1,5,0,1,1,a,,white\n", "f.csv has no complete row: in all 1 a group or covariate is missing"},
		{"too many levels", many, `f.csv, column "race": a text covariate may have 50 different values, this one has 51`},
		{"one level", header + row, `f.csv, column "race": every row has "white", which explains nothing`},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := survivalfile.Read(strings.NewReader(c.file), "f.csv", columns())
			if err == nil {
				_, err = table.Covariates()
			}
			if got := text(err); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestAFailingDiskIsNoPanic(t *testing.T) {
	_, err := survivalfile.Read(failing{}, "f.csv", columns())
	if got := text(err); got != "f.csv cannot be read: the disk is gone" {
		t.Error(got)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("the disk is gone") }

// Whatever the bytes, a table is whole or the refusal is a sentence.
func FuzzRead(f *testing.F) {
	f.Add(header + "1,5,0,1,-2.5,b,30,white\n2,6,1,0,1,a,40,black\n")
	f.Add(header + "1,5,0,1,1,,30,white\n")
	f.Add(header + "1,0x5p1,0,1,1,a,1_0,white\n")
	f.Add("\xef\xbb\xbf" + header)
	f.Add("week;cause\n1;2\n")
	f.Add("\"week\n")
	f.Fuzz(func(t *testing.T, file string) {
		table, err := survivalfile.Read(strings.NewReader(file), "f.csv", columns())
		if err != nil {
			if !strings.HasPrefix(text(err), "f.csv") {
				t.Fatalf("untold: %v", err)
			}
			return
		}
		n := table.Rows()
		if n == 0 || len(table.Numbers("week")) != n || len(table.Whole("cause")) != n || len(table.Labels("group").Code) != n {
			t.Fatalf("ragged table of %d rows", n)
		}
		if _, err := survival.NewSample(nil, table.Numbers("week"), table.Whole("cause")); err != nil {
			t.Fatalf("the engine refuses what the file may hold: %v", err)
		}
		if cov, err := table.Covariates(); err == nil && len(cov.X) != n*len(cov.Terms) {
			t.Fatal("ragged covariates")
		}
	})
}
