package directory_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"titian/internal/feature/directory"
	"titian/internal/feature/directory/areadata"
)

func TestEveryRegencyHasItsTimeZone(t *testing.T) {
	regencies, err := areadata.Regencies()
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, r := range regencies {
		z, ok := directory.RegencyCode(r.Code).Zone()
		if !ok {
			t.Errorf("%s %s has no zone", r.Code, r.Name)
		}
		count[z.Short]++
	}
	if len(count) != 3 || count["WIB"] < count["WITA"] || count["WITA"] < count["WIT"] {
		t.Errorf("regencies by zone: %v", count)
	}
	for code, want := range map[directory.RegencyCode]string{"15.08": "WIB", "52.03": "WITA", "64.72": "WITA", "61.71": "WIB", "91.71": "WIT", "": "", "1": "", "99.01": ""} {
		if z, ok := code.Zone(); z.Short != want || ok != (want != "") {
			t.Errorf("%q lies in %q, want %q", code, z.Short, want)
		}
	}
}

// TestZonesAgreeWithTheWorldsDatabase compares with Go's copy, which comes
// with the test: not every machine has one.
func TestZonesAgreeWithTheWorldsDatabase(t *testing.T) {
	for _, code := range []directory.RegencyCode{"15.08", "52.03", "91.71"} {
		z, _ := code.Zone()
		l, err := time.LoadLocation(z.Name)
		if err != nil {
			t.Fatal(err)
		}
		if name, offset := time.Date(2026, 7, 1, 0, 0, 0, 0, l).Format("MST"), time.Date(2026, 1, 1, 0, 0, 0, 0, l).Format("-0700"); name != z.Short || offset != z.Offset {
			t.Errorf("%s: %s %s, want %+v", code, name, offset, z)
		}
	}
}
