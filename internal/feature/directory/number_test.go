package directory_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"titian/internal/feature/directory"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func number(t *testing.T, d *db.DB, org id.Organisation, series string, year int) (string, error) {
	t.Helper()
	var n string
	err := d.InTx(t.Context(), func(tx *db.Tx) (err error) {
		n, err = directory.NextNumberTx(t.Context(), tx, org, series, year)
		return err
	})
	return n, err
}

func TestNumbersCountPerOrganisationSeriesAndYear(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		for _, tt := range []struct {
			org    id.Organisation
			series string
			year   int
			want   string
		}{
			{w.LapasBungo, "K", 2026, "BUNGO-K-26-1"},
			{w.LapasBungo, "K", 2026, "BUNGO-K-26-2"},
			{w.LapasBungo, "M", 2026, "BUNGO-M-26-1"},
			{w.LapasBungo, "K", 2027, "BUNGO-K-27-1"},
			{w.LapasSelong, "K", 2026, "SELONG-K-26-1"},
			{w.LapasBungo, "K", 2026, "BUNGO-K-26-3"},
		} {
			got, err := number(t, d, tt.org, tt.series, tt.year)
			if err != nil || got != tt.want {
				t.Errorf("number %s %d: got %q, %v, want %q", tt.series, tt.year, got, err, tt.want)
			}
		}
		if _, err := number(t, d, id.Organisation{}.Make(), "K", 2026); !errors.Is(err, errs.NotFound) {
			t.Errorf("number of nobody: got %v, want not found", err)
		}
	})
}

func TestAFailedTransactionLeavesNoGapAndRivalsGetDifferentNumbers(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		_ = d.InTx(t.Context(), func(tx *db.Tx) error {
			if _, err := directory.NextNumberTx(t.Context(), tx, w.LapasBungo, "K", 2026); err != nil {
				t.Error(err)
			}
			return errors.New("changed my mind")
		})
		var mu sync.Mutex
		var got []string
		var wait sync.WaitGroup
		for range 8 {
			wait.Go(func() {
				n, err := number(t, d, w.LapasBungo, "K", 2026)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				got = append(got, n)
				mu.Unlock()
			})
		}
		wait.Wait()
		slices.Sort(got)
		if len(slices.Compact(got)) != 8 || got[0] != "BUNGO-K-26-1" || got[7] != "BUNGO-K-26-8" {
			t.Errorf("eight rivals got %v", got)
		}
	})
}
