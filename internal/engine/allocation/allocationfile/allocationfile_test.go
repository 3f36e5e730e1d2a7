package allocationfile

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"titian/internal/engine/allocation"
	"titian/internal/kernel/errs"
)

const (
	people    = "person,protected\nani,0\nbudi,1\n"
	offerings = "offering,places,reserved\nsewing,2,1\nbaking,1,0\n"
	pairList  = "person,offering,preference,points,priority\nani,sewing,1,700,7001\nani,baking,2,500,5001\nbudi,sewing,1,690,6902\n"
)

func files(people, offerings, pairs string) Files {
	return Files{
		People:    Source{"people.csv", strings.NewReader(people)},
		Offerings: Source{"offerings.csv", strings.NewReader(offerings)},
		Pairs:     Source{"pairs.csv", strings.NewReader(pairs)},
	}
}

func placements(t *testing.T, f Files) map[string]string {
	t.Helper()
	round, err := Read(f)
	if err != nil {
		t.Fatal(err)
	}
	res, err := allocation.Solve(round, allocation.DeferredReserves)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for p := range res.Placements() {
		got[p.Person] = p.Offering
	}
	return got
}

func TestOneRoundInManyWritings(t *testing.T) {
	for name, f := range map[string]Files{
		"plain":           files(people, offerings, pairList),
		"windows":         files(crlf(people), crlf(offerings), crlf(pairList)),
		"byte order mark": files("\ufeff"+people, "\ufeff"+offerings, "\ufeff"+pairList),
		"quoted":          files("\"person\",\"protected\"\n\"ani\",0\n\"budi\",\"1\"\n", offerings, pairList),
		"other columns":   files("note,protected,person\n\"a, b\"\"\",0,ani\n,1,budi\n", offerings, pairList),
		"any order":       files("person,protected\nbudi,1\nani,0\n", offerings, pairList),
	} {
		got := placements(t, f)
		if len(got) != 2 || got["ani"] != "sewing" || got["budi"] != "sewing" {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

func TestSmallReadsGiveTheSameRound(t *testing.T) {
	f := files(people, offerings, pairList)
	f.Pairs.Reader = iotest.OneByteReader(f.Pairs.Reader)
	f.People.Reader = iotest.DataErrReader(f.People.Reader)
	if got := placements(t, f); len(got) != 2 {
		t.Errorf("got %v", got)
	}
}

func TestALineMayStandAcrossTwoReads(t *testing.T) {
	var b, p strings.Builder
	b.WriteString("person,protected\n")
	p.WriteString("person,offering,preference,points,priority\n")
	const n = 30_000
	for i := range n {
		id := strings.Repeat("x", i%7) + string(rune('a'+i%26)) + itoa(i)
		b.WriteString(id + ",0\n")
		p.WriteString(id + ",baking,1,500," + itoa(i) + "\n")
	}
	round, err := Read(files(b.String(), offerings, p.String()))
	if err != nil {
		t.Fatal(err)
	}
	if round.People() != n {
		t.Errorf("got %d people", round.People())
	}
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

func TestHoldersAreRead(t *testing.T) {
	f := files(people, offerings, pairList)
	f.Holders = Source{"holders.csv", strings.NewReader("person,offering\nani,baking\n")}
	if got := placements(t, f); got["ani"] != "sewing" {
		t.Errorf("a holder may move up: %v", got)
	}
}

func TestWrongFilesAreRefusedWithFileLineAndField(t *testing.T) {
	for _, tt := range []struct{ people, offerings, pairs, want string }{
		{"", offerings, pairList, "people.csv: the file is empty; it needs a header line with person, protected"},
		{"person,protected\n", offerings, pairList, "people.csv: the file has a header but no rows"},
		{"person;protected\nani;0\n", offerings, pairList, `people.csv, line 1, field person: the column is missing; the header is "person;protected"`},
		{"person,protected,person\nani,0,x\n", offerings, pairList, "people.csv, line 1, field person: the header names this column twice"},
		{"person,protected\nani,yes\n", offerings, pairList, `people.csv, line 2, field protected: "yes" is not a whole number`},
		{"person,protected\nani,2\n", offerings, pairList, "people.csv, line 2, field protected: 2 is not between 0 and 1"},
		{"person,protected\nani,0\nani,1\n", offerings, pairList, `people.csv, line 3, field person: person "ani" is on line 2 already`},
		{"person,protected\n,0\n", offerings, pairList, "people.csv, line 2, field person: the id is empty"},
		{"person,protected\na\xff,0\n", offerings, pairList, "people.csv, line 2, field person: the id is not plain text in UTF-8"},
		{"person,protected\nani,0\n\nbudi,1\n", offerings, pairList, "people.csv, line 3, field protected: the line is empty"},
		{"person,protected\nani,0\nbu", offerings, pairList, "people.csv, line 3, field person: the file breaks off here, without a line end; if it is complete, end its last line"},
		{"person,protected\nani,0\nbudi,1", offerings, pairList, "people.csv, line 3, field protected: the file breaks off here, without a line end; if it is complete, end its last line"},
		{"person,protected\n\"ani,0\n", offerings, pairList, "people.csv, line 2: a quotation mark is opened and not closed on the same line"},
		{"person,protected\n" + strings.Repeat("x", 300_000) + ",0\n", offerings, pairList, "people.csv, line 2: the line is longer than 65536 bytes"},
		{people, "offering,places\nsewing,2\n", pairList, `offerings.csv, line 1, field reserved: the column is missing; the header is "offering,places"`},
		{people, "offering,places,reserved\nsewing,-1,0\n", pairList, "offerings.csv, line 2, field places: -1 is not between 0 and 1000000"},
		{people, "offering,places,reserved\nsewing,2,3\n", pairList, "offerings.csv, line 2, field reserved: 3 reserved places are more than the 2 places there are"},
		{people, "offering,places,reserved\nsewing,2\n", pairList, "offerings.csv, line 2, field reserved: the line has 2 fields, the header has 3"},
		{people, "offering,places,reserved\nsewing,2,1,9\n", pairList, "offerings.csv, line 2: the line has 4 fields, the header has 3"},
		{people, offerings, row("x,sewing,1,700,1"), `pairs.csv, line 2, field person: person "x" is not in people.csv`},
		{people, offerings, row("\x00ani,sewing,1,700,1"), `pairs.csv, line 2, field person: person "\x00ani" is not in people.csv`},
		{people, offerings, row("ani,x,1,700,1"), `pairs.csv, line 2, field offering: offering "x" is not in offerings.csv`},
		{people, offerings, row("ani,sewing,first,700,1"), `pairs.csv, line 2, field preference: "first" is not a whole number`},
		{people, offerings, row("ani,sewing,0,700,1"), "pairs.csv, line 2, field preference: 0 is not between 1 and 1000000000"},
		{people, offerings, row("ani,sewing,1,1001,1"), "pairs.csv, line 2, field points: 1001 is not between 1 and 1000"},
		{people, offerings, row("ani,sewing,1,7.5,1"), `pairs.csv, line 2, field points: "7.5" is not a whole number`},
		{people, offerings, row("ani,sewing,1,700,"), `pairs.csv, line 2, field priority: "" is not a whole number`},
		{people, offerings, row("ani,sewing,1,700,9223372036854775808"), `pairs.csv, line 2, field priority: "9223372036854775808" is beyond 9223372036854775807`},
		{people, offerings, row("ani,sewing,1,700,1", "ani,sewing,2,700,2"), "pairs.csv, line 3, field offering: this person names the same offering on line 2"},
		{people, offerings, row("ani,sewing,1,700,1", "ani,baking,1,700,2"), "pairs.csv, line 3, field preference: this person has the same preference on line 2"},
		{people, offerings, row("ani,sewing,1,700,1", "budi,sewing,1,700,1"), "pairs.csv, line 3, field priority: another person has the same priority at this offering on line 2"},
	} {
		_, err := Read(files(tt.people, tt.offerings, tt.pairs))
		if err == nil || err.Error() != tt.want || !errors.Is(err, errs.Invalid) {
			t.Errorf("got  %v\nwant %s", err, tt.want)
		}
	}
}

func row(lines ...string) string {
	return "person,offering,preference,points,priority\n" + strings.Join(lines, "\n") + "\n"
}

func TestWrongHoldersAreRefused(t *testing.T) {
	for holders, want := range map[string]string{
		"person,offering\nx,sewing\n":                    `holders.csv, line 2, field person: person "x" is not in people.csv`,
		"person,offering\nani,x\n":                       `holders.csv, line 2, field offering: offering "x" is not in offerings.csv`,
		"person,offering\nani,sewing\nani,baking\n":      "holders.csv, line 3, field person: this person holds a place already on line 2",
		"person,offering\nbudi,baking\n":                 "holders.csv, line 2, field offering: offering baking is not among this person's pairs",
		"person,offering\nani,baking\nbudi,sewing\n\n":   "holders.csv, line 4, field offering: the line is empty",
		"person\nani\n":                                  `holders.csv, line 1, field offering: the column is missing; the header is "person"`,
		"person,offering\nani,baking\nbudi,sewing\nani,": "holders.csv, line 4, field offering: the file breaks off here, without a line end; if it is complete, end its last line",
	} {
		f := files(people, offerings, pairList)
		f.Holders = Source{"holders.csv", strings.NewReader(holders)}
		if _, err := Read(f); err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

func TestMoreHoldersThanPlacesAreRefused(t *testing.T) {
	f := files(people, offerings, pairList+"budi,baking,2,400,4002\n")
	f.Holders = Source{"holders.csv", strings.NewReader("person,offering\nani,baking\nbudi,baking\n")}
	want := "holders.csv, line 3, field offering: more people hold a place at offering baking than it has places"
	if _, err := Read(f); err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestAReaderThatFailsIsNotMistakenForTheEnd(t *testing.T) {
	f := files(people, offerings, pairList)
	broken := errors.New("the disk is gone")
	f.Pairs.Reader = io.MultiReader(strings.NewReader(pairList), iotest.ErrReader(broken))
	if _, err := Read(f); !errors.Is(err, broken) || errors.Is(err, errs.Invalid) {
		t.Errorf("got %v", err)
	}
}

func TestEveryPrefixOfAFileIsRefused(t *testing.T) {
	for cut := range len(pairList) {
		got, err := Read(files(people, offerings, pairList[:cut]))
		atRow := cut > 0 && strings.HasSuffix(pairList[:cut], "\n") && strings.Count(pairList[:cut], "\n") > 1
		if (err == nil) != atRow || (got == nil) == (err == nil) {
			t.Errorf("cut after %d bytes: %v", cut, err)
		}
	}
}
