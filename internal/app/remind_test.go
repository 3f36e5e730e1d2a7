package app_test

import (
	"slices"
	"testing"

	"titian/internal/app/demo"
	"titian/internal/feature/account"
	"titian/internal/feature/directory"
	"titian/internal/feature/notice"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// TestRemindersAreToldOnceHoweverOftenTheRunComes runs the reminders of the demo's
// day again and again.
func TestRemindersAreToldOnceHoweverOftenTheRunComes(t *testing.T) {
	w := load(t, db.SQLite)
	count := func() int {
		n, err := db.One[int](t.Context(), w.DB, `SELECT count(*) FROM notice_notice`)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := count()
	dry, err := w.Remind(t.Context(), true)
	if err != nil || dry.Due == 0 || dry.Told != 0 || count() != before {
		t.Fatalf("a dry run: %+v, %v; %d notices, were %d", dry, err, count(), before)
	}
	first, err := w.Remind(t.Context(), false)
	if err != nil || first.Due != dry.Due || first.Told == 0 || count() != before+first.Told {
		t.Fatalf("the first run: %+v, %v; %d notices, were %d", first, err, count(), before)
	}
	for range 2 {
		if again, err := w.Remind(t.Context(), false); err != nil || again.Told != 0 || count() != before+first.Told {
			t.Errorf("another run: %+v, %v", again, err)
		}
	}
}

// remindedOf is whom the program reminded of what a post promised.
func (w *world) remindedOf(t *testing.T, post id.Post) []string {
	t.Helper()
	logins, err := db.All[string](t.Context(), w.DB, `SELECT DISTINCT u.login FROM notice_notice n JOIN account_user u ON u.id = n.user_id
		JOIN partnership_commitment c ON c.id = n.record_id AND c.owner_post_id = $1 WHERE n.kind = $2 ORDER BY u.login`, post, string(notice.PromiseDue))
	if err != nil {
		t.Fatal(err)
	}
	return logins
}

// TestWhatAPostPromisedFollowsThePostToItsNextHolder runs the reminders of the demo's
// day, hands a post that owes something to a colleague, and runs them again.
func TestWhatAPostPromisedFollowsThePostToItsNextHolder(t *testing.T) {
	for _, dialect := range dbtest.Dialects() {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			w, ctx, op := load(t, dialect), t.Context(), authz.OperatorAs("test")
			post := w.postOf(t, "BAZNASBUNGO", "Wakil Ketua II Bidang Pendistribusian")
			u, err := w.Account.CreateUser(ctx, op, account.CreateUserCommand{
				Login: "amil.baru", Name: "Amil baru", Password: demo.Password, MembershipCommand: account.MembershipCommand{Org: post.Org, Role: authz.Partner},
			})
			if err != nil {
				t.Fatal(err)
			}
			run := func(want ...string) {
				t.Helper()
				if _, err := w.Remind(ctx, false); err != nil {
					t.Fatal(err)
				}
				if got := w.remindedOf(t, post.ID); !slices.Equal(got, want) {
					t.Errorf("reminded %v, want %v", got, want)
				}
			}
			run("baznas.bungo") // the holder, and not the colleague
			if _, err := w.Account.HandOverPost(ctx, op, post.ID, account.HandOverCommand{User: u.ID}); err != nil {
				t.Fatal(err)
			}
			run("amil.baru", "baznas.bungo")
			if again, err := w.Remind(ctx, false); err != nil || again.Told != 0 {
				t.Errorf("another run: %+v, %v", again, err)
			}
		})
	}
}

func (w *world) postOf(t *testing.T, code, title string) directory.Post {
	t.Helper()
	p, err := db.One[directory.Post](t.Context(), w.DB, `SELECT `+db.Columns[directory.Post]("p")+` FROM directory_post p
		JOIN directory_organisation o ON o.id = p.organisation_id WHERE o.code = $1 AND p.title = $2`, code, title)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
