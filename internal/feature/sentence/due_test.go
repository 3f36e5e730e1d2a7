package sentence_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	engine "titian/internal/engine/sentence"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/sentence"
	"titian/internal/feature/sentence/sentencetest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestWhatComesDueIsListedByDate(t *testing.T) {
	run(t, func(t *testing.T, w *sentencetest.World) {
		ctx, officer := t.Context(), w.Actor(authz.ProgrammeOfficer, w.LapasBungo)
		e6(t, w, "Enam")
		p := persontest.Convict(t, w.DB, w.LapasBungo, "Dekat")
		sentencetest.Serving(t, w.Sentence, p.ID, "2026-01-05", 1, 6)
		f := sentence.Filter{From: civil.Must("2026-11-22"), Until: civil.Must("2026-12-31")}
		var got []string
		for r := (page.Request{Size: 2}); ; {
			found, err := w.Sentence.Due(ctx, officer, f, r)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range found.Items {
				got = append(got, fmt.Sprint(d.Name, " ", d.Point, " ", d.FallsOn))
			}
			if r.After = found.Next; r.After == "" {
				break
			}
		}
		want := []string{"Dekat parole_from 2026-12-31", "Dekat two_thirds 2026-12-31"}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("due: %v, want %v", got, want)
		}
		if found, err := w.Sentence.Due(ctx, w.Actor(authz.ProgrammeOfficer, w.LapasSelong), f, page.Request{}); err != nil || len(found.Items) != 0 {
			t.Errorf("another facility lists %v, %v", found.Items, err)
		}
		f.Facility = w.LapasSelong
		if _, err := w.Sentence.Due(ctx, officer, f, page.Request{}); !errors.Is(err, errs.NotFound) {
			t.Errorf("out of scope: %v", err)
		}
		if _, err := w.Sentence.Due(ctx, authz.OperatorAs("test"), sentence.Filter{Point: "x"}, page.Request{}); !errors.Is(err, errs.Invalid) {
			t.Errorf("without a facility, a day or a known date: %v", err)
		}
	})
}

func TestSomebodyWhoLeftIsDueNoMore(t *testing.T) {
	run(t, func(t *testing.T, w *sentencetest.World) {
		ctx, operator := t.Context(), authz.OperatorAs("test")
		p := e6(t, w, "Pindah")
		f := sentence.Filter{Facility: w.LapasBungo, Until: civil.Must("2030-01-01")}
		if found, err := w.Sentence.Due(ctx, operator, f, page.Request{}); err != nil || len(found.Items) == 0 {
			t.Fatalf("nothing is due: %v", err)
		}
		if _, err := w.People.Release(ctx, operator, p.ID, person.ReleaseCommand{On: civil.Must("2026-11-20"), Kind: person.Parole}); err != nil {
			t.Fatal(err)
		}
		if found, err := w.Sentence.Due(ctx, operator, f, page.Request{}); err != nil || len(found.Items) != 0 {
			t.Errorf("released and still due: %v, %v", found.Items, err)
		}
	})
}

func TestKeyDatesGoAlongToTheNextFacility(t *testing.T) {
	run(t, func(t *testing.T, w *sentencetest.World) {
		ctx, operator := t.Context(), authz.OperatorAs("test")
		p := e6(t, w, "Ikut")
		asked, err := w.People.RequestTransfer(ctx, operator, p.ID, person.TransferCommand{To: w.LapasSelong, Purpose: "crowding", Letter: "SK-1", PlannedOn: civil.Must("2026-11-20")})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.People.AcceptTransfer(ctx, operator, asked.ID, person.AcceptCommand{On: civil.Must("2026-11-20")}); err != nil {
			t.Fatal(err)
		}
		stored, err := sentence.StoredDates(ctx, w.DB, p.ID)
		if err != nil || len(stored) == 0 || stored[0].Facility != w.LapasSelong {
			t.Errorf("dates stayed behind: %v, %v", stored, err)
		}
		dates, err := sentence.DatesOf(ctx, w.DB, w.LapasSelong, civil.Must("2026-11-22"))
		if err != nil || len(dates) == 0 || dates[0].Person != p.ID {
			t.Errorf("the new facility's: %v, %v", dates, err)
		}
	})
}

