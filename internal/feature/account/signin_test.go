package account_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"titian/internal/feature/account"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
)

func from(address string) authz.Actor {
	return authz.Actor{Origin: authz.Origin{Channel: "web", Address: address}}
}

func TestARightPasswordOpensAndNothingElse(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		ctx, u := t.Context(), h.hire(t, "kasi.bungo", authz.ProgrammeOfficer, h.LapasBungo)
		in, err := h.s.SignIn(ctx, from("10.0.0.1"), account.SignInCommand{Login: " Kasi.Bungo ", Password: good})
		if err != nil || in.User.ID != u.ID || len(in.Places) != 1 || in.Devices == "" {
			t.Fatalf("got %+v, %v", in, err)
		}
		place, err := h.s.Enter(ctx, from("10.0.0.1"), u.ID, in.Places[0].ID)
		if err != nil || place.Org != h.LapasBungo {
			t.Errorf("enter: got %+v, %v", place, err)
		}
		other := h.hire(t, "kasi.selong", authz.ProgrammeOfficer, h.LapasSelong)
		if _, err := h.s.Enter(ctx, from(""), other.ID, in.Places[0].ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("enter another's place: got %v", err)
		}
		for name, c := range map[string]account.SignInCommand{
			"nothing": {}, "no password": {Login: "kasi.bungo"}, "no login": {Password: good}, "a wrong password": {Login: "kasi.bungo", Password: good + "."},
			"nobody": {Login: "siapa", Password: good}, "a long password": {Login: "kasi.bungo", Password: fmt.Sprintf("%0999d", 1)},
		} {
			if _, err := h.s.SignIn(ctx, from("10.0.0.2"), c); code(err) != "sign_in.wrong" || !errors.Is(err, errs.Unauthenticated) {
				t.Errorf("%s: got %v", name, err)
			}
		}
		if _, err := h.s.DeactivateUser(ctx, h.admin(), u.ID, 1); err != nil {
			t.Fatal(err)
		}
		if _, err := h.s.SignIn(ctx, from("10.0.0.3"), account.SignInCommand{Login: "kasi.bungo", Password: good}); code(err) != "sign_in.wrong" {
			t.Errorf("a user who has ended: got %v", err)
		}
	})
}

func TestOneMayChooseAmongThePlacesOfToday(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		ctx, u := t.Context(), h.hire(t, "kasi.bungo", authz.ProgrammeOfficer, h.LapasBungo)
		for _, m := range []account.MembershipCommand{
			{Org: h.RutanSungaiPenuh, Role: authz.CaseGuardian, EndsOn: civil.Must("2026-12-31")},
			{Org: h.BapasJambi, Role: authz.ProbationOfficer, StartsOn: civil.Must("2027-01-01")},
		} {
			if _, err := h.s.AddMembership(ctx, h.admin(), u.ID, m); err != nil {
				t.Fatal(err)
			}
		}
		for at, want := range map[time.Time]int{*h.now: 2, h.now.AddDate(0, 2, 0): 2, h.now.AddDate(0, 0, 39): 2} {
			*h.now = at
			if places, err := h.s.Places(ctx, from(""), u.ID); err != nil || len(places) != want {
				t.Errorf("on %s: got %+v, %v", at, places, err)
			}
		}
	})
}

func TestGuessingIsSlowedAndTheOwnerIsNotLockedOut(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.hire(t, "kasi.bungo", authz.ProgrammeOfficer, h.LapasBungo)
		right := account.SignInCommand{Login: "kasi.bungo", Password: good}
		in, err := h.s.SignIn(ctx, from("10.0.0.1"), right)
		if err != nil {
			t.Fatal(err)
		}
		wrong := account.SignInCommand{Login: "kasi.bungo", Password: "tebakan lain"}
		tried := 0
		for range 1000 { // a stranger tries each second for a quarter of an hour
			*h.now = h.now.Add(time.Second)
			switch _, err := h.s.SignIn(ctx, from("203.0.113.9"), wrong); code(err) {
			case "sign_in.wrong":
				tried++
			case "sign_in.wait":
			default:
				t.Fatal(err)
			}
		}
		if tried > 30 {
			t.Errorf("%d guesses in a thousand seconds", tried)
		}
		home := right
		home.Devices = in.Devices
		if _, err := h.s.SignIn(ctx, from("10.0.0.1"), home); err != nil {
			t.Errorf("the owner's own browser is held up: %v", err)
		}
		if _, err := h.s.SignIn(ctx, from("203.0.113.9"), right); code(err) != "sign_in.wait" {
			t.Errorf("a stranger's browser is not held up: %v", err)
		}
		*h.now = h.now.Add(2 * time.Minute)
		if _, err := h.s.SignIn(ctx, from("10.0.0.7"), right); err != nil {
			t.Errorf("the owner on a new browser, after a wait: %v", err)
		}
	})
}

