package account_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"titian/internal/feature/account"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

func (h *house) resolver(t *testing.T) (*account.Resolver, *account.Sessions, *time.Time) {
	t.Helper()
	wall := time.Now().AddDate(0, 2, 0) // not the machine's clock: nothing may depend on that
	clock := func() time.Time { return wall }
	sessions := account.NewSessions(h.db, account.SessionOptions{Clock: clock, Wall: clock, Log: slog.New(slog.DiscardHandler)})
	return account.NewResolver(h.db, h.s, h.dir, sessions, clock), sessions, &wall
}

func carrying(secret string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Authorization", "Bearer "+secret)
	return r
}

func TestATokenWorksAsItsMembershipUntilItEnds(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		ctx, u := t.Context(), h.hire(t, "kanwil.jambi", authz.RegionalOffice, h.KanwilJambi)
		a := h.as(t, u)
		r, _, wall := h.resolver(t)
		row, secret, err := h.s.CreateToken(ctx, a, account.CreateTokenCommand{Name: "Laporan bulanan", ExpiresOn: civil.Must("2026-12-31")})
		if err != nil || row.Login != "kanwil.jambi" || !strings.HasPrefix(secret, "titian_") || strings.Contains(string(row.Hash), secret) {
			t.Fatalf("create: got %+v, %v", row, err)
		}
		who := func() authz.Actor {
			t.Helper()
			got, err := r.Bearer().Actor(carrying(secret))
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		got := who()
		slices.SortFunc(got.Scope.Orgs, byText)
		want := []id.Organisation{h.KanwilJambi, h.LapasBungo, h.RutanSungaiPenuh, h.BapasJambi}
		slices.SortFunc(want, byText)
		if got.User != u.ID || got.Role != authz.RegionalOffice || got.Org != h.KanwilJambi || got.OrgName == "" || !slices.Equal(got.Scope.Orgs, want) || got.Scope.All {
			t.Errorf("actor: got %+v", got)
		}
		*h.now = time.Date(2026, 12, 31, 16, 59, 0, 0, time.UTC) // the last minute in Jakarta
		*wall = wall.Add(3 * time.Second)
		if !who().Anyone() {
			t.Error("it ended before its last day did")
		}
		*h.now, *wall = h.now.Add(time.Minute), wall.Add(3*time.Second)
		if who().Anyone() {
			t.Error("it works after its last day")
		}
		if s := row.State(*h.now); s != "expired" {
			t.Errorf("state: %s", s)
		}
	})
}

func byText(a, b id.Organisation) int { return strings.Compare(a.String(), b.String()) }

func TestWhatIsTakenAwayEndsAtOnce(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		r, _, wall := h.resolver(t)
		for name, take := range map[string]func(u account.User, token id.Token, m id.Membership) error{
			"the token": func(_ account.User, token id.Token, _ id.Membership) error {
				_, err := h.s.RevokeToken(ctx, h.admin(), token)
				return err
			},
			"the role": func(_ account.User, _ id.Token, m id.Membership) error {
				_, err := h.s.EndMembership(ctx, h.admin(), m, 0)
				return err
			},
			"the user": func(u account.User, _ id.Token, _ id.Membership) error {
				_, err := h.s.DeactivateUser(ctx, h.admin(), u.ID, 0)
				return err
			},
			"the organisation": func(account.User, id.Token, id.Membership) error {
				_, err := h.dir.Deactivate(ctx, h.admin(), h.LapasBungo, 0)
				return err
			},
		} {
			u := h.hire(t, "u"+strings.ReplaceAll(name, " ", ""), authz.CaseGuardian, h.LapasBungo)
			row, secret, err := h.s.CreateToken(ctx, h.as(t, u), account.CreateTokenCommand{Name: name})
			if err != nil {
				t.Fatal(err)
			}
			if a, err := r.Bearer().Actor(carrying(secret)); err != nil || !a.Anyone() {
				t.Fatalf("%s: got %+v, %v", name, a, err)
			}
			if err := take(u, row.ID, row.Membership); err != nil {
				t.Fatal(err)
			}
			if a, err := r.Bearer().Actor(carrying(secret)); err != nil || a.Anyone() {
				t.Errorf("without %s: got %+v, %v", name, a, err)
			}
			if name == "the organisation" {
				if _, err := h.dir.Reactivate(ctx, h.admin(), h.LapasBungo, 0); err != nil {
					t.Fatal(err)
				}
			}
		}
		// Another process takes something away: seen when the two seconds are over.
		u := h.hire(t, "jauh", authz.CaseGuardian, h.LapasBungo)
		row, secret, err := h.s.CreateToken(ctx, h.as(t, u), account.CreateTokenCommand{Name: "jauh"})
		if err != nil {
			t.Fatal(err)
		}
		_, _ = r.Bearer().Actor(carrying(secret))
		if _, err := account.New(h.db, account.Options{}).RevokeToken(ctx, h.admin(), row.ID); err != nil {
			t.Fatal(err)
		}
		if a, _ := r.Bearer().Actor(carrying(secret)); !a.Anyone() {
			t.Error("nothing was kept for two seconds")
		}
		*wall = wall.Add(2 * time.Second)
		if a, _ := r.Bearer().Actor(carrying(secret)); a.Anyone() {
			t.Error("it was kept for longer than two seconds")
		}
	})
}

