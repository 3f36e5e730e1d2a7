package account_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"titian/internal/feature/account"
	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

func TestAPostPassesFromHolderToHolderAndKeepsBoth(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		ctx, head := t.Context(), h.Actor(authz.FacilityHead, h.LapasBungo)
		post, err := h.dir.CreatePost(ctx, head, h.LapasBungo, directory.PostCommand{Title: "Kasi Kerja"})
		if err != nil {
			t.Fatal(err)
		}
		first, second := h.hire(t, "kasi.lama", authz.ProgrammeOfficer, h.LapasBungo), h.hire(t, "kasi.baru", authz.CaseGuardian, h.LapasBungo)
		stranger := h.hire(t, "kasi.lain", authz.ProgrammeOfficer, h.LapasSelong)
		var told []id.User
		h.s.OnHeld(func(_ context.Context, _ *db.Tx, x account.Held) error {
			told = append(told, x.Holding.User)
			return nil
		})
		today := civil.Today(*h.now)
		give := func(a authz.Actor, u id.User, on civil.Date) ([]account.Holder, error) {
			return h.s.HandOverPost(ctx, a, post.ID, account.HandOverCommand{User: u, On: on})
		}
		if _, err := give(head, id.User{}, today); !errors.Is(err, errs.Invalid) {
			t.Errorf("a vacant post falls vacant: %v", err)
		}
		if _, err := give(head, stranger.ID, today); !errors.Is(err, errs.Invalid) {
			t.Errorf("somebody of another office holds it: %v", err)
		}
		if _, err := give(head, first.ID, today.AddDays(1)); !errors.Is(err, errs.Invalid) {
			t.Errorf("given tomorrow: %v", err)
		}
		for name, a := range map[string]authz.Actor{"another office": h.Actor(authz.FacilityHead, h.LapasSelong), "the partner": h.Actor(authz.Partner, h.Baznas)} {
			if _, err := give(a, first.ID, today); !errors.Is(err, errs.NotFound) {
				t.Errorf("%s hands it over: %v", name, err)
			}
			if _, err := h.s.Holders(ctx, a, post.ID); !errors.Is(err, errs.NotFound) {
				t.Errorf("%s reads who holds it: %v", name, err)
			}
		}
		if _, err := give(head, first.ID, today); err != nil {
			t.Fatal(err)
		}
		if _, err := give(head, first.ID, today); !errors.Is(err, errs.Invalid) {
			t.Errorf("given to its holder: %v", err)
		}
		*h.now = h.now.AddDate(0, 0, 10)
		if _, err := give(head, second.ID, today.AddDays(9)); err != nil {
			t.Fatal(err)
		}
		list, err := give(head, id.User{}, today.AddDays(10))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, x := range list {
			got = append(got, x.Name+" "+x.StartsOn.String()+" "+x.EndsOn.String())
		}
		want := []string{second.Name + " " + today.AddDays(9).String() + " " + today.AddDays(9).String(), first.Name + " " + today.String() + " " + today.AddDays(8).String()}
		if !slices.Equal(got, want) || !slices.Equal(told, []id.User{first.ID, second.ID}) {
			t.Errorf("held by %q, want %q; told %v", got, want, told)
		}
	})
}
