package account_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"titian/internal/feature/account"
	"titian/internal/feature/directory"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

const good = "jembatan kecil di Bungo"

// house is a database with the five stories' organisations and a clock that the
// test moves.
type house struct {
	*directorytest.World
	db  *db.DB
	s   *account.Service
	dir *directory.Service
	now *time.Time
}

func run(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	for _, dialect := range dbtest.Dialects() {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			now := dbtest.Now
			d := dbtest.OpenAt(t, dbtest.URL(t, dialect), func() time.Time { return now })
			f(t, &house{
				World: directorytest.Seed(t, d), db: d, dir: directory.New(d), now: &now,
				s: account.New(d, account.Options{Key: []byte("a key of the test"), Cost: account.Cost{Memory: 64, Time: 1}}),
			})
		})
	}
}

func (h *house) admin() authz.Actor { return h.Actor(authz.Administrator, h.KanwilJambi) }

// hire makes a user with one role.
func (h *house) hire(t *testing.T, login string, role authz.Role, org id.Organisation) account.User {
	t.Helper()
	u, err := h.s.CreateUser(t.Context(), authz.OperatorAs("test"), command(login, role, org))
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func command(login string, role authz.Role, org id.Organisation) account.CreateUserCommand {
	return account.CreateUserCommand{Login: login, Name: "Uji " + login, Password: good, MembershipCommand: account.MembershipCommand{Org: org, Role: role}}
}

// as is the actor that a user is in their first place.
func (h *house) as(t *testing.T, u account.User) authz.Actor {
	t.Helper()
	p, err := h.s.Me(t.Context(), authz.Actor{User: u.ID, Role: authz.Observer})
	if err != nil {
		t.Fatal(err)
	}
	a := h.Actor(p.Places[0].Role, p.Places[0].Org)
	a.User = u.ID
	return a
}

func fields(err error) []string {
	e := errs.As(err)
	if e == nil || e.Kind != errs.Invalid {
		return nil
	}
	var out []string
	for _, f := range e.Fields {
		out = append(out, f.Path+":"+f.Code)
	}
	return out
}

func code(err error) string {
	if e := errs.As(err); e != nil {
		return e.Code
	}
	return ""
}

func TestAnAdministratorMakesUsersInTheirOwnOffices(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		u, err := h.s.CreateUser(ctx, h.admin(), command(" Kasi.Bungo ", authz.ProgrammeOfficer, h.LapasBungo))
		if err != nil || u.Login != "kasi.bungo" || u.Language != "id" || !strings.HasPrefix(u.Password, "$argon2id$v=19$m=64,t=1,p=1$") {
			t.Fatalf("create: got %+v, %v", u, err)
		}
		p, err := h.s.GetUser(ctx, h.admin(), u.ID)
		if err != nil || len(p.Places) != 1 || p.Places[0].OrgName != "Lapas Kelas IIB Muara Bungo" || p.Places[0].StartsOn != civil.Must("2026-11-22") {
			t.Errorf("read: got %+v, %v", p, err)
		}
		for name, tt := range map[string]struct {
			c    account.CreateUserCommand
			want []string
		}{
			"nothing":               {account.CreateUserCommand{}, []string{"login:required", "name:required", "password:required", "organisation_id:required", "role:required"}},
			"a login that is there": {command("KASI.bungo", authz.CaseGuardian, h.LapasBungo), []string{"login:user.login_taken"}},
			"a login with spaces":   {command("kasi bungo", authz.CaseGuardian, h.LapasBungo), []string{"login:user.login"}},
			"another office":        {command("kasi.selong", authz.CaseGuardian, h.LapasSelong), []string{"organisation_id:choice.invalid"}},
			"an officer as partner": {command("ketua", authz.Partner, h.LapasBungo), []string{"role:membership.role"}},
			"a partner as guardian": {command("ketua", authz.CaseGuardian, h.Baznas), []string{"role:membership.role"}},
			"an operator":           {command("root1", authz.Operator, h.LapasBungo), []string{"role:choice.invalid"}},
		} {
			if _, err := h.s.CreateUser(ctx, h.admin(), tt.c); !slices.Equal(fields(err), tt.want) {
				t.Errorf("%s: got %v, want %v", name, err, tt.want)
			}
		}
		if _, err := h.s.CreateUser(ctx, h.admin(), command("baznas.bungo", authz.Partner, h.Baznas)); err != nil {
			t.Errorf("a partner's user: %v", err)
		}
		history, err := audit.History(ctx, h.db, h.LapasBungo, u.ID)
		if err != nil || len(history) != 1 || strings.Contains(history[0].Changes, "kasi") || strings.Contains(history[0].Changes, "argon2") {
			t.Errorf("audit: got %+v, %v", history, err)
		}
	})
}

