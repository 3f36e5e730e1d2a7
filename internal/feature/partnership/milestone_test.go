package partnership_test

import (
	"slices"
	"testing"

	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershiptest"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// twoParts promise four by in twenty days and three more in forty; the rest of
// ten is due at the end.
func twoParts() []partnership.Milestone {
	return []partnership.Milestone{
		{Title: "Kelas kedua", DueOn: today.AddDays(40), Quantity: 3},
		{Title: "Kelas pertama", DueOn: today.AddDays(20), Quantity: 4, Value: 4_000_000},
	}
}

func promiseInParts(t *testing.T, r room, parts []partnership.Milestone) partnership.Commitment {
	t.Helper()
	made, err := r.s.Promise(t.Context(), r.officer, partnership.PromiseCommand{
		Cooperation: r.c.ID, Promiser: r.PemkabLotim, Receiver: r.LapasSelong, CommitmentTerms: partnershiptest.Terms(10, today.AddDays(60)), Milestones: parts,
	})
	ok(t, err)
	return made
}

func TestPartsAreKeptInTheOrderOfTheirDaysAndFilledByConfirmations(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		c := promiseInParts(t, r, twoParts())
		partnershiptest.Confirmed(t, r.d, c, today, 5)
		partnershiptest.Report(t, r.d, c, today, 5)
		got, err := r.s.Commitment(ctx, r.partner, c.ID)
		ok(t, err)
		if len(got.Parts) != 2 || got.Parts[0].Title != "Kelas pertama" || !got.Parts[0].Done || got.Parts[1].Done {
			t.Errorf("parts %+v: a report that nobody confirmed fills nothing", got.Parts)
		}
		late := partnership.PartsOn([]partnership.Milestone{got.Parts[0].Milestone, got.Parts[1].Milestone}, got.Sums, today.AddDays(41))
		if late[0].Late != 0 || late[1].Late != 1 {
			t.Errorf("on the day after the second: %+v", late)
		}
	})
}

func TestPartsFitTheirPromise(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		terms := partnershiptest.Terms(5, today.AddDays(60))
		for name, tt := range map[string]struct {
			parts []partnership.Milestone
			want  []string
		}{
			"too much":        {[]partnership.Milestone{{Title: "a", DueOn: today, Quantity: 3}, {Title: "b", DueOn: today, Quantity: 3}}, []string{"milestones:commitment.parts_exceed"}},
			"too dear":        {[]partnership.Milestone{{Title: "a", DueOn: today, Value: 5_000_001}}, []string{"milestones:commitment.parts_exceed_rp"}},
			"after the end":   {[]partnership.Milestone{{Title: "a", DueOn: today.AddDays(61), Quantity: 1}}, []string{"milestones[0].due_on:date.too_late"}},
			"nothing in it":   {[]partnership.Milestone{{}}, []string{"milestones[0].title:required", "milestones[0].due_on:required", "milestones[0].quantity:commitment.empty_part"}},
			"more than sense": {make([]partnership.Milestone, 41), []string{"milestones:commitment.too_many_parts"}},
		} {
			_, err := r.s.Promise(t.Context(), r.officer, partnership.PromiseCommand{
				Cooperation: r.c.ID, Promiser: r.PemkabLotim, Receiver: r.LapasSelong, CommitmentTerms: terms, Milestones: tt.parts,
			})
			if got := paths(err); !slices.Equal(got, tt.want) {
				t.Errorf("%s: got %v, want %v", name, got, tt.want)
			}
		}
	})
}

func TestAChangedPlanKeepsTheOneBeforeAndIsEasedByTheReceiverOnly(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		c := promiseInParts(t, r, twoParts())
		change := func(parts []partnership.Milestone) partnership.AmendCommand {
			return partnership.AmendCommand{CommitmentTerms: c.Terms(), Milestones: parts, Reason: "Jadwal kelas berubah"}
		}
		later := twoParts()
		later[1].DueOn = later[1].DueOn.AddDays(1)
		is(t, "the giver puts a part off", r.s.Amend(ctx, r.partner, c.ID, 0, change(later)), errs.Forbidden)
		is(t, "the giver drops the parts", r.s.Amend(ctx, r.partner, c.ID, 0, change([]partnership.Milestone{})), errs.Forbidden)
		sooner := twoParts()
		sooner[0].DueOn = sooner[0].DueOn.AddDays(-5)
		ok(t, r.s.Amend(ctx, r.partner, c.ID, 0, change(sooner)))
		ok(t, r.s.Amend(ctx, r.officer, c.ID, 0, change(later)))
		ok(t, r.s.Amend(ctx, r.partner, c.ID, 0, change(nil)))
		ok(t, r.s.Amend(ctx, r.officer, c.ID, 0, change([]partnership.Milestone{})))
		got, err := r.s.Commitment(ctx, r.partner, c.ID)
		ok(t, err)
		var days []int
		for _, a := range got.Amendments {
			if len(a.Milestones) > 1 {
				days = append(days, a.Milestones[0].DueOn.Sub(today), a.Milestones[1].DueOn.Sub(today))
			}
		}
		if want := []int{21, 40, 21, 40, 20, 35, 20, 40}; !slices.Equal(days, want) || len(got.Parts) != 0 {
			t.Errorf("plans before each change, newest first: %v, want %v; now %+v", days, want, got.Parts)
		}
		smaller := c.Terms()
		smaller.Quantity = 2
		ok(t, r.s.Amend(ctx, r.officer, c.ID, 0, change(twoParts())))
		err = r.s.Amend(ctx, r.officer, c.ID, 0, partnership.AmendCommand{CommitmentTerms: smaller, Reason: "Kurang"})
		if got := paths(err); !slices.Equal(got, []string{"milestones:commitment.parts_exceed"}) {
			t.Errorf("a promise smaller than its parts: %v", err)
		}
	})
}

func TestWhatIsDueCountsPartsWhoseDayHasCome(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		parts := twoParts()
		parts[1].DueOn = today
		promiseInParts(t, r, parts)
		partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 2, today.AddDays(-1))
		ledger, err := r.s.Ledger(t.Context(), r.officer, partnership.CommitmentFilter{})
		ok(t, err)
		if l := ledger.Lines[0]; l.Promised != 12 || l.Due != 6 || l.DueRp != 6_000_000 || ledger.Total.DueRp != 6_000_000 {
			t.Errorf("ledger %+v", l)
		}
	})
}
