package casework

import (
	"testing"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// SittingListText is the first page's query, for tests that explain it.
func SittingListText(t *testing.T, a authz.Actor, f SittingFilter) (string, []any) {
	t.Helper()
	text, args, err := sittingList(a, f, page.Request{})
	if err != nil {
		t.Fatal(err)
	}
	return text, args
}

// SittingCrowd gives offices many sittings and lets the engine count.
func SittingCrowd(t *testing.T, d *db.DB, offices ...id.Organisation) {
	t.Helper()
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		for i := range 300 * len(offices) {
			x := Sitting{Facility: offices[i%len(offices)], ID: id.Sitting{}.Make(), HeldOn: civil.Must("2020-01-01").AddDays(i), Status: Planned, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now()}
			x.Ref = x.ID.String()
			if err := db.Insert(t.Context(), tx, "casework_sitting", x); err != nil {
				return err
			}
		}
		_, err := db.Exec(t.Context(), tx, `ANALYZE`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
