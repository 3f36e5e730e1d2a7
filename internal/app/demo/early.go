//go:build !later

package demo

import (
	"context"

	"titian/internal/kernel/id"
)

func (t *teller) zakat(ctx context.Context, login string, c id.Cooperation, k id.Commitment, rp int64) id.Fund {
	return id.Fund{}
}
func (t *teller) spend(ctx context.Context, login string, f id.Fund, k class) {}
