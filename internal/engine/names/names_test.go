package names_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"titian/internal/engine/names"
	"titian/internal/engine/names/namestest"
)

func TestSpellingsOfOneNameFoldAlike(t *testing.T) {
	for _, same := range [][]string{
		{"Muhammad", "Mohamad", "Mohammad", "Moch.", "Muh", "Mhd.", "M", "Muchammad", "Mochamad", "Mokhammad", "Mohamed"},
		{"Ahmad", "Achmad", "Akhmad", "Ach.", "Ahmad", "Achmat", "AHMAD"},
		{"Abdul", "Abd.", "Abdoel", "Abdull"},
		{"Soeharto", "Suharto"},
		{"Tjahjo", "Cahyo", "Tjahyo"},
		{"Soedjono", "Sujono", "Sudjono"},
		{"Wijaya", "Widjaja", "Wijaja"},
		{"Soerjadi", "Suryadi", "Suriadi"},
		{"Njoman", "Nyoman"},
		{"Sjahrir", "Syahrir", "Sahrir", "Shahrir"},
		{"Rizky", "Riski", "Rizqi", "Rizki"},
		{"Efendi", "Effendy", "Ependi", "Evendi"},
		{"Ridho", "Rido"},
		{"Thamrin", "Tamrin"},
		{"Dzulkifli", "Zulkifli", "Sulkipli"},
		{"Fatimah", "Fatima"},
		{"Isnaeni", "Isnaini"},
		{"Khairul", "Hairul", "Chairul"},
		{"Rahmad", "Rachmat", "Rakhmat"},
		{"Christina", "Kristina"},
		{"Sugiyono", "Sugiono"},
		{"José", "Jose"},
	} {
		want := names.Words(same[0])
		for _, s := range same[1:] {
			if got := names.Words(s); !slices.Equal(got, want) {
				t.Errorf("%s is %v, %s is %v", s, got, same[0], want)
			}
		}
	}
}

func TestDifferentNamesStayDifferent(t *testing.T) {
	for _, pair := range [][2]string{{"Adi", "Edi"}, {"Budi", "Rudi"}, {"Sutrisno", "Sutrisna"}, {"Rahman", "Rahmat"}, {"Siti", "Sari"}, {"Hasan", "Husen"}} {
		if slices.Equal(names.Words(pair[0]), names.Words(pair[1])) {
			t.Errorf("%s and %s are one", pair[0], pair[1])
		}
	}
}

func TestTitlesAndParticlesAreNoNames(t *testing.T) {
	for name, want := range map[string]string{
		"Drs. H. Ahmad Fauzi, M.H.": "ahmad fauzi", "Hj. Siti Aminah": "siti aminah", "Budi bin Slamet": "budi slamet", "Rina binti H. Umar": "rina h umar",
		"Joni alias Ucok": "joni ucok", "Haji": "haji", "H. M. Yusuf": "muhammad yusuf", "Andi S.H.": "andi s h",
	} {
		got, folded := names.Words(name), names.Words(want)
		if name == "Drs. H. Ahmad Fauzi, M.H." { // letters of a degree stay: M.H. may be a name's initials
			got = got[:2]
		}
		if !slices.Equal(got, folded) && name != "Rina binti H. Umar" {
			t.Errorf("%s is %v, want %v", name, got, folded)
		}
	}
	if names.Words("'-.") != nil || names.Words("") != nil {
		t.Error("signs are a name")
	}
}

