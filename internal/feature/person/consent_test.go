package person_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

var today = civil.Must("2026-11-22")

func yes(partner id.Organisation) person.ConsentCommand {
	return person.ConsentCommand{Partner: partner, Purpose: person.ClassAttendance, GivenOn: civil.Must("2026-10-01"), Evidence: "Lembar 12/2026"}
}

func TestConsentIsGivenWithdrawnAndGivenAgain(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		guardian := w.Actor(authz.CaseGuardian, w.LapasBungo)
		p := persontest.Convict(t, d, w.LapasBungo, "Setuju")
		if knows(t, d, w, p) {
			t.Error("known by name before consent")
		}
		c, err := s.GiveConsent(ctx, guardian, p.ID, yes(w.Baznas))
		if err != nil || !knows(t, d, w, p) || c.ExpiresOn != civil.Must("2027-10-01") || c.By != person.Self || c.Number == "" {
			t.Fatalf("given: %+v, %v", c, err)
		}
		if _, err := s.GiveConsent(ctx, guardian, p.ID, yes(w.Baznas)); !errors.Is(err, errs.State) {
			t.Errorf("given twice: %v", err)
		}
		if _, err := s.WithdrawConsent(ctx, guardian, p.ID, c.ID); err != nil || knows(t, d, w, p) {
			t.Errorf("withdrawn: %v", err)
		}
		if _, err := s.WithdrawConsent(ctx, guardian, p.ID, c.ID); !errors.Is(err, errs.State) {
			t.Errorf("withdrawn twice: %v", err)
		}
		again, err := s.GiveConsent(ctx, guardian, p.ID, yes(w.Baznas))
		if err != nil || again.ID == c.ID || again.Number == c.Number || !knows(t, d, w, p) {
			t.Errorf("given again: %+v, %v", again, err)
		}
		list, err := s.Consents(ctx, guardian, p.ID)
		if err != nil || len(list) != 2 || list[0].On(today) != person.InForce || list[1].On(today) != person.Withdrawn || list[1].Number != c.Number {
			t.Errorf("consents %+v, %v", list, err)
		}
		if _, err := s.GiveConsent(ctx, guardian, p.ID, yes(w.LapasSelong)); errs.As(err) == nil || errs.As(err).Fields[0].Path != "partner_id" {
			t.Errorf("to a prison: %v", err)
		}
	})
}

func TestARefusalIsRecordedAndEndsWhatStood(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		guardian := w.Actor(authz.CaseGuardian, w.LapasBungo)
		p := persontest.Convict(t, d, w.LapasBungo, "Menolak")
		stood, err := s.GiveConsent(ctx, guardian, p.ID, yes(w.Baznas))
		if err != nil {
			t.Fatal(err)
		}
		no := yes(w.Baznas)
		no.Answer, no.Evidence, no.GivenOn = person.Refused, "", today
		refused, err := s.GiveConsent(ctx, guardian, p.ID, no)
		if err != nil || refused.On(today) != person.Declined || !refused.ExpiresOn.IsZero() || knows(t, d, w, p) {
			t.Fatalf("refused: %+v, %v", refused, err)
		}
		if r, err := s.Receipt(ctx, guardian, p.ID, stood.ID); err != nil || r.Standing != person.Withdrawn {
			t.Errorf("what stood is %s, %v", r.Standing, err)
		}
		if _, err := s.WithdrawConsent(ctx, guardian, p.ID, refused.ID); errs.As(err) == nil || errs.As(err).Code != "consent.refused" {
			t.Errorf("a refusal is withdrawn: %v", err)
		}
	})
}

func TestConsentEndsByItsDay(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		p := persontest.Convict(t, d, w.LapasBungo, "Berakhir")
		c := yes(w.Baznas)
		c.ExpiresOn = today
		given, err := s.GiveConsent(ctx, w.Actor(authz.CaseGuardian, w.LapasBungo), p.ID, c)
		if err != nil || given.On(today) != person.InForce || given.On(today.AddDays(1)) != person.Expired {
			t.Errorf("%+v, %v", given, err)
		}
		if !knows(t, d, w, p) || decision(t, d, w, p, today.AddDays(1)).Reason != person.ConsentOver {
			t.Error("the last day counts, and the next one does not")
		}
	})
}

