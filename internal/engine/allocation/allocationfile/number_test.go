package allocationfile

import (
	"encoding/csv"
	"strings"
	"testing"
)

// FuzzNumbers reads a line with many behind it, so that the short way for
// plain numbers is open to it, and compares with the standard library.
func FuzzNumbers(f *testing.F) {
	for _, line := range []string{"1,2", "0,00", "12345678,123456789", "1234567890123456,12345678901234567", "-1,+2", "7,8\r", "1,", ",", "1,2,3", "1\x80,2", "18446744073709551616,1", strings.Repeat("9", 60) + ",1"} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if strings.ContainsAny(line, "\"\n") {
			return
		}
		got, err := cells("a,b\n" + line + "\n" + strings.Repeat("1,2\n", 40))
		want, wrong := csv.NewReader(strings.NewReader(line + "\n")).Read()
		if wrong != nil || len(want) != 2 {
			if err == nil && wrong == nil {
				t.Fatalf("%q was taken for two fields", line)
			}
			return
		}
		if err != nil || len(got) != 41 || got[0] != [2]string(want) {
			t.Fatalf("%q: got %q, %v", line, got[:1], err)
		}
	})
}

func TestANumberWithAZeroInFrontIsAnotherID(t *testing.T) {
	var b, p strings.Builder
	b.WriteString("person,protected\n7,0\n07,1\n")
	p.WriteString("person,offering,preference,points,priority\n7,sewing,1,700,1\n07,baking,1,700,2\n")
	got := placements(t, files(b.String(), offerings, p.String()))
	if got["7"] != "sewing" || got["07"] != "baking" {
		t.Errorf("got %v", got)
	}
}

func TestAPriorityMayBeAnyWholeNumberOf64Bits(t *testing.T) {
	got := placements(t, files("person,protected\na,0\nb,0\nc,0\n", "offering,places,reserved\nx,2,0\n",
		"person,offering,preference,points,priority\na,x,1,5,-9223372036854775808\nb,x,1,5,9223372036854775807\nc,x,1,5,9223372036854775806\n"))
	if got["b"] != "x" || got["c"] != "x" || len(got) != 2 {
		t.Errorf("got %v", got)
	}
}