func TestAnAddressThatTriesManyAccountsIsSlowed(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		refused := 0
		for i := range 60 {
			*h.now = h.now.Add(time.Second)
			_, err := h.s.SignIn(t.Context(), from("203.0.113.9"), account.SignInCommand{Login: fmt.Sprintf("user%d", i), Password: good})
			if code(err) == "sign_in.wait" {
				refused++
			}
		}
		if refused < 15 {
			t.Errorf("%d of 60 tries were refused", refused)
		}
		if _, err := h.s.SignIn(t.Context(), from("10.0.0.1"), account.SignInCommand{Login: "user99", Password: good}); code(err) != "sign_in.wrong" {
			t.Errorf("another address: got %v", err)
		}
	})
}

func TestAForgedDeviceIsAStranger(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.hire(t, "kasi.bungo", authz.ProgrammeOfficer, h.LapasBungo)
		h.hire(t, "kalapas.bungo", authz.FacilityHead, h.LapasBungo)
		in, err := h.s.SignIn(ctx, from(""), account.SignInCommand{Login: "kasi.bungo", Password: good})
		if err != nil {
			t.Fatal(err)
		}
		both, err := h.s.SignIn(ctx, from(""), account.SignInCommand{Login: "kalapas.bungo", Password: good, Devices: in.Devices})
		if err != nil || len(both.Devices) <= len(in.Devices) {
			t.Fatalf("two users of one PC: got %q, %v", both.Devices, err)
		}
		for range 8 { // strangers close the usual way
			_, _ = h.s.SignIn(ctx, from(""), account.SignInCommand{Login: "kasi.bungo", Password: "tebakan lain"})
		}
		forged := []byte(both.Devices)
		for i := range forged {
			forged[i] ^= 1
		}
		for name, tt := range map[string]struct {
			devices account.Devices
			want    string
		}{
			"none": {"", "sign_in.wait"}, "forged": {account.Devices(forged), "sign_in.wait"}, "nonsense": {"a.b.c", "sign_in.wait"}, "own": {both.Devices, ""},
		} {
			if _, err := h.s.SignIn(ctx, from(""), account.SignInCommand{Login: "kasi.bungo", Password: good, Devices: tt.devices}); code(err) != tt.want {
				t.Errorf("%s: got %v, want %q", name, err, tt.want)
			}
		}
	})
}

func TestAChangedPasswordNeedsThePresentOne(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		ctx, u := t.Context(), h.hire(t, "kasi.bungo", authz.ProgrammeOfficer, h.LapasBungo)
		a := h.as(t, u)
		for _, tt := range []struct{ present, next, want string }{
			{"", "sandi baru yang panjang", "present:required"},
			{good, good, "password:password.same"},
			{good, "pendek", "password:too_short"},
			{"tebakan lain", "sandi baru yang panjang", "present:password.wrong"},
		} {
			if err := h.s.ChangePassword(ctx, a, tt.present, tt.next); len(fields(err)) != 1 || fields(err)[0] != tt.want {
				t.Errorf("%q to %q: got %v, want %s", tt.present, tt.next, err, tt.want)
			}
		}
		if err := h.s.ChangePassword(ctx, a, good, "sandi baru yang panjang"); err != nil {
			t.Fatal(err)
		}
		if _, err := h.s.SignIn(ctx, from(""), account.SignInCommand{Login: u.Login, Password: "sandi baru yang panjang"}); err != nil {
			t.Errorf("the new one: %v", err)
		}
		if _, err := h.s.SignIn(ctx, from(""), account.SignInCommand{Login: u.Login, Password: good}); code(err) != "sign_in.wrong" {
			t.Errorf("the old one: got %v", err)
		}
		for i := range 9 {
			err := h.s.ChangePassword(ctx, a, "tebakan lain", "sandi baru yang lain")
			if want := i >= 5; errors.Is(err, errs.Limited) != want {
				t.Errorf("guess %d of the present one: got %v", i+1, err)
			}
		}
		if err := h.s.SetLanguage(ctx, a, "en"); err != nil {
			t.Error(err)
		}
		if err := h.s.SetLanguage(ctx, a, "fr"); len(fields(err)) != 1 {
			t.Errorf("a language that we do not speak: got %v", err)
		}
		if me, err := h.s.Me(ctx, a); err != nil || me.Language != "en" {
			t.Errorf("language: got %q, %v", me.Language, err)
		}
	})
}

func TestAResetLetsTheOwnerInAtOnceAndCostRisesAtSignIn(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		ctx, u := t.Context(), h.hire(t, "kasi.bungo", authz.ProgrammeOfficer, h.LapasBungo)
		for range 8 {
			_, _ = h.s.SignIn(ctx, from(""), account.SignInCommand{Login: u.Login, Password: "tebakan lain"})
		}
		if _, err := h.s.SetPassword(ctx, h.admin(), u.ID, "sandi dari admin"); err != nil {
			t.Fatal(err)
		}
		dearer := account.New(h.db, account.Options{Key: []byte("a key of the test"), Cost: account.Cost{Memory: 128, Time: 1}})
		for range 2 { // the second reads what the first has written again
			if _, err := dearer.SignIn(ctx, from(""), account.SignInCommand{Login: u.Login, Password: "sandi dari admin"}); err != nil {
				t.Error(err)
			}
		}
		me, err := h.s.Me(ctx, h.as(t, u))
		if err != nil || me.Password[:len("$argon2id$v=19$m=128")] != "$argon2id$v=19$m=128" {
			t.Errorf("stored: %q, %v", me.Password, err)
		}
	})
}