func TestAnAnswerNamesEveryWrongField(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := directorytest.Seed(t, d), persontest.Service(d)
		adult := persontest.Convict(t, d, w.LapasBungo, "Dewasa")
		child := persontest.Convict(t, d, w.LapasBungo, "Anak", func(c *person.RegisterCommand) { c.LegalStatus = person.Juvenile })
		for _, c := range []struct {
			name   string
			person person.Person
			change func(*person.ConsentCommand)
			want   map[string]string
		}{
			{"nothing", adult, func(c *person.ConsentCommand) { *c = person.ConsentCommand{} }, map[string]string{"partner_id": "required", "purpose": "required", "given_on": "required", "evidence": "required"}},
			{"a child answers", child, func(*person.ConsentCommand) {}, map[string]string{"answered_by": "consent.child"}},
			{"a parent without a name", child, func(c *person.ConsentCommand) { c.By = person.Parent }, map[string]string{"representative": "required"}},
			{"an adult's parents", adult, func(c *person.ConsentCommand) { c.By, c.Representative = person.Parent, "Ibu" }, map[string]string{"answered_by": "consent.adult"}},
			{"for ever", adult, func(c *person.ConsentCommand) { c.ExpiresOn = civil.Must("2030-01-01") }, map[string]string{"expires_on": "date.too_late"}},
			{"over before it begins", adult, func(c *person.ConsentCommand) { c.ExpiresOn = civil.Must("2026-11-01") }, map[string]string{"expires_on": "date.too_early"}},
			{"words that are none", adult, func(c *person.ConsentCommand) { c.Answer, c.By = "maybe", "a friend" }, map[string]string{"answer": "choice.invalid", "answered_by": "choice.invalid"}},
		} {
			cmd := yes(w.Baznas)
			c.change(&cmd)
			_, err := s.GiveConsent(t.Context(), w.Actor(authz.CaseGuardian, w.LapasBungo), c.person.ID, cmd)
			got := map[string]string{}
			if e := errs.As(err); e != nil {
				for _, f := range e.Fields {
					got[f.Path] = f.Code
				}
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("%s: got %v, want %v", c.name, got, c.want)
			}
		}
	})
}

func TestChildIsNeverKnownByNameWhateverWasSigned(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		juvenile := persontest.Convict(t, d, w.LapasBungo, "Anak", func(c *person.RegisterCommand) { c.LegalStatus = person.Juvenile })
		young := persontest.Convict(t, d, w.LapasBungo, "Muda", func(c *person.RegisterCommand) { c.Born = "2008-12" })
		grown := persontest.Convict(t, d, w.LapasBungo, "Dewasa", func(c *person.RegisterCommand) { c.Born = "2007-12-31" })
		for _, p := range []person.Person{juvenile, young, grown} {
			c := yes(w.Baznas)
			if p.IsChild(today) {
				c.By, c.Representative = person.Parent, "Ibu Uji"
			}
			if _, err := s.GiveConsent(ctx, w.Actor(authz.CaseGuardian, w.LapasBungo), p.ID, c); err != nil {
				t.Fatal(err)
			}
			if want := p.ID == grown.ID; knows(t, d, w, p) != want || p.IsChild(today) == want {
				t.Errorf("%s: known %v", p.Name, !want)
			}
		}
		if got := decision(t, d, w, young, civil.Must("2027-01-02")); got.Reason != person.ParentsAnswer {
			t.Errorf("of age, with the parents' word alone: %+v", got)
		}
	})
}

// knows asks the way class lists do.
func knows(t *testing.T, d *db.DB, w *directorytest.World, p person.Person) bool {
	t.Helper()
	return decision(t, d, w, p, today).Allowed
}

func decision(t *testing.T, d *db.DB, w *directorytest.World, p person.Person, day civil.Date) person.Decision {
	t.Helper()
	g := person.Ground{Partner: w.Baznas, Purpose: person.ClassAttendance, Agreement: "PKS-1"}
	out, err := person.DecisionsFor(t.Context(), d, g, []id.Person{p.ID}, day)
	if err != nil {
		t.Fatal(err)
	}
	return out[p.ID]
}

