package person_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestRegisteredPersonIsReadBackWholeAndOpensAStay(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		officer := w.Actor(authz.ProgrammeOfficer, w.LapasBungo)
		c := persontest.Command(w.LapasBungo, "Sapto Uji")
		c.NIK, c.HomeRegency, c.Risk, c.Born = "0015084503900001", "15.08", person.LowRisk, "1990-03-05"
		c.BirthPlace = " Muara Bungo "
		made, err := s.Register(ctx, officer, c)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Get(ctx, officer, made.ID)
		if err != nil || !reflect.DeepEqual(got, made) || got.BirthPlace != "Muara Bungo" {
			t.Errorf("got %+v, %v; want %+v", got, err, made)
		}
		identity, err := s.Identity(ctx, officer, got)
		if err != nil || identity.Masked != "0015********0001" || !reflect.DeepEqual(identity.Doubts, []string{"nik.sex"}) {
			t.Errorf("identity %+v, %v", identity, err)
		}
		stays, err := s.CustodyOf(ctx, officer, made.ID)
		if err != nil || len(stays) != 1 || stays[0].StartsOn != c.AdmittedOn || !stays[0].EndsOn.IsZero() {
			t.Errorf("stays %+v, %v", stays, err)
		}
		entries, err := audit.History(ctx, d, w.LapasBungo, made.ID)
		if err != nil || len(entries) != 1 {
			t.Fatalf("audit %v, %v", entries, err)
		}
		for _, ch := range entries[0].Diff() {
			if ch.Class == "" && ch.Field != "facility_id" {
				t.Errorf("audit keeps %s in plain: %q", ch.Field, ch.New)
			}
		}
	})
}

func TestValidationNamesEveryWrongFieldAtOnce(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := directorytest.Seed(t, d), persontest.Service(d)
		_, err := s.Register(t.Context(), w.Actor(authz.FacilityHead, w.LapasBungo), person.RegisterCommand{
			Facility: w.LapasBungo, NIK: "123", AdmittedOn: civil.Must("2027-01-01"),
			Details: person.Details{Sex: "X", Born: "2030", Religion: "?", Name: "a\x00b", BirthPlace: strings.Repeat("x", 101), LegalStatus: person.Free, ReleaseDueOn: civil.Must("2026-01-01")},
		})
		want := map[string]string{
			"register_no": "required", "name": "text.invalid", "sex": "choice.invalid", "born": "date.too_late", "birth_place": "too_long",
			"religion": "choice.invalid", "legal_status": "person.register_free", "admitted_on": "date.too_late", "release_due_on": "date.too_early", "nik": "nik.invalid",
		}
		got := map[string]string{}
		if e := errs.As(err); e != nil {
			for _, f := range e.Fields {
				got[f.Path] = f.Code
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func TestIdentityNumberBelongsToOnePersonAndFindsThem(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		numbered := func(c *person.RegisterCommand) { c.NIK = "0015 0805 0390 0001" }
		p := persontest.Convict(t, d, w.LapasBungo, "Pertama", numbered)
		persontest.Convict(t, d, w.LapasBungo, "Tanpa Nomor")
		c := persontest.Command(w.LapasSelong, "Kedua")
		numbered(&c)
		_, err := s.Register(ctx, w.Actor(authz.FacilityHead, w.LapasSelong), c)
		if e := errs.As(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Code != "nik.exists" {
			t.Errorf("the same number again: %v", err)
		}
		found, err := s.List(ctx, w.Actor(authz.CaseGuardian, w.LapasBungo), person.Filter{Text: "0015080503900001"}, page.Request{})
		if err != nil || len(found.Items) != 1 || found.Items[0].ID != p.ID {
			t.Errorf("found %+v, %v", found, err)
		}
		elsewhere, err := s.List(ctx, w.Actor(authz.FacilityHead, w.LapasSelong), person.Filter{Text: "0015080503900001"}, page.Request{})
		if err != nil || len(elsewhere.Items) != 0 {
			t.Errorf("another facility found %+v, %v", elsewhere, err)
		}
	})
}

func TestChangeKeepsReplacesOrRemovesTheNumber(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		p := persontest.Convict(t, d, w.LapasBungo, "Nomor", func(c *person.RegisterCommand) { c.NIK = "0015080503900001" })
		details := persontest.Command(w.LapasBungo, "Nomor Baru").Details
		none, other := "", "0015080503900002"
		for _, step := range []struct {
			nik  *string
			want string
		}{{nil, "0015********0001"}, {&other, "0015********0002"}, {&none, ""}} {
			var err error
			if p, err = s.Change(ctx, head, p.ID, person.ChangeCommand{Details: details, NIK: step.nik, Version: p.Version}); err != nil {
				t.Fatal(err)
			}
			if got, err := s.Identity(ctx, head, p); err != nil || got.Masked != step.want {
				t.Errorf("number %q, %v; want %q", got.Masked, err, step.want)
			}
		}
	})
}