func TestScopeFollowsTheOrganisation(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		r, _, _ := h.resolver(t)
		for _, tt := range []struct {
			role authz.Role
			org  id.Organisation
			want func(s authz.Scope) bool
		}{
			{authz.Observer, h.Directorate, func(s authz.Scope) bool { return s.All }},
			{authz.FacilityHead, h.LapasBungo, func(s authz.Scope) bool { return len(s.Orgs) == 1 && s.Has(h.LapasBungo) && s.Partner.IsZero() }},
			{authz.Partner, h.Baznas, func(s authz.Scope) bool { return s.Partner == h.Baznas && len(s.Orgs) == 0 && !s.All }},
		} {
			u := h.hire(t, "u."+string(tt.role), tt.role, tt.org)
			_, secret, err := h.s.CreateToken(t.Context(), h.as(t, u), account.CreateTokenCommand{Name: "x"})
			if err != nil {
				t.Fatal(err)
			}
			if a, err := r.Bearer().Actor(carrying(secret)); err != nil || !tt.want(a.Scope) {
				t.Errorf("%s: got %+v, %v", tt.role, a.Scope, err)
			}
		}
		for _, header := range []string{"", "Bearer", "Bearer titian_", "Bearer titian_x", "Basic dTpw", "Bearer other"} {
			req := httptest.NewRequest(http.MethodGet, "/", nil)
			req.Header.Set("Authorization", header)
			if a, err := r.Bearer().Actor(req); err != nil || a.Anyone() {
				t.Errorf("%q: got %+v, %v", header, a, err)
			}
		}
	})
}

func TestTokensAreOnesOwn(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		a, b := h.hire(t, "kasi.bungo", authz.ProgrammeOfficer, h.LapasBungo), h.hire(t, "kasi.selong", authz.ProgrammeOfficer, h.LapasSelong)
		row, _, err := h.s.CreateToken(ctx, h.as(t, a), account.CreateTokenCommand{Name: "x"})
		if err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			c    account.CreateTokenCommand
			want []string
		}{
			{account.CreateTokenCommand{}, []string{"name:required"}},
			{account.CreateTokenCommand{Name: "x", ExpiresOn: civil.Must("2026-11-21")}, []string{"expires_on:date.too_early"}},
			{account.CreateTokenCommand{Name: "x", ExpiresOn: civil.Must("2028-01-01")}, []string{"expires_on:date.too_late"}},
			{account.CreateTokenCommand{Name: "x", Membership: row.Membership}, []string{"membership_id:choice.invalid"}},
		} {
			if _, _, err := h.s.CreateToken(ctx, h.as(t, b), tt.c); !slices.Equal(fields(err), tt.want) {
				t.Errorf("%+v: got %v, want %v", tt.c, err, tt.want)
			}
		}
		if _, _, err := h.s.CreateToken(ctx, authz.OperatorAs("test"), account.CreateTokenCommand{Name: "x", Membership: row.Membership}); err != nil {
			t.Errorf("the operator: %v", err)
		}
		if _, err := h.s.RevokeToken(ctx, h.as(t, b), row.ID); code(err) != "not_found" {
			t.Errorf("revoke another's: got %v", err)
		}
		if _, err := h.s.ListTokens(ctx, h.as(t, b), a.ID); code(err) != "forbidden" {
			t.Errorf("list another's: got %v", err)
		}
		if list, err := h.s.ListTokens(ctx, h.admin(), a.ID); err != nil || len(list) != 2 {
			t.Errorf("the administrator's list: got %+v, %v", list, err)
		}
		if row, err = h.s.RevokeToken(ctx, h.as(t, a), row.ID); err != nil || row.State(*h.now) != "revoked" {
			t.Errorf("revoke: got %+v, %v", row, err)
		}
		if _, err := h.s.RevokeToken(ctx, h.as(t, a), row.ID); code(err) != "token.revoked" {
			t.Errorf("revoke twice: got %v", err)
		}
	})
}

// browser keeps one cookie.
type browser struct {
	handler http.Handler
	cookie  *http.Cookie
}

func (b *browser) get(path string) string {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if b.cookie != nil {
		r.AddCookie(b.cookie)
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		b.cookie = c
	}
	return w.Body.String()
}