func TestPasswordsThatEverybodyGuessesAreRefused(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		for password, want := range map[string]string{
			"": "required", "pendek": "too_short", strings.Repeat("panjang ", 30): "too_long", "aaaaaaaaaaaaaa": "password.easy",
			"kasi.bungo123": "password.easy", "123456789012": "password.easy", "\xff12345678901": "text.invalid",
		} {
			c := command("kasi.bungo", authz.ProgrammeOfficer, h.LapasBungo)
			c.Password = password
			if _, err := h.s.CreateUser(t.Context(), h.admin(), c); !slices.Equal(fields(err), []string{"password:" + want}) {
				t.Errorf("%q: got %v, want %s", password, err, want)
			}
		}
		a, err := account.NewPassword()
		b, err2 := account.NewPassword()
		if err != nil || err2 != nil || a == b || len(a) != 19 {
			t.Errorf("new passwords: %q, %q, %v, %v", a, b, err, err2)
		}
	})
}

func TestListsShowWhomTheAdministratorKeeps(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		for login, org := range map[string]id.Organisation{"a.bungo": h.LapasBungo, "b.spenuh": h.RutanSungaiPenuh, "c.selong": h.LapasSelong} {
			h.hire(t, login, authz.FacilityHead, org)
		}
		h.hire(t, "d.baznas", authz.Partner, h.Baznas)
		logins := func(a authz.Actor, f account.UserFilter) (out []string) {
			r := page.Request{Size: 2}
			for {
				p, err := h.s.ListUsers(t.Context(), a, f, r)
				if err != nil {
					t.Fatal(err)
				}
				for _, u := range p.Items {
					out = append(out, u.Login)
				}
				if r.After = p.Next; p.Next == "" {
					return out
				}
			}
		}
		for name, tt := range map[string]struct {
			a    authz.Actor
			f    account.UserFilter
			want []string
		}{
			"an office":    {h.admin(), account.UserFilter{}, []string{"a.bungo", "b.spenuh", "d.baznas"}},
			"backwards":    {h.admin(), account.UserFilter{Desc: true}, []string{"d.baznas", "b.spenuh", "a.bungo"}},
			"a facility":   {h.Actor(authz.Administrator, h.LapasSelong), account.UserFilter{}, []string{"c.selong", "d.baznas"}},
			"a partner":    {partnerAdmin(h), account.UserFilter{}, []string{"d.baznas"}},
			"everything":   {authz.OperatorAs("test"), account.UserFilter{}, []string{"a.bungo", "b.spenuh", "c.selong", "d.baznas"}},
			"text":         {h.admin(), account.UserFilter{Text: "UJI b"}, []string{"b.spenuh"}},
			"role":         {h.admin(), account.UserFilter{Role: authz.Partner}, []string{"d.baznas"}},
			"organisation": {h.admin(), account.UserFilter{Org: h.LapasBungo}, []string{"a.bungo"}},
		} {
			if got := logins(tt.a, tt.f); !slices.Equal(got, tt.want) {
				t.Errorf("%s: got %v, want %v", name, got, tt.want)
			}
		}
		if _, err := h.s.ListUsers(t.Context(), h.admin(), account.UserFilter{}, page.Request{After: "?"}); errs.KindOf(err) != errs.Invalid {
			t.Errorf("a wrong cursor: got %v", err)
		}
	})
}

func partnerAdmin(h *house) authz.Actor {
	a := h.Actor(authz.Administrator, h.Baznas)
	a.Scope = authz.Scope{Partner: h.Baznas}
	return a
}

func TestNobodyReachesThroughAnotherOfficesUser(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		elsewhere := h.hire(t, "c.selong", authz.FacilityHead, h.LapasSelong)
		both := h.hire(t, "pindahan", authz.FacilityHead, h.LapasSelong)
		if _, err := h.s.AddMembership(ctx, authz.OperatorAs("test"), both.ID, account.MembershipCommand{Org: h.LapasBungo, Role: authz.CaseGuardian}); err != nil {
			t.Fatal(err)
		}
		for name, tt := range map[string]struct {
			a    authz.Actor
			user id.User
			want string
		}{
			"unseen":      {h.admin(), elsewhere.ID, "not_found"},
			"elsewhere":   {h.admin(), both.ID, "user.elsewhere"},
			"an officer":  {h.Actor(authz.FacilityHead, h.LapasSelong), elsewhere.ID, "forbidden"},
			"nobody":      {authz.Actor{}, elsewhere.ID, "unauthenticated"},
			"no such one": {h.admin(), id.User{}.Make(), "not_found"},
		} {
			if _, err := h.s.SetPassword(ctx, tt.a, tt.user, good+"!"); code(err) != tt.want {
				t.Errorf("reset, %s: got %v, want %s", name, err, tt.want)
			}
			if _, err := h.s.DeactivateUser(ctx, tt.a, tt.user, 1); code(err) != tt.want {
				t.Errorf("deactivate, %s: got %v, want %s", name, err, tt.want)
			}
			if _, err := h.s.ChangeUser(ctx, tt.a, tt.user, account.ProfileCommand{Name: "X", Version: 1}); code(err) != tt.want {
				t.Errorf("change, %s: got %v, want %s", name, err, tt.want)
			}
		}
	})
}