// TestStoredKeyDatesAreWhatFollowsFromTheEntries writes, corrects and withdraws
// at random and rebuilds after each step.
func TestStoredKeyDatesAreWhatFollowsFromTheEntries(t *testing.T) {
	for _, dialect := range dbtest.Dialects() {
		w := sentencetest.Seed(t, dbtest.Open(t, dialect))
		operator, n := authz.OperatorAs("test"), 0
		rapid.Check(t, func(rt *rapid.T) {
			n++
			p := persontest.Convict(t, w.DB, w.LapasBungo, fmt.Sprintf("Acak %d", n))
			var current []sentence.Entry
			for range rapid.IntRange(1, 6).Draw(rt, "steps") {
				switch rapid.SampledFrom([]string{"add", "add", "correct", "withdraw"}).Draw(rt, "do") {
				case "correct":
					if len(current) > 0 {
						c := drawCommand(rt)
						c.Reason = "uji"
						w.Sentence.Correct(t.Context(), operator, current[rapid.IntRange(0, len(current)-1).Draw(rt, "which")].ID, 0, c) //nolint:errcheck // refusals are part of the trial
					}
				case "withdraw":
					if len(current) > 0 {
						w.Sentence.Withdraw(t.Context(), operator, current[0].ID, 0, "uji") //nolint:errcheck // refusals are part of the trial
					}
				default:
					w.Sentence.Add(t.Context(), operator, p.ID, drawCommand(rt)) //nolint:errcheck // refusals are part of the trial
				}
				v, err := w.Sentence.Of(t.Context(), operator, p.ID)
				if err != nil {
					rt.Fatal(err)
				}
				current = v.Entries
				sameDates(rt, w, p.ID)
				if release := v.Timeline.Release(); !release.IsZero() && v.Person.ReleaseDueOn != release {
					rt.Fatalf("the register expects %s, the timeline %s", v.Person.ReleaseDueOn, release)
				}
			}
		})
	}
}

func sameDates(t *rapid.T, w *sentencetest.World, p id.Person) {
	stored, err := sentence.StoredDates(t.Context(), w.DB, p)
	if err != nil {
		t.Fatal(err)
	}
	rebuilt, err := sentence.Rebuilt(t.Context(), w.DB, w.LapasBungo, p)
	if err != nil {
		t.Fatal(err)
	}
	index := map[string]sentence.KeyDate{}
	for _, d := range rebuilt {
		index[d.Point] = d
	}
	for _, d := range stored {
		if index[d.Point] != d {
			t.Fatalf("stored %v, rebuilt %v", d, index[d.Point])
		}
	}
	if len(stored) != len(rebuilt) {
		t.Fatalf("%d stored, %d rebuilt", len(stored), len(rebuilt))
	}
}

func drawCommand(t *rapid.T) sentence.Command {
	day := civil.Must("2024-01-01").AddDays(rapid.IntRange(0, 1000).Draw(t, "day"))
	return rapid.SampledFrom([]sentence.Command{
		{Topic: sentence.Start, Code: "adult", DatedOn: day},
		{Topic: sentence.Start, Code: "juvenile", DatedOn: day, Next: true},
		{Topic: sentence.Verdict, Years: rapid.IntRange(0, 5).Draw(t, "years"), Months: 7},
		{Topic: sentence.Detention, Code: "house", Days: 50},
		{Topic: sentence.Remission, Code: "RU", DatedOn: day, Months: 2},
		{Topic: sentence.Fine, Months: 3},
		{Topic: sentence.Condition, Code: "life"},
		{Topic: sentence.Official, Code: rapid.SampledFrom(sentence.OfficialPoints()).Draw(t, "point"), DatedOn: day.AddDays(700), Source: sentence.SDP},
	}).Draw(t, "command")
}

func TestTheListOfWhatIsDueReadsItsIndex(t *testing.T) {
	run(t, func(t *testing.T, w *sentencetest.World) {
		operator := authz.OperatorAs("test")
		persontest.Crowd(t, w.DB, 400, w.LapasBungo, w.LapasSelong)
		fill(t, w)
		for name, f := range map[string]sentence.Filter{
			"up":   {Facility: w.LapasBungo, Until: civil.Must("2029-12-31")},
			"down": {Facility: w.LapasBungo, From: civil.Must("2025-11-22"), Until: civil.Must("2029-12-31"), Desc: true},
		} {
			text, args := sentence.DueText(t, operator, f, page.Request{})
			t.Run(name, func(t *testing.T) {
				persontest.ServedBy(t, persontest.Plan(t, w.DB, text, args...), "sentence_key_date_list", true)
			})
		}
	})
}

// fill gives everybody in custody nine key dates over some years.
func fill(t *testing.T, w *sentencetest.World) {
	t.Helper()
	people, err := db.All[person.Row](t.Context(), w.DB, `SELECT `+db.Columns[person.Row]("")+` FROM person_person`)
	if err != nil {
		t.Fatal(err)
	}
	err = w.DB.InTx(t.Context(), func(tx *db.Tx) error {
		var dates []sentence.KeyDate
		for i, p := range people {
			for j, point := range []engine.Point{engine.OneThird, engine.OneHalf, engine.TwoThirds, engine.Parole, engine.Release} {
				dates = append(dates, sentence.KeyDate{Facility: p.Facility, Person: p.ID, Point: point.String(), FallsOn: civil.Must("2024-01-01").AddDays(i*7%900 + 200*j), Source: sentence.Estimate})
			}
		}
		if err := db.InsertMany(t.Context(), tx, "sentence_key_date", dates); err != nil {
			return err
		}
		_, err := db.Exec(t.Context(), tx, `ANALYZE`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