func TestStaleChangeSaysWhatSomebodyElseChanged(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		p := persontest.Convict(t, d, w.LapasBungo, "Dua Tangan")
		details := persontest.Command(w.LapasBungo, "Dua Tangan").Details
		details.Schooling = "vocational"
		if _, err := s.Change(ctx, head, p.ID, person.ChangeCommand{Details: details, Version: p.Version}); err != nil {
			t.Fatal(err)
		}
		_, err := s.Change(ctx, head, p.ID, person.ChangeCommand{Details: details, Version: p.Version})
		e := errs.As(err)
		if !errors.Is(err, errs.Conflict) || len(e.Fields) != 1 || e.Fields[0].Path != "schooling" {
			t.Errorf("got %v", err)
		}
	})
}

func TestLegalStatusMovesOnlyAsTheLawKnows(t *testing.T) {
	for _, c := range []struct {
		from, to person.LegalStatus
		may      bool
	}{
		{person.Detainee, person.Convict, true},
		{person.Convict, person.Detainee, false},
		{person.Convict, person.Convict, true},
		{person.Juvenile, person.Client, true},
		{person.Juvenile, person.ChildSuspect, false},
		{person.Client, person.Detainee, false},
		{person.Free, person.Detainee, true},
	} {
		if got := c.from.May(c.to); got != c.may {
			t.Errorf("%s to %s: %v", c.from, c.to, got)
		}
	}
}

func TestNumberReadsDoubtsAndMasksWithoutRefusingOldPlaces(t *testing.T) {
	for text, ok := range map[string]bool{
		"": true, "9999994503900001": true, "0015.0805.0390.0001": true, "0015084503900000": false,
		"0015083203900001": false, "0015087203900001": false, "0015080513900001": false, "001508050390001": false, "00150805O3900001": false,
	} {
		if _, err := person.ParseNIK(text); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
	}
	woman := person.NIK("0015084503900001")
	if d := woman.Doubts(person.Female, "1990-03-05"); d != nil {
		t.Errorf("a woman born 5 March 1990: %v", d)
	}
	if d := woman.Doubts(person.Male, "1990-03-06"); len(d) != 2 {
		t.Errorf("a man born 6 March 1990: %v", d)
	}
	if d := woman.Doubts(person.Female, "1991"); d != nil {
		t.Errorf("a year alone is no contradiction: %v", d)
	}
}

func FuzzParseNIK(f *testing.F) {
	f.Add("0015084503900001")
	f.Fuzz(func(t *testing.T, s string) {
		n, err := person.ParseNIK(s)
		if err == nil && n != "" && len(n.Masked()) != 16 {
			t.Errorf("%q masked as %q", s, n.Masked())
		}
		n.Doubts(person.Male, "1990-01-01")
	})
}

// births are what may stand in a register, and whether a child was born then, on
// the day of the test below.
func births() map[civil.Partial]bool {
	return map[civil.Partial]bool{
		"2008-11-21": false, "2008-11-22": false, "2008-11-23": true, "2009-01-01": true, "1990-05-05": false, "": false,
		"2008": true, "2007": false, "2009": true, // by the year alone: until it ends
		"2008-10": false, "2008-11": true, "2008-12": true,
	}
}

func TestAChildIsOneUntilTheDayOfTurningEighteen(t *testing.T) {
	today := civil.Must("2026-11-22")
	for born, want := range births() {
		p := person.Person{LegalStatus: person.Convict, Born: born}
		if got := p.IsChild(today); got != want {
			t.Errorf("born %s: a child on %s: %v, want %v", born, today, got, want)
		}
	}
	if p := (person.Person{LegalStatus: person.Juvenile, Born: "1990-05-05"}); !p.IsChild(today) {
		t.Error("Anak Binaan is no child's record")
	}
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		for born, want := range births() {
			n, err := db.One[int64](t.Context(), d, `SELECT count(*) FROM (SELECT 'convict' AS legal_status, '`+string(born)+`' AS born) x WHERE `+
				person.NotChild(authz.Actor{Role: authz.Partner}, "x", today))
			if err != nil || (n == 0) != want {
				t.Errorf("born %q: listed %d times as no child, %v", born, n, err)
			}
		}
	})
}
