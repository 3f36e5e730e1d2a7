package notice_test

import (
	"slices"
	"testing"
	"time"

	"titian/internal/feature/account"
	"titian/internal/feature/directory"
	"titian/internal/feature/notice"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// post makes a post of the prison.
func (h *house) newPost(t *testing.T, title string) id.Post {
	t.Helper()
	p, err := directory.New(h.db).CreatePost(t.Context(), operator(), h.LapasBungo, directory.PostCommand{Title: title})
	if err != nil {
		t.Fatal(err)
	}
	return p.ID
}

// give hands a post over to somebody, or leaves it vacant for nobody.
func (h *house) give(t *testing.T, post id.Post, to authz.Actor) {
	t.Helper()
	if _, err := h.staff.HandOverPost(t.Context(), operator(), post, account.HandOverCommand{User: to.User}); err != nil {
		t.Fatal(err)
	}
}

// owned is a reminder of what a post promised.
func (h *house) owned(key string, post id.Post) notice.News {
	return notice.News{
		Kind: notice.PromiseDue, Record: notice.Record{Kind: "commitment", ID: id.Commitment{}.Make(), Ref: "BUNGO-KM-26-1"}, Key: key,
		To: []id.Organisation{h.LapasBungo}, Post: post, Words: map[string]string{"of": "Lapas Kelas IIB Muara Bungo"},
	}
}

// heard is how much head, officer and guardian were told.
func (h *house) heard(t *testing.T) []int {
	t.Helper()
	return []int{len(h.list(t, h.head)), len(h.list(t, h.officer)), len(h.list(t, h.guardian))}
}

func TestWhatAPostPromisedIsToldToWhoHoldsItThen(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		post := h.newPost(t, "Kasi Kerja")
		due := h.owned("due", post)
		for _, step := range []struct {
			what string
			do   func()
			told int
			want []int // head, officer, guardian: all they heard so far
		}{
			{"a vacant post is the office's", func() {}, 2, []int{1, 1, 0}},
			{"its new holder hears it too, alone", func() { h.give(t, post, h.guardian) }, 1, []int{1, 1, 1}},
			{"once", func() { h.pass(24 * time.Hour) }, 0, []int{1, 1, 1}},
			{"who holds it next has heard it", func() { h.give(t, post, h.officer) }, 0, []int{1, 1, 1}},
			{"what comes now is the next holder's", func() { due = h.owned("overdue", post) }, 1, []int{1, 2, 1}},
			{"vacant again: those hear it who have not", func() { h.pass(24 * time.Hour); h.give(t, post, authz.Actor{}) }, 1, []int{2, 2, 1}},
		} {
			step.do()
			if told := h.tell(t, due); told != step.told {
				t.Errorf("%s: %d were told, want %d", step.what, told, step.told)
			}
			if got := h.heard(t); !slices.Equal(got, step.want) {
				t.Errorf("%s: head, officer, guardian heard %v, want %v", step.what, got, step.want)
			}
		}
	})
}

func TestAPostWhoseHolderIsGoneIsTheOffices(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		moved, barred := h.newPost(t, "Kasi Kerja"), h.newPost(t, "Kasi Binadik")
		h.give(t, moved, h.guardian)
		h.give(t, barred, h.officer)
		h.pass(24 * time.Hour)
		guardian, err := h.staff.GetUser(t.Context(), operator(), h.guardian.User)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.staff.EndMembership(t.Context(), operator(), guardian.Places[0].ID, 0); err != nil {
			t.Fatal(err)
		}
		h.pass(24 * time.Hour) // a membership lasts to the end of its last day
		if told := h.tell(t, h.owned("a", moved)); told != 2 || !slices.Equal(h.heard(t), []int{1, 1, 0}) {
			t.Errorf("the holder works there no more: %d were told, heard %v", told, h.heard(t))
		}
		if _, err := h.staff.DeactivateUser(t.Context(), operator(), h.officer.User, 0); err != nil {
			t.Fatal(err)
		}
		if told := h.tell(t, h.owned("b", barred)); told != 1 || !slices.Equal(h.heard(t), []int{2, 1, 0}) {
			t.Errorf("the holder may not sign in any more: %d were told, heard %v", told, h.heard(t))
		}
	})
}

func TestAHolderIsToldAsTheyChose(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		post := h.newPost(t, "Kasi Kerja")
		h.give(t, post, h.officer)
		if err := h.s.Choose(t.Context(), h.officer, map[notice.Topic]notice.Way{"commitment": notice.None}); err != nil {
			t.Fatal(err)
		}
		if told := h.tell(t, h.owned("a", post)); told != 0 || !slices.Equal(h.heard(t), []int{0, 0, 0}) {
			t.Errorf("who wants none is told, or somebody else in their place: %d, %v", told, h.heard(t))
		}
	})
}
