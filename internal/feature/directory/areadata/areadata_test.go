package areadata

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func provinces(t *testing.T) []Province {
	t.Helper()
	list, err := Provinces()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func regencies(t *testing.T) []Regency {
	t.Helper()
	list, err := Regencies()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestTheCountryHas38Provinces(t *testing.T) {
	if got := len(provinces(t)); got != 38 {
		t.Errorf("got %d provinces, want 38", got)
	}
}

func TestTheCountryHas416KabupatenAnd98Kota(t *testing.T) {
	count := map[Kind]int{}
	for _, r := range regencies(t) {
		count[r.Kind]++
	}
	if count[Kabupaten] != 416 || count[Kota] != 98 {
		t.Errorf("got %d kabupaten and %d kota, want 416 and 98", count[Kabupaten], count[Kota])
	}
}

func TestPlacesOfTheFiveStoriesHaveBothCodes(t *testing.T) {
	want := []Regency{
		{Code: "15.08", BPS: "1509", Province: "15", Kind: Kabupaten, Name: "Kabupaten Bungo"},
		{Code: "15.71", BPS: "1571", Province: "15", Kind: Kota, Name: "Kota Jambi"},
		{Code: "15.72", BPS: "1572", Province: "15", Kind: Kota, Name: "Kota Sungai Penuh"},
		{Code: "52.03", BPS: "5203", Province: "52", Kind: Kabupaten, Name: "Kabupaten Lombok Timur"},
		{Code: "73.09", BPS: "7308", Province: "73", Kind: Kabupaten, Name: "Kabupaten Maros"},
	}
	list := regencies(t)
	for _, w := range want {
		if !slices.Contains(list, w) {
			t.Errorf("%+v is not in the list", w)
		}
	}
}

func TestTheSixPapuanProvincesKeepTheirTwoCodesApart(t *testing.T) {
	want := map[string]string{"91": "94", "92": "91", "93": "95", "94": "96", "95": "97", "96": "92"}
	for _, p := range provinces(t) {
		bps, papuan := want[p.Code]
		if !papuan {
			bps = p.Code
		}
		if p.BPS != bps {
			t.Errorf("%s (%s) has BPS code %s, want %s", p.Name, p.Code, p.BPS, bps)
		}
	}
}

func TestCodesAreWellFormedUniqueAndInOrder(t *testing.T) {
	dotted, plain := regexp.MustCompile(`^\d\d\.\d\d$`), regexp.MustCompile(`^\d{4}$`)
	seen := map[string]bool{}
	list := regencies(t)
	for i, r := range list {
		if !dotted.MatchString(r.Code) || !plain.MatchString(r.BPS) {
			t.Errorf("%s has malformed codes %q and %q", r.Name, r.Code, r.BPS)
		}
		if seen[r.Code] || seen[r.BPS] {
			t.Errorf("%s repeats a code: %q or %q", r.Name, r.Code, r.BPS)
		}
		seen[r.Code], seen[r.BPS] = true, true
		if i > 0 && list[i-1].Code >= r.Code {
			t.Errorf("%s comes after %s", r.Code, list[i-1].Code)
		}
	}
}

func TestEveryRegencyLiesInItsProvinceUnderBothCodes(t *testing.T) {
	bps := map[string]string{}
	for _, p := range provinces(t) {
		bps[p.Code] = p.BPS
	}
	for _, r := range regencies(t) {
		if !strings.HasPrefix(r.Code, r.Province+".") {
			t.Errorf("%s does not begin with its province %s", r.Code, r.Province)
		}
		if !strings.HasPrefix(r.BPS, bps[r.Province]) || bps[r.Province] == "" {
			t.Errorf("%s: BPS code %s is not in province %s", r.Name, r.BPS, bps[r.Province])
		}
	}
}

func TestTheKindAgreesWithNameAndCodes(t *testing.T) {
	for _, r := range regencies(t) {
		if !strings.HasPrefix(strings.ToLower(r.Name), string(r.Kind)+" ") {
			t.Errorf("%s is recorded as %s", r.Name, r.Kind)
		}
		// In both systems a kota's own two digits start at 71.
		if kota := r.Kind == Kota; kota != (r.Code[3] == '7') || kota != (r.BPS[2] == '7') {
			t.Errorf("%s (%s) has codes of the other kind: %s, %s", r.Name, r.Kind, r.Code, r.BPS)
		}
	}
}

func TestShortNameLeavesOutTheKind(t *testing.T) {
	for name, want := range map[string]string{
		"Kabupaten Lombok Timur":               "Lombok Timur",
		"Kota Administrasi Jakarta Pusat":      "Jakarta Pusat",
		"Kabupaten Kepulauan Selayar":          "Kepulauan Selayar",
		"Kabupaten Penukal Abab Lematang Ilir": "Penukal Abab Lematang Ilir",
	} {
		if got := (Regency{Name: name}).ShortName(); got != want {
			t.Errorf("short name of %q: got %q, want %q", name, got, want)
		}
	}
}

func TestADamagedFileIsRefusedWithItsLine(t *testing.T) {
	keep := func(f []string) (string, error) { return f[0], nil }
	for _, c := range []struct{ name, text, want string }{
		{"columns in another order", "name,code\nJambi,15\n", "header"},
		{"nothing at all", "", "header"},
		{"a column too many", "code,name\n15,Jambi,more\n", "line 2"},
	} {
		_, err := decode(strings.NewReader(c.text), "test.csv", []string{"code", "name"}, keep)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want an error about %q", c.name, err, c.want)
		}
	}
}