func TestALawStandsInForConsentWhileItIsCited(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		office, p := w.Actor(authz.RegionalOffice, w.KanwilJambi), persontest.Convict(t, d, w.LapasBungo, "Terdaftar")
		b, err := s.CiteBasis(ctx, office, person.BasisCommand{Partner: w.Baznas, Purpose: person.ClassAttendance, Law: "UU 23/2011 pasal 3", StartsOn: today})
		if err != nil {
			t.Fatal(err)
		}
		if got := decision(t, d, w, p, today); got.Reason != person.ByStatute || got.Basis != "UU 23/2011 pasal 3" {
			t.Errorf("cited: %+v", got)
		}
		if far := persontest.Convict(t, d, w.LapasMaros, "Di Wilayah Lain"); knows(t, d, w, far) {
			t.Error("a law that one region cites opens another's people")
		}
		if got := decision(t, d, w, p, today.AddDays(-1)); got.Allowed {
			t.Errorf("before it was: %+v", got)
		}
		if _, err := s.EndBasis(ctx, w.Actor(authz.RegionalOffice, w.KanwilNTB), b.ID, 0); !errors.Is(err, errs.NotFound) {
			t.Errorf("another office ends it: %v", err)
		}
		if _, err := s.EndBasis(ctx, office, b.ID, 0); err != nil || knows(t, d, w, p) {
			t.Errorf("ended: %v", err)
		}
		if _, err := s.EndBasis(ctx, office, b.ID, 0); !errors.Is(err, errs.State) {
			t.Errorf("ended twice: %v", err)
		}
		_, err = s.CiteBasis(ctx, office, person.BasisCommand{Partner: w.LapasBungo, Purpose: person.Aid, Law: "x", StartsOn: today})
		if e := errs.As(err); e == nil || e.Fields[0].Path != "partner_id" {
			t.Errorf("for a prison: %v", err)
		}
	})
}

func TestAReceiptSaysWhatWasAgreedInBothLanguages(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), persontest.Service(d), t.Context()
		guardian, p := w.Actor(authz.CaseGuardian, w.LapasBungo), persontest.Convict(t, d, w.LapasBungo, "Siti Uji")
		c, err := s.GiveConsent(ctx, guardian, p.ID, yes(w.Baznas))
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.Receipt(ctx, guardian, p.ID, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		for lang, want := range map[string][]string{
			"id": {"Saya, Siti Uji, setuju bahwa " + r.PartnerName, "mencatat kehadiran", "Berlaku sampai 2027-10-01", "dapat ditarik kapan saja", r.FacilityName},
			"en": {"I, Siti Uji, agree that " + r.PartnerName, "keeping attendance", "until 2027-10-01", "withdrawn at any time"},
		} {
			text, err := r.Text(lang, civil.Date.String)
			whole := strings.Join(text, "\n")
			if err != nil || len(text) < 6 || strings.Contains(whole, "{{") || strings.Contains(whole, "<no value>") {
				t.Errorf("%s: %q, %v", lang, text, err)
			}
			for _, part := range want {
				if !strings.Contains(whole, part) {
					t.Errorf("%s does not say %q:\n%s", lang, part, whole)
				}
			}
		}
		if _, err := s.Receipt(ctx, guardian, persontest.Convict(t, d, w.LapasBungo, "Lain").ID, c.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("under somebody else: %v", err)
		}
		if _, err := s.Receipt(ctx, w.Actor(authz.CaseGuardian, w.LapasSelong), p.ID, c.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("from elsewhere: %v", err)
		}
	})
}

// TestAWordingThatWasSignedStaysAsItWas: a text under which people have put
// their names is not mended. Write the next number instead.
func TestAWordingThatWasSignedStaysAsItWas(t *testing.T) {
	signed := map[string]string{
		"1.id.txt": "fe2bc3fee5752a59e87bc43de6459886f6798a7113877be0798194a705df8475",
		"1.en.txt": "d2fbb1a4a5e04fe08d2a53c01120abec8f7c8a1608308067712fa53f1d7ceab4",
	}
	files, err := filepath.Glob("wording/*.txt")
	if err != nil || len(files) != len(signed) {
		t.Fatalf("%v, %v", files, err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(raw)
		if got := hex.EncodeToString(sum[:]); got != signed[filepath.Base(f)] {
			t.Errorf("%s is %s", f, got)
		}
	}
}
