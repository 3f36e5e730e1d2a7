package directory

import (
	"slices"
	"strings"
)

// Zone is one of Indonesia's three time zones. None has had summer time since 1963.
type Zone struct {
	Name   string // in the IANA database: "Asia/Makassar"
	Short  string // as people write it: "WITA"
	Offset string // from UTC: "+0800"
}

// zones lists the provinces of each zone by Kemendagri code (Presidential Decree
// 41/1987; provinces made since lie in the zone of those they were part of).
var zones = []struct {
	Zone
	provinces string
}{
	{Zone{"Asia/Jakarta", "WIB", "+0700"}, "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 61 62"},
	{Zone{"Asia/Makassar", "WITA", "+0800"}, "51 52 53 63 64 65 71 72 73 74 75 76"},
	{Zone{"Asia/Jayapura", "WIT", "+0900"}, "81 82 91 92 93 94 95 96 97"},
}

// Zone is the time zone of a regency; false when it is not known.
func (c RegencyCode) Zone() (Zone, bool) {
	province, _, _ := strings.Cut(string(c), ".")
	for _, z := range zones {
		if slices.Contains(strings.Fields(z.provinces), province) {
			return z.Zone, true
		}
	}
	return Zone{}, false
}
