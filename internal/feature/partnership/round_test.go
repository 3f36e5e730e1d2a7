package partnership_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershiptest"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
)

func TestCounterOffersKeepEveryVersionUntilOneSideEndsIt(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		p := partnershiptest.Sent(t, r.d, r.c, today)
		less := partnership.CounterCommand{Quantity: 2, Value: 2_000_000, WantedBy: today.AddDays(90), Reason: "Anggaran tahun ini terbatas"}
		is(t, "the side that waits counters", r.s.Counter(ctx, r.officer, p.ID, 0, less), errs.Forbidden)
		ok(t, r.s.Counter(ctx, r.partner, p.ID, p.Version, less))
		is(t, "the partner counters twice", r.s.Counter(ctx, r.partner, p.ID, 0, less), errs.Forbidden)
		_, err := r.s.Answer(ctx, r.partner, p.ID, 0, partnership.AnswerCommand{Answer: partnership.ProposalAccepted})
		is(t, "the partner accepts its own version", err, errs.Forbidden)
		waiting, err := r.s.Waiting(ctx, r.officer)
		ok(t, err)
		if len(waiting.Answers) != 1 || len(waiting.Silent) != 0 {
			t.Errorf("the officer is not asked for an answer: %+v", waiting)
		}
		middle := partnership.CounterCommand{Quantity: 4, Value: 3_500_000, WantedBy: today.AddDays(75), Reason: "Empat orang cukup untuk dua kelas"}
		ok(t, r.s.Counter(ctx, r.officer, p.ID, 0, middle))
		made, err := r.s.Answer(ctx, r.partner, p.ID, 0, partnership.AnswerCommand{Answer: partnership.ProposalAccepted})
		ok(t, err)
		if made.Quantity != 4 || made.Value != 3_500_000 || made.DueOn != today.AddDays(75) || made.Promiser != r.PemkabLotim {
			t.Errorf("promised %+v", made)
		}
		rounds, err := r.s.Rounds(ctx, r.partner, p.ID)
		ok(t, err)
		var got []string
		for _, x := range rounds {
			got = append(got, fmt.Sprintf("%s by partner %v: %d, changed %v", x.Act, x.By == r.PemkabLotim, x.Quantity, x.Changed()))
		}
		want := []string{
			"sent by partner false: 5, changed false", "countered by partner true: 2, changed true",
			"countered by partner false: 4, changed true", "accepted by partner true: 4, changed false",
		}
		if !slices.Equal(got, want) || rounds[1].ByName == "" || rounds[1].Reason != less.Reason {
			t.Errorf("rounds %q, want %q", got, want)
		}
		is(t, "countered when it is over", r.s.Counter(ctx, r.partner, p.ID, 0, less), errs.State)
		_, err = r.s.Rounds(ctx, r.other, p.ID)
		is(t, "another partner reads the rounds", err, errs.NotFound)
		shown, err := r.s.Proposal(ctx, r.officer, p.ID)
		ok(t, err)
		if shown.Quantity != 5 || shown.OnTable().Quantity != 4 {
			t.Errorf("asked %d, on the table %+v", shown.Quantity, shown.OnTable())
		}
	})
}

// An office that takes the program into use enters what was said weeks ago, on
// the days on which it was said, one after the other.
func TestACounterOfferIsEnteredOnTheDayItWasMade(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		p, err := r.s.Propose(ctx, r.officer, partnership.ProposeCommand{Cooperation: r.c.ID, ProposalText: ask(10)})
		ok(t, err)
		ok(t, r.s.Send(ctx, r.officer, p.ID, 1, partnership.SendCommand{On: today.AddDays(-60)}))
		less := partnership.CounterCommand{On: today.AddDays(-50), Quantity: 4, WantedBy: today.AddDays(-20), Reason: "Empat dulu"}
		for name, on := range map[string]int{"before it was asked": -61, "tomorrow": 1} {
			wrong := less
			wrong.On, wrong.WantedBy = today.AddDays(on), today.AddDays(30)
			if got := paths(r.s.Counter(ctx, r.partner, p.ID, 0, wrong)); len(got) != 1 || !strings.HasPrefix(got[0], "on:date.") {
				t.Errorf("%s: %v", name, got)
			}
		}
		ok(t, r.s.Counter(ctx, r.partner, p.ID, 0, less))
		shown, err := r.s.Proposal(ctx, r.officer, p.ID)
		ok(t, err)
		if want := today.AddDays(-50 + partnership.AnswerDays); shown.AnswerDueOn != want || shown.LatestOn != less.On {
			t.Errorf("said on %s, to be answered by %s, want %s", shown.LatestOn, shown.AnswerDueOn, want)
		}
		early := partnership.AnswerCommand{Answer: partnership.ProposalAccepted, On: today.AddDays(-55)}
		_, err = r.s.Answer(ctx, r.officer, p.ID, 0, early)
		if got := paths(err); !slices.Equal(got, []string{"on:date.too_early"}) {
			t.Errorf("answered before it was offered: %v", got)
		}
		early.On = today.AddDays(-45)
		made, err := r.s.Answer(ctx, r.officer, p.ID, 0, early)
		ok(t, err)
		if made.Quantity != 4 || made.DueOn != less.WantedBy {
			t.Errorf("promised %d by %s", made.Quantity, made.DueOn)
		}
	})
}

