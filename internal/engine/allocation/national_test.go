package allocation_test

import (
	"flag"
	"testing"

	"titian/internal/engine/allocation"
	"titian/internal/engine/allocation/allocationfile"
)

var national = flag.String("national", "", "folder with people.csv, offerings.csv and pairs.csv of a large round")

// BenchmarkNational times the parts of a large round without starting a
// program: bench/allocation/run.sh makes the files and runs it.
func BenchmarkNational(b *testing.B) {
	if *national == "" {
		b.Skip("no -national folder")
	}
	round := readFolder(b, *national)
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			readFolder(b, *national)
		}
	})
	for _, m := range []allocation.Method{allocation.Deferred, allocation.DeferredReserves, allocation.Optimum} {
		b.Run(string(m), func(b *testing.B) {
			for b.Loop() {
				solve(b, round, m)
			}
		})
	}
}

func readFolder(t testing.TB, dir string) *allocation.Round {
	t.Helper()
	round, err := allocationfile.Read(allocationfile.Files{
		People: source(t, dir, "people.csv"), Offerings: source(t, dir, "offerings.csv"), Pairs: source(t, dir, "pairs.csv"),
	})
	if err != nil {
		t.Fatal(err)
	}
	return round
}