func TestUsersChangeEndAndComeBack(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		ctx, u := t.Context(), h.hire(t, "kasi.bungo", authz.ProgrammeOfficer, h.LapasBungo)
		u, err := h.s.ChangeUser(ctx, h.admin(), u.ID, account.ProfileCommand{Name: "Kasi Binadik", Language: "en", Version: 1})
		if err != nil || u.Name != "Kasi Binadik" || u.Language != "en" || u.Version != 2 {
			t.Fatalf("change: got %+v, %v", u, err)
		}
		if _, err := h.s.ChangeUser(ctx, h.admin(), u.ID, account.ProfileCommand{Name: "Lain", Version: 1}); code(err) != "stale" {
			t.Errorf("a lost race: got %v", err)
		}
		if _, err := h.s.ChangeUser(ctx, h.admin(), u.ID, account.ProfileCommand{Language: "fr", Version: 2}); !slices.Equal(fields(err), []string{"name:required", "language:choice.invalid"}) {
			t.Errorf("a wrong change: got %v", err)
		}
		if u, err = h.s.DeactivateUser(ctx, h.admin(), u.ID, 2); err != nil || u.Active {
			t.Errorf("deactivate: got %+v, %v", u, err)
		}
		if _, err := h.s.DeactivateUser(ctx, h.admin(), u.ID, 3); code(err) != "user.inactive" {
			t.Errorf("deactivate twice: got %v", err)
		}
		if u, err = h.s.ReactivateUser(ctx, h.admin(), u.ID, 3); err != nil || !u.Active {
			t.Errorf("reactivate: got %+v, %v", u, err)
		}
		found, err := h.s.FindUser(ctx, h.admin(), "KASI.BUNGO")
		if err != nil || found.ID != u.ID {
			t.Errorf("find: got %+v, %v", found, err)
		}
		self := h.hire(t, "admin.jambi", authz.Administrator, h.KanwilJambi)
		if _, err := h.s.DeactivateUser(ctx, h.as(t, self), self.ID, 1); code(err) != "user.own" {
			t.Errorf("deactivate oneself: got %v", err)
		}
	})
}

func TestMembershipsBeginAndEnd(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		ctx, u := t.Context(), h.hire(t, "kasi.bungo", authz.ProgrammeOfficer, h.LapasBungo)
		guardian := account.MembershipCommand{Org: h.LapasBungo, Role: authz.CaseGuardian, StartsOn: civil.Must("2026-12-01"), EndsOn: civil.Must("2027-01-31")}
		m, err := h.s.AddMembership(ctx, h.admin(), u.ID, guardian)
		if err != nil || m.In(civil.Must("2026-11-30")) || !m.In(civil.Must("2026-12-01")) || !m.In(civil.Must("2027-01-31")) || m.In(civil.Must("2027-02-01")) {
			t.Fatalf("add: got %+v, %v", m, err)
		}
		if _, err := h.s.AddMembership(ctx, h.admin(), u.ID, guardian); !slices.Equal(fields(err), []string{"role:membership.twice"}) {
			t.Errorf("add twice: got %v", err)
		}
		late := guardian
		late.EndsOn = civil.Must("2026-11-01")
		if _, err := h.s.AddMembership(ctx, h.admin(), u.ID, late); !slices.Equal(fields(err), []string{"ends_on:date.too_early"}) {
			t.Errorf("ends before it starts: got %v", err)
		}
		if _, err := h.s.AddMembership(ctx, h.Actor(authz.Administrator, h.LapasSelong), u.ID, guardian); code(err) != "not_found" {
			t.Errorf("a user of another office: got %v", err)
		}
		if _, err := h.s.EndMembership(ctx, h.Actor(authz.Administrator, h.LapasSelong), m.ID, 1); code(err) != "not_found" {
			t.Errorf("end another office's: got %v", err)
		}
		if m, err = h.s.EndMembership(ctx, h.admin(), m.ID, 1); err != nil || m.EndsOn != civil.Must("2026-11-21") || m.In(m.StartsOn) {
			t.Errorf("end: got %+v, %v", m, err)
		}
		if _, err := h.s.EndMembership(ctx, h.admin(), m.ID, 2); code(err) != "membership.ended" {
			t.Errorf("end twice: got %v", err)
		}
		self := h.hire(t, "admin.jambi", authz.Administrator, h.KanwilJambi)
		p, err := h.s.GetUser(ctx, h.admin(), self.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.s.EndMembership(ctx, h.as(t, self), p.Places[0].ID, 1); code(err) != "membership.own" {
			t.Errorf("end one's own: got %v", err)
		}
	})
}