func TestACounterOfferMustSaySomethingNewWithAReason(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		p := partnershiptest.Sent(t, r.d, r.c, today)
		for name, tt := range map[string]struct {
			cmd  partnership.CounterCommand
			want []string
		}{
			"the same again":     {partnership.CounterCommand{Quantity: 5, Value: 5_000_000, WantedBy: today.AddDays(60), Reason: "Sama"}, []string{"quantity:proposal.same_as_before"}},
			"nothing at all":     {partnership.CounterCommand{}, []string{"quantity:number.too_small", "reason:required"}},
			"by yesterday":       {partnership.CounterCommand{Quantity: 1, Reason: "x", WantedBy: today.AddDays(-1)}, []string{"wanted_by:date.too_early"}},
			"answer in the past": {partnership.CounterCommand{Quantity: 1, Reason: "x", AnswerBy: today.AddDays(-1)}, []string{"answer_by:date.too_early"}},
		} {
			if got := paths(r.s.Counter(t.Context(), r.partner, p.ID, 0, tt.cmd)); !slices.Equal(got, tt.want) {
				t.Errorf("%s: got %v, want %v", name, got, tt.want)
			}
		}
		if rounds, _ := r.s.Rounds(t.Context(), r.officer, p.ID); len(rounds) != 1 {
			t.Errorf("%d rounds", len(rounds))
		}
	})
}

// A receiver who answers an offer cannot promise more in the giver's name.
func TestAReceiverTakesNoMoreThanIsOffered(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		offer := ask(10)
		offer.Kind, offer.Value = partnership.Offer, 1000
		p, err := r.s.Propose(ctx, r.partner, partnership.ProposeCommand{Cooperation: r.c.ID, ProposalText: offer})
		ok(t, err)
		ok(t, r.s.Send(ctx, r.partner, p.ID, 1, partnership.SendCommand{}))
		greedy := partnership.AnswerCommand{Answer: partnership.ProposalChanged, Quantity: 11, Value: 1001, DueOn: today, Reason: "Lebih banyak"}
		_, err = r.s.Answer(ctx, r.officer, p.ID, 0, greedy)
		if got, want := paths(err), []string{"quantity:proposal.more_than_offered", "value_rp:proposal.more_than_offered", "due_on:proposal.sooner_than_offered"}; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		ok(t, r.s.Counter(ctx, r.officer, p.ID, 0, partnership.CounterCommand{Quantity: 11, Value: 1001, WantedBy: today.AddDays(10), Reason: "Sebelas"}))
		made, err := r.s.Answer(ctx, r.partner, p.ID, 0, partnership.AnswerCommand{Answer: partnership.ProposalAccepted})
		ok(t, err)
		if made.Quantity != 11 || made.Promiser != r.PemkabLotim {
			t.Errorf("the giver's own yes makes %+v", made)
		}
	})
}

func TestAnEndedProposalSaysWhoEndedIt(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		declined, withdrawn := partnershiptest.Sent(t, r.d, r.c, today), partnershiptest.Sent(t, r.d, r.c, today)
		_, err := r.s.Answer(ctx, r.partner, declined.ID, 0, partnership.AnswerCommand{Answer: partnership.ProposalDeclined, Reason: "Di luar kewenangan"})
		ok(t, err)
		ok(t, r.s.Withdraw(ctx, r.officer, withdrawn.ID, 0))
		for key, want := range map[id.Proposal]partnership.Round{
			declined.ID:  {Act: "declined", By: r.PemkabLotim, Reason: "Di luar kewenangan"},
			withdrawn.ID: {Act: "withdrawn", By: r.LapasSelong},
		} {
			rounds, err := r.s.Rounds(ctx, r.partner, key)
			ok(t, err)
			if last := rounds[len(rounds)-1]; len(rounds) != 2 || last.Act != want.Act || last.By != want.By || last.Reason != want.Reason || last.Changed() {
				t.Errorf("rounds %+v", rounds)
			}
		}
	})
}

func TestAPartnerIsToldNoFigureThatMayPointAtAPerson(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		text := ask(3)
		text.Topic = "few"
		p, err := r.s.Propose(ctx, r.officer, partnership.ProposeCommand{Cooperation: r.c.ID, ProposalText: text})
		ok(t, err)
		writing, err := r.s.EvidenceFor(ctx, r.officer, r.c.ID, "instructors", "las")
		ok(t, err)
		if writing.Count == nil || *writing.Count != 47 || *writing.Leaving != 18 || writing.On != today {
			t.Errorf("while writing %+v", writing)
		}
		if none, err := r.s.EvidenceFor(ctx, r.partner, r.c.ID, "instructors", ""); err != nil || none.Count != nil {
			t.Errorf("the partner is told of the register: %+v, %v", none, err)
		}
		_, err = r.s.EvidenceFor(ctx, r.other, r.c.ID, "instructors", "")
		is(t, "another partner asks", err, errs.NotFound)
		ok(t, r.s.Send(ctx, r.officer, p.ID, 1, partnership.SendCommand{}))
		exact, err := r.s.Evidence(ctx, r.officer, p.ID)
		ok(t, err)
		told, err := r.s.Evidence(ctx, r.partner, p.ID)
		ok(t, err)
		if exact.Count == nil || *exact.Count != 3 || told.Count != nil || told.Leaving != nil || !told.Few {
			t.Errorf("the officer reads %+v, the partner %+v", exact, told)
		}
		_, err = r.s.Answer(ctx, r.partner, p.ID, 1, partnership.AnswerCommand{Answer: partnership.ProposalAccepted})
		for _, f := range errs.As(err).Fields {
			if strings.HasPrefix(f.Path, "need_") {
				t.Errorf("a conflict tells what the page keeps: %+v", f)
			}
		}
		listed, err := r.s.Proposals(ctx, r.partner, partnership.ProposalFilter{}, page.Request{})
		ok(t, err)
		if listed.Items[0].NeedCount != nil || listed.Items[0].NeedLeaving != nil {
			t.Error("the list tells what the page keeps")
		}
	})
}