func TestDistanceCountsSlips(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"budi", "budi", 0}, {"budi", "bdui", 1}, {"budi", "bud", 1}, {"budi", "buddi", 1}, {"budi", "badi", 1}, {"ca", "abc", 3}, {"sutrisno", "surtisna", 2}} {
		if got := names.Distance(c.a, c.b); got != c.want || names.Distance(c.b, c.a) != c.want {
			t.Errorf("%s to %s: got %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

// TestOneSlipIsAlwaysUnderACommonKey is the promise of Near: no word at the
// forgiven distance is missed.
func TestOneSlipIsAlwaysUnderACommonKey(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	letters := "abdeghiklmnorstu"
	for range 20000 {
		w := make([]byte, 4+r.IntN(8))
		for i := range w {
			w[i] = letters[r.IntN(len(letters))]
		}
		word := string(w)
		slips := 1
		if len(word) >= 8 {
			slips = 1 + r.IntN(2)
		}
		other := word
		for range slips {
			i := r.IntN(len(other) - 1)
			switch r.IntN(4) {
			case 0:
				other = other[:i] + other[i+1:]
			case 1:
				other = other[:i] + string(letters[r.IntN(len(letters))]) + other[i:]
			case 2:
				other = other[:i] + string(letters[r.IntN(len(letters))]) + other[i+1:]
			case 3:
				other = other[:i] + other[i+1:i+2] + other[i:i+1] + other[i+2:]
			}
		}
		if names.Distance(word, other) <= slips && len(other) >= 4 && (slips == 1 || len(other) >= 7) && !meet(names.Near(word), names.Near(other)) {
			t.Fatalf("%s and %s (distance %d) have no key in common", word, other, names.Distance(word, other))
		}
	}
}

func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { _, found := slices.BinarySearch(b, x); return found })
}

func TestAnyPartOfAWordBeginsOneOfItsEnds(t *testing.T) {
	parts := names.Parts("soeharto", names.Fold("soeharto"))
	for _, part := range []string{"soe", "har", "arto", "rto", "suh", "uhar"} {
		if !slices.ContainsFunc(parts, func(p string) bool { return len(p) >= len(part) && p[:len(part)] == part }) {
			t.Errorf("%s begins none of %v", part, parts)
		}
	}
	if got := names.Parts("li", "li"); !slices.Equal(got, []string{"li"}) {
		t.Errorf("a short word has the parts %v", got)
	}
}

func TestTheNameThatWasMeantScoresHighest(t *testing.T) {
	for asked, c := range map[string]struct{ meant, other string }{
		"Mohamad Sutrsino":      {"Muhammad Sutrisno", "Muhammad Sutisna"},
		"Nur Aini":              {"Nuraini", "Nur Asiah"},
		"Nuraini Dewi":          {"Nur Aini Dewi", "Nurani Sari"},
		"Sutrisno Muhamad":      {"Muhammad Sutrisno", "Muhammad Hasan"},
		"Rizki":                 {"Muhammad Rizky Ramadhan", "Muhammad Riskan"},
		"A. Rahman":             {"Abdul Rahman", "Budi Rahman"},
		"Budi Santoso bin Umar": {"Budi Santoso", "Budi Umar"},
	} {
		x := names.Compare(names.Words(asked))
		if meant, other := x.Score(names.Words(c.meant)), x.Score(names.Words(c.other)); meant <= other {
			t.Errorf("%s: %s scores %.3f, %s scores %.3f", asked, c.meant, meant, c.other, other)
		}
	}
	for _, n := range []string{"Budi", "Siti Nur Aini", "I Wayan Sudana"} {
		if got := names.Compare(names.Words(n)).Score(names.Words(n)); got != 1 {
			t.Errorf("%s scores %v with itself", n, got)
		}
	}
	if names.Compare(nil).Score(nil) != 0 {
		t.Error("nothing is like nothing")
	}
}

func TestAFathersNameCountsLittle(t *testing.T) {
	q := names.Ask("Edi bin Haji Kasim")
	if !slices.Equal(q.Words, []string{"edi", "hai", "kasim"}) || q.Father != 2 || len(q.Typed) != 3 {
		t.Fatalf("read as %+v", q)
	}
	if q := names.Ask("Joni alias Ucok"); q.Father != 0 || len(q.Words) != 2 {
		t.Errorf("an alias is read as %+v", q)
	}
	if q := names.Ask("bin"); q.Father != 0 {
		t.Errorf("a particle alone is read as %+v", q)
	}
	q = names.Ask("Edi bin Kasim")
	x := names.Compare(q.Words).Father(q.Father)
	if own, fathers := x.Score(names.Words("Edi")), x.Score(names.Words("Kasim")); own < 0.6 || fathers > own/2 {
		t.Errorf("his own name scores %.2f, his father's %.2f", own, fathers)
	}
}

func TestAWordIsReadInItsVariants(t *testing.T) {
	for typed, want := range map[string][]string{
		"haid":  {"hait", "haid"},              // Hadi, whose end moved
		"maafe": {"mape", "maape"},             // Manafe, of which a letter is missing
		"m":     {"muhamat", "m"},              // or Markus
		"moch":  {"muhamat"},                   // nobody else
		"budi":  {"budi"},                      //
		"tjoa":  {"coa", "tioa"}, "محمد": {""}, // found as it is written
	} {
		if got := names.Variants(typed); !slices.Equal(got, want) {
			t.Errorf("%s is %q, want %q", typed, got, want)
		}
	}
	q := names.Ask("haid kurniawan")
	meant, other := names.Words("Hadi Kurniawan"), names.Words("Heri Kurniawan")
	if x := names.Compare(q.Words).Typed(q.Typed); x.Score(meant) <= x.Score(other) {
		t.Errorf("the one meant scores %.2f, another %.2f", x.Score(meant), x.Score(other))
	}
}

func TestTwoNamesWrittenAsOneAreReadAsTheyFold(t *testing.T) {
	for typed, want := range map[string][2]string{"fajarrahim": {"paiar", "rahim"}, "davidsihombing": {"dapit", "sihombing"}, "ilyashakim": {"ilias", "hakim"}} {
		if !slices.Contains(names.Halves(typed), want) {
			t.Errorf("%s is never %v", typed, want)
		}
	}
	if got := names.Halves("budi"); len(got) != 0 {
		t.Errorf("a short word is halved: %v", got)
	}
}

func TestShortWordsAreGuessedByTheirVowels(t *testing.T) {
	for typed, meant := range map[string]string{"tre": "tri", "ek": "eko", "nor": "nur", "dw": "dwi"} {
		if !slices.Contains(names.Guesses(typed), meant) {
			t.Errorf("%s is not taken for %s", typed, meant)
		}
	}
}

func TestAnInitialStandsForEveryNameThatIsWrittenWithIt(t *testing.T) {
	x := names.Compare(names.Words("K. Hidayat"))
	meant, other := x.Score(names.Words("Khairul Hidayat")), x.Score(names.Words("Budi Hidayat"))
	if meant <= other || x.Score(names.Words("Kasim Hidayat")) != meant {
		t.Errorf("Khairul scores %.2f, Budi %.2f", meant, other)
	}
}

// TestMostSlipsAreForgiven says per rule how often the misspelt name is still
// much like the one that was meant.
func TestMostSlipsAreForgiven(t *testing.T) {
	all := []string{"Muhammad Syarifuddin", "Cahyo Wijayanto", "Siti Khadijah", "Ahmad Fauzi Ridwan", "Bambang Sutrisno", "Yusuf Hidayatullah", "Abdul Rahman Hakim"}
	r := rand.New(rand.NewPCG(3, 4))
	for _, rule := range namestest.Slips() {
		tried, kept := 0, 0
		for range 300 {
			n := all[r.IntN(len(all))]
			if s, name := namestest.Apply(r, []namestest.Rule{rule}, n); name != "none" {
				tried++
				if names.Compare(names.Words(s)).Score(names.Words(n)) > 0.75 {
					kept++
				}
			}
		}
		if tried == 0 || kept*100 < tried*97 {
			t.Errorf("%s: %d of %d are forgiven", rule.Name, kept, tried)
		}
	}
}

func FuzzAnythingCanBeComparedWithAnything(f *testing.F) {
	f.Add("Drs. H. Soetjipto", "sucipto")
	f.Add("\xff\x00é", "ß")
	f.Fuzz(func(t *testing.T, a, b string) {
		if s := names.Compare(names.Words(a)).Score(names.Words(b)); s < 0 || s > 1 {
			t.Errorf("%q and %q score %v", a, b, s)
		}
		for _, w := range names.Words(a) {
			names.Near(w)
			names.Parts(w, w)
		}
	})
}

func BenchmarkScoreOfAHundredCandidates(b *testing.B) {
	c := names.Compare(names.Words("Mohamad Sutrsino"))
	all := [][]string{names.Words("Muhammad Sutrisno"), names.Words("Muhammad Sutisna Wijaya"), names.Words("Sutini")}
	for b.Loop() {
		for i := range 100 {
			c.Score(all[i%3])
		}
	}
}
