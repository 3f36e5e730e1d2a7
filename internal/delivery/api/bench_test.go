package api_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"titian/internal/delivery/api"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// always lets one officer in: what sign-in costs is the account feature's.
type always struct{}

func (always) Actor(*http.Request) (authz.Actor, error) { return officer, nil }

// BenchmarkOne sets reading one record through the kit beside a bare handler
// that writes the same JSON.
func BenchmarkOne(b *testing.B) {
	record := gift{ID: id.Delivery{}.Make(), Title: "Mesin jahit", Due: civil.Must("2026-12-01"), Version: 3}
	bundle, err := i18n.NewBundle()
	if err != nil {
		b.Fatal(err)
	}
	kit := http.NewServeMux()
	api.One(api.Resource[id.Delivery, gift, giftView]{
		API:  api.New(kit, api.Options{Words: bundle, Auth: always{}, Log: slog.New(slog.DiscardHandler)}),
		Path: "/gifts", Tag: "Gifts", Name: "gift", View: showGift,
		Get: func(context.Context, authz.Actor, id.Delivery) (gift, error) { return record, nil },
		Key: func(g gift) id.Delivery { return g.ID }, Version: func(g gift) int64 { return g.Version },
	})
	bare := http.NewServeMux()
	bare.HandleFunc("GET /api/v1/gifts/{id}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(showGift(record))
	})
	for name, h := range map[string]http.Handler{"kit": kit, "bare": bare} {
		b.Run(name, func(b *testing.B) {
			r := httptest.NewRequest(http.MethodGet, "/api/v1/gifts/"+record.ID.String(), nil)
			b.ReportAllocs()
			for b.Loop() {
				rec := httptest.NewRecorder()
				if h.ServeHTTP(rec, r); rec.Code != http.StatusOK {
					b.Fatal(rec.Body)
				}
			}
		})
	}
}