func TestASessionEndsEverywhereAndByItself(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		u := h.hire(t, "kasi.bungo", authz.ProgrammeOfficer, h.LapasBungo)
		p, err := h.s.Me(t.Context(), h.as(t, u))
		if err != nil {
			t.Fatal(err)
		}
		r, sessions, wall := h.resolver(t)
		mux := http.NewServeMux()
		mux.HandleFunc("/in", func(w http.ResponseWriter, req *http.Request) {
			// The work of the same request may carry an idempotency key of its own.
			ctx := db.WithOnce(req.Context(), db.Once{Actor: "x", Key: "x", Hash: "x"})
			if err := sessions.Begin(ctx, u.ID); err != nil {
				t.Error(err)
			}
			sessions.Enter(ctx, p.Places[0].ID)
			w.WriteHeader(http.StatusOK)
		})
		mux.HandleFunc("/out", func(_ http.ResponseWriter, req *http.Request) {
			if err := sessions.End(req.Context()); err != nil {
				t.Error(err)
			}
		})
		slow := func(context.Context) {}
		mux.HandleFunc("/", func(w http.ResponseWriter, req *http.Request) {
			slow(req.Context())
			a, err := r.Browser().Actor(req)
			if err != nil {
				t.Error(err)
			}
			_, _ = io.WriteString(w, string(a.Role))
		})
		handler := sessions.Handler(mux)
		one, two := &browser{handler: handler}, &browser{handler: handler}
		if who := one.get("/"); who != "" {
			t.Errorf("before the sign-in: %q", who)
		}
		one.get("/in")
		planted := *one.cookie
		one.get("/in")
		if one.cookie.Value == planted.Value {
			t.Error("signing in again keeps the old token")
		}
		if stale := (&browser{handler: handler, cookie: &planted}); stale.get("/") != "" {
			t.Error("the token from before the sign-in still works")
		}
		two.get("/in")
		if c := one.cookie; !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.MaxAge != 0 || !c.Expires.IsZero() {
			t.Errorf("cookie: %+v", c)
		}
		tokens, err := db.All[[]byte](t.Context(), h.db, `SELECT token_hash FROM account_session`)
		if err != nil || len(tokens) != 2 || strings.Contains(string(tokens[0])+string(tokens[1]), one.cookie.Value) {
			t.Errorf("stored: %q, %v", tokens, err)
		}
		one.get("/out")
		if one.get("/") != "" || two.get("/") != "programme_officer" {
			t.Error("signing out of one browser ends the other's session or not its own")
		}
		// A page of the second browser is under way, and due to touch its session,
		// while all sessions are ended.
		*wall = wall.Add(10 * time.Minute)
		slow = func(ctx context.Context) {
			if err := h.s.SignOutEverywhere(ctx, h.as(t, u)); err != nil {
				t.Error(err)
			}
		}
		two.get("/")
		slow = func(context.Context) {}
		if two.get("/") != "" {
			t.Error("a page under way brought an ended session back")
		}
		three := &browser{handler: handler}
		three.get("/in")
		for range 5 {
			*wall = wall.Add(time.Hour)
			if three.get("/") == "" {
				t.Fatal("a session in use ends")
			}
		}
		*wall = wall.Add(2*time.Hour + time.Second)
		if three.get("/") != "" {
			t.Error("an idle session goes on")
		}
		three.get("/in")
		*wall = wall.Add(13 * time.Hour)
		if three.get("/") != "" {
			t.Error("a session outlives a day")
		}
	})
}

func TestACalendarsAddressOpensItsCalendarAndNothingElse(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		ctx, u := t.Context(), h.hire(t, "kanwil.jambi", authz.RegionalOffice, h.KanwilJambi)
		a := h.as(t, u)
		r, _, wall := h.resolver(t)
		row, secret, err := h.s.CreateToken(ctx, a, account.CreateTokenCommand{Name: "Telepon", Purpose: account.ForCalendar})
		if err != nil || !strings.HasPrefix(secret, "titian-calendar-") || row.Purpose != account.ForCalendar || strings.Contains(string(row.Hash), secret) {
			t.Fatalf("create: got %+v, %v", row, err)
		}
		if days := row.ExpiresAt.Sub(*h.now).Hours() / 24; days < 360 {
			t.Errorf("it ends after %.0f days", days)
		}
		opens := func() bool {
			t.Helper()
			got, err := r.Calendar(ctx, secret)
			if err != nil {
				t.Fatal(err)
			}
			return got.User == u.ID && got.Org == h.KanwilJambi
		}
		if !opens() {
			t.Error("its own calendar stays closed")
		}
		if got, err := r.Bearer().Actor(carrying(secret)); err != nil || got.Anyone() {
			t.Errorf("it opens the API: %+v, %v", got, err)
		}
		_, api, err := h.s.CreateToken(ctx, a, account.CreateTokenCommand{Name: "Laporan"})
		if err != nil {
			t.Fatal(err)
		}
		for _, wrong := range []string{api, "", "titian-calendar-x", secret + "x"} {
			if got, err := r.Calendar(ctx, wrong); err != nil || got.Anyone() {
				t.Errorf("%.20q opens a calendar: %+v, %v", wrong, got, err)
			}
		}
		if _, _, err := h.s.CreateToken(ctx, a, account.CreateTokenCommand{Name: "x", Purpose: "all"}); err == nil {
			t.Error("a token for anything is made")
		}
		if _, err := h.s.RevokeToken(ctx, a, row.ID); err != nil {
			t.Fatal(err)
		}
		if *wall = wall.Add(3 * time.Second); opens() {
			t.Error("a revoked address opens")
		}
	})
}
