package person

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"titian/internal/kernel/id"
)

func anyKey(t *rapid.T) (k [16]byte) {
	copy(k[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "key"))
	return k
}

// anyReadings are of few people, so that some share a bucket and some a person.
func anyReadings(t *rapid.T) []Reading {
	people := []id.Person{id.Person(anyKey(t)), id.Person(anyKey(t)), id.Person(anyKey(t))}
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Reading {
		return Reading{
			Facility: id.Organisation(anyKey(t)), Person: rapid.SampledFrom(people).Draw(t, "person"), User: id.User(anyKey(t)), Org: id.Organisation(anyKey(t)),
			Reader: rapid.String().Draw(t, "reader"), Role: rapid.String().Draw(t, "role"), Way: rapid.SampledFrom(Ways()).Draw(t, "way"),
			Channel: rapid.SampledFrom([]string{"web", "api", ""}).Draw(t, "channel"), RequestID: rapid.String().Draw(t, "request"),
			At: time.UnixMicro(rapid.Int64Range(-1e15, 4e15).Draw(t, "at")).UTC(),
		}
	}), 1, 40).Draw(t, "readings")
}

func TestWhatIsPackedComesOutInItsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := anyReadings(t)
		packs := packed(list)
		var out []Reading
		for i, p := range packs {
			before := len(out)
			var err error
			if out, err = unpack(out, p.Packed); err != nil {
				t.Fatal(err)
			}
			mine := out[before:]
			if len(mine) != p.Readings || mine[0].ID != p.First {
				t.Fatalf("pack %d says %d readings from %s and holds %d from %s", i, p.Readings, p.First, len(mine), mine[0].ID)
			}
			for _, r := range mine {
				if bucketOf(r.Person) != p.Bucket {
					t.Fatalf("%s is in bucket %d", r.Person, p.Bucket)
				}
			}
		}
		slices.SortFunc(out, func(a, b Reading) int { return slices.Compare(a.ID[:], b.ID[:]) })
		if !slices.Equal(out, list) {
			t.Fatalf("packed %+v\nunpacked %+v", list, out)
		}
	})
}

// TestAPackCutShortIsRefused since half of it would be taken for all.
func TestAPackCutShortIsRefused(t *testing.T) {
	r := Reading{Person: id.Person{}.Make(), Reader: "Sipir", Role: "case_guardian", Way: WayOpen, Channel: "web", RequestID: "r1", At: time.UnixMicro(1)}
	whole := packed([]Reading{r})[0].Packed
	for n := range whole {
		if n == 1 {
			continue // a pack of nothing
		}
		if got, err := unpack(nil, whole[:n]); !errors.Is(err, errPack) {
			t.Fatalf("%d of %d bytes: %+v, %v", n, len(whole), got, err)
		}
	}
	if _, err := unpack(nil, append([]byte{packForm + 1}, whole[1:]...)); !errors.Is(err, errPack) {
		t.Errorf("a later form: %v", err)
	}
}
