package personweb_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"titian/internal/delivery/api"
	"titian/internal/delivery/web"
	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/directory"
	"titian/internal/feature/person/personapi"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/person/personweb"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/i18n"
	"titian/internal/platform/seal"
)

// signedIn lets one officer in: what sign-in costs is the account feature's.
type signedIn struct{ actor authz.Actor }

func (s signedIn) Actor(*http.Request) (authz.Actor, error) { return s.actor, nil }

// BenchmarkFacilityList sets a facility's list of fifty people as a page beside
// the same list as JSON: the page should cost no more than a third on top.
func BenchmarkFacilityList(b *testing.B) {
	d, facility := crowded(b)
	actor := authz.Actor{User: id.User{}.Make(), Name: "Uji", Role: authz.ProgrammeOfficer, Org: facility, Scope: authz.Scope{Orgs: []id.Organisation{facility}}}
	site := webtest.With(b, actor, web.Config{}, func(rt *web.Router) {
		personweb.Register(rt, persontest.Service(d), directory.New(d), personweb.Around{})
	}, personweb.Words)
	bundle, err := i18n.NewBundle()
	if err != nil {
		b.Fatal(err)
	}
	mux := http.NewServeMux()
	personapi.Register(api.New(mux, api.Options{Words: bundle, Auth: signedIn{actor}, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}), persontest.Service(d))
	list := "/facilities/" + facility.String() + "/people?status=active&sort=release_due_on&size=50"
	for _, c := range []struct {
		name string
		h    http.Handler
		path string
	}{{"json", mux, api.Prefix + list}, {"page", site.Handler, list}} {
		b.Run(c.name, func(b *testing.B) {
			r := httptest.NewRequest(http.MethodGet, c.path, nil)
			b.ReportAllocs()
			begun := used(b)
			for b.Loop() {
				rec := httptest.NewRecorder()
				if c.h.ServeHTTP(rec, r); rec.Code != http.StatusOK {
					b.Fatal(rec.Body)
				}
				b.ReportMetric(float64(rec.Body.Len()), "bytes")
				site.Log.Reset()
			}
			b.ReportMetric(float64(used(b)-begun)/float64(b.N), "cpu-ns/op")
		})
	}
}

// crowded is a database with one facility of two thousand people.
func crowded(b *testing.B) (*db.DB, id.Organisation) {
	b.Helper()
	d, err := db.Open(b.Context(), "sqlite:"+filepath.Join(b.TempDir(), "bench.db"), db.Options{Now: func() time.Time { return webtest.Now }, Sync: "NORMAL", Texts: seal.Key{1}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.Close() })
	if _, err := d.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	facility := id.Organisation{}.Make()
	if err := d.InTx(b.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(b.Context(), tx, `INSERT INTO directory_organisation (id, code, kind, name, facility_type, class, partner_kind, address, active, version, created_at, updated_at)
			VALUES ($1, 'UJI', 'facility', 'Lapas Uji', 'LAPAS', '', '', '', $2, 1, 0, 0)`, facility, true)
		return err
	}); err != nil {
		b.Fatal(err)
	}
	persontest.Crowd(b, d, 2000, facility)
	return d, facility
}

// used is the processor time of the program so far: on a machine that others
// use too, the clock on the wall measures them.
func used(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
