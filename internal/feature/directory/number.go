package directory

import (
	"context"
	"fmt"

	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// NextNumberTx takes the next reference number of an organisation's series in a
// year: "BUNGO-K-26-3" is the third K of Muara Bungo in 2026. Numbers are what
// people say on the telephone, so they are short; a series is one to four
// capitals that the calling feature chooses.
//
// The counter's row is the lock: two transactions never get one number, and a
// transaction that fails leaves no gap.
func NextNumberTx(ctx context.Context, tx *db.Tx, org id.Organisation, series string, year int) (string, error) {
	code, err := db.One[string](ctx, tx, `SELECT code FROM directory_organisation WHERE id = $1`, org)
	if err != nil {
		return "", fmt.Errorf("number %s of %s: %w", series, org, err)
	}
	n, err := db.One[int64](ctx, tx, `INSERT INTO directory_counter (organisation_id, series, year, last) VALUES ($1, $2, $3, 1)
		ON CONFLICT (organisation_id, series, year) DO UPDATE SET last = directory_counter.last + 1 RETURNING last`, org, series, year)
	if err != nil {
		return "", fmt.Errorf("number %s of %s: %w", series, org, err)
	}
	return fmt.Sprintf("%s-%s-%02d-%d", code, series, year%100, n), nil
}
