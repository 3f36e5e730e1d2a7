package partnership_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"titian/internal/feature/agreement"
	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershiptest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// told lists what is told on a day as "kind level organisation".
func told(t *testing.T, r room, on civil.Date) []string {
	t.Helper()
	list, err := r.s.Reminders(t.Context(), authz.OperatorAs("uji"), on)
	ok(t, err)
	names := map[id.Organisation]string{r.PemkabLotim: "mitra", r.LapasSelong: "lapas", r.KanwilNTB: "kanwil"}
	var out []string
	for _, x := range list {
		out = append(out, fmt.Sprintf("%s %d %s", x.Kind, x.Level, names[x.Organisation]))
	}
	return out
}

func TestAPromiseIsTold30And7DaysAheadThenOverdueThenOneLevelUp(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		due := today.AddDays(100)
		c := partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 10, due)
		for _, tt := range []struct {
			days int
			want []string
		}{
			{-31, nil},
			{-30, []string{"promise_due 0 mitra"}},
			{-8, []string{"promise_due 0 mitra"}},
			{-7, []string{"promise_due 0 mitra"}},
			{0, []string{"promise_due 0 mitra"}},
			{1, []string{"promise_overdue 0 mitra"}},
			{7, []string{"promise_overdue 0 mitra"}},
			{8, []string{"promise_overdue 0 mitra", "promise_overdue 1 kanwil"}},
			{97, []string{"promise_overdue 0 mitra", "promise_overdue 1 kanwil"}},
			{98, nil},
		} {
			if got := told(t, r, due.AddDays(tt.days)); !slices.Equal(got, tt.want) {
				t.Errorf("%d days: got %q, want %q", tt.days, got, tt.want)
			}
		}
		partnershiptest.Report(t, r.d, c, today, 10)
		got := told(t, r, due.AddDays(1))
		if want := []string{"confirmation_overdue 0 lapas", "confirmation_overdue 1 kanwil"}; !slices.Equal(got, want) {
			t.Errorf("when all is reported, the receiver is late and not the giver: %q", got)
		}
	})
}

func TestAReminderIsTheSameUntilItsDayIsMoved(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx, op, due := t.Context(), authz.OperatorAs("uji"), today.AddDays(30)
		c := partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 10, due)
		keys := func(on civil.Date) string {
			list, err := r.s.Reminders(ctx, op, on)
			ok(t, err)
			var out []string
			for _, x := range list {
				out = append(out, x.Key)
				if x.Path() != "/commitments/"+c.ID.String() || x.Ref != c.Ref || x.DueOn.IsZero() {
					t.Errorf("points at %s: %+v", x.Path(), x)
				}
			}
			return strings.Join(out, " ")
		}
		first, next, last := keys(today), keys(today.AddDays(1)), keys(due.AddDays(-7))
		if first == "" || first != next || first == last || last != keys(due) {
			t.Errorf("keys %q, %q, %q", first, next, last)
		}
		terms := c.Terms()
		terms.DueOn = due.AddDays(-1)
		ok(t, r.s.Amend(ctx, r.partner, c.ID, 0, partnership.AmendCommand{CommitmentTerms: terms, Reason: "Lebih awal"}))
		if moved := keys(today); moved == first || moved == "" {
			t.Errorf("the day moved, the key did not: %q", moved)
		}
	})
}

func TestEachPartHasItsOwnReminderUntilItIsGiven(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		c := promiseInParts(t, r, twoParts())
		day := today.AddDays(21)
		if got, want := told(t, r, day), []string{"part_overdue 0 mitra", "part_due 0 mitra"}; !slices.Equal(without(got, "promise"), want) {
			t.Errorf("got %q, want %q", got, want)
		}
		partnershiptest.Confirmed(t, r.d, c, today, 4)
		if got, want := told(t, r, day), []string{"part_due 0 mitra"}; !slices.Equal(without(got, "promise"), want) {
			t.Errorf("when the first part is given: %q, want %q", got, want)
		}
	})
}

func without(list []string, prefix string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return strings.HasPrefix(s, prefix) })
}

func TestAnAnswerIsAskedOfTheSideWhoseTurnItIs(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		p := partnershiptest.Sent(t, r.d, r.c, today)
		clock := today.AddDays(14)
		if got := told(t, r, clock); got != nil {
			t.Errorf("on its last day: %q", got)
		}
		if got, want := told(t, r, clock.AddDays(8)), []string{"answer_overdue 0 mitra", "answer_overdue 1 kanwil"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		ok(t, r.s.Counter(t.Context(), r.partner, p.ID, 0, partnership.CounterCommand{Quantity: 1, Reason: "Satu dulu"}))
		if got, want := told(t, r, clock.AddDays(1)), []string{"answer_overdue 0 lapas"}; !slices.Equal(got, want) {
			t.Errorf("after the counter-offer: %q, want %q", got, want)
		}
	})
}

func TestRemindersAreTheServersOwn(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		for _, a := range []authz.Actor{r.officer, r.partner, r.Actor(authz.Administrator, r.LapasSelong)} {
			_, err := r.s.Reminders(t.Context(), a, today)
			is(t, string(a.Role), err, errs.Forbidden)
		}
	})
}

// TestAReminderNamesThePostThatOwnsIt: the promise's own at the promiser, the work
// plan's at the receiver, and none at the office one level up.
func TestAReminderNamesThePostThatOwnsIt(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		owner, plan := post(t, r.d, r.PemkabLotim, "Kepala Dinas Sosial"), post(t, r.d, r.LapasSelong, "Kasi Binadik")
		post(t, r.d, r.PemkabLotim, "Kasi Binadik") // the same title on the other side is another post
		a := agreementtest.Signed(t, r.d, r.c, today.AddDays(-100), today.AddDays(300))
		act, err := agreement.New(r.d).Plan(ctx, authz.OperatorAs("uji"), a.ID, agreement.ActivityCommand{
			Title: "Pelatihan las", Year: 2026, Quarter: 4, Target: 10, Unit: "orang", Responsible: "Kasi Binadik", BudgetSource: "APBD",
		})
		ok(t, err)
		c := partnershiptest.Promise(t, r.d, r.c, a.ID, 10, today.AddDays(30))
		terms := c.Terms()
		terms.OwnerPost, terms.Activity = owner, act.ID
		ok(t, r.s.Amend(ctx, r.partner, c.ID, 0, partnership.AmendCommand{CommitmentTerms: terms, Reason: "Ditugaskan"}))
		posts := func(on civil.Date) (out []id.Post) {
			list, err := r.s.Reminders(ctx, authz.OperatorAs("uji"), on)
			ok(t, err)
			for _, x := range list {
				out = append(out, x.Post)
			}
			return out
		}
		late := c.DueOn.AddDays(partnership.EscalateDays + 1)
		if got, want := posts(late), []id.Post{owner, {}}; !slices.Equal(got, want) {
			t.Errorf("overdue: got %v, want %v", got, want)
		}
		partnershiptest.Report(t, r.d, c, today, 10)
		if got, want := posts(late), []id.Post{plan, {}}; !slices.Equal(got, want) {
			t.Errorf("reported, not confirmed: got %v, want %v", got, want)
		}
	})
}
