package partnership_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershiptest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

var zeroDecision id.Decision

func TestADraftIsSeenByItsOwnSideOnlyAndFreezesItsEvidenceWhenSent(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		p, err := r.s.Propose(ctx, r.officer, partnership.ProposeCommand{Cooperation: r.c.ID, ProposalText: ask(5)})
		ok(t, err)
		_, err = r.s.Proposal(ctx, r.partner, p.ID)
		is(t, "the partner reads a draft", err, errs.NotFound)
		live, err := r.s.Evidence(ctx, r.officer, p.ID)
		ok(t, err)
		if live.Count == nil || *live.Count != 47 {
			t.Errorf("live evidence %+v", live)
		}
		is(t, "sent tomorrow", r.s.Send(ctx, r.officer, p.ID, 1, partnership.SendCommand{On: today.AddDays(1)}), errs.Invalid)
		ok(t, r.s.Send(ctx, r.officer, p.ID, 1, partnership.SendCommand{On: civil.Must("2026-11-01")}))
		got, err := r.s.Proposal(ctx, r.partner, p.ID)
		ok(t, err)
		if got.AnswerDueOn != civil.Must("2026-11-15") || got.NeedCount == nil || *got.NeedCount != 47 || *got.NeedLeaving != 18 || got.NeedBasis != "skill" || got.NeedOn != today {
			t.Errorf("sent %+v", got.Proposal)
		}
		if !got.Silent(today) || got.Silent(civil.Must("2026-11-15")) {
			t.Error("silence is not read from the day")
		}
		is(t, "rewritten when sent", r.s.ChangeProposal(ctx, r.officer, p.ID, 2, ask(9)), errs.State)
		is(t, "sent twice", r.s.Send(ctx, r.officer, p.ID, 2, partnership.SendCommand{}), errs.State)
		drafted, err := r.s.Propose(ctx, r.partner, partnership.ProposeCommand{Cooperation: r.c.ID, ProposalText: ask(1)})
		ok(t, err)
		listed, err := r.s.Proposals(ctx, r.officer, partnership.ProposalFilter{}, page.Request{})
		ok(t, err)
		if len(listed.Items) != 1 || drafted.From != r.PemkabLotim || drafted.To != r.LapasSelong {
			t.Errorf("the officer lists %d, the partner drafted %+v", len(listed.Items), drafted)
		}
	})
}

func TestOnlyTheOtherSideAnswers(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		p := partnershiptest.Sent(t, r.d, r.c, today)
		for name, tt := range map[string]struct {
			actor authz.Actor
			want  errs.Kind
		}{
			"the asking officer":  {r.officer, errs.Forbidden},
			"its regional office": {r.Actor(authz.RegionalOffice, r.KanwilNTB), errs.Forbidden},
			"another partner":     {r.other, errs.NotFound},
			"another facility":    {r.Actor(authz.FacilityHead, r.LapasMaros), errs.NotFound},
			"the case guardian":   {r.Actor(authz.CaseGuardian, r.LapasSelong), errs.Forbidden},
		} {
			_, err := r.s.Answer(ctx, tt.actor, p.ID, p.Version, partnership.AnswerCommand{Answer: partnership.ProposalAccepted})
			is(t, name, err, tt.want)
		}
		is(t, "the partner withdraws it", r.s.Withdraw(ctx, r.partner, p.ID, p.Version), errs.Forbidden)
		ok(t, r.s.Withdraw(ctx, r.officer, p.ID, p.Version))
		_, err := r.s.Answer(ctx, r.partner, p.ID, p.Version+1, partnership.AnswerCommand{Answer: partnership.ProposalAccepted})
		is(t, "answered when withdrawn", err, errs.State)
	})
}

func TestAnAnswerMakesTheCommitmentInTheSameTransaction(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		owner := post(t, r.d, r.PemkabLotim, "Kepala Dinas Tenaga Kerja")
		stranger := post(t, r.d, r.LapasSelong, "Kepala Lapas")
		for name, tt := range map[string]struct {
			cmd      partnership.AnswerCommand
			quantity int
			value    int64
			fields   []string
		}{
			"accepted as asked": {partnership.AnswerCommand{Answer: partnership.ProposalAccepted, OwnerPost: owner, Quantity: 99}, 5, 5_000_000, nil},
			"changed with a reason": {partnership.AnswerCommand{
				Answer: partnership.ProposalChanged, Quantity: 3, Value: 3_000_000, Reason: "Anggaran terbatas",
				DueOn: civil.Must("2026-12-31"), OwnerPost: owner,
			}, 3, 3_000_000, nil},
			"changed without a reason": {partnership.AnswerCommand{Answer: partnership.ProposalChanged, Quantity: 0}, 0, 0, []string{"reason:required", "quantity:number.too_small"}},
			"declined without one":     {partnership.AnswerCommand{Answer: partnership.ProposalDeclined}, 0, 0, []string{"reason:required"}},
			"due before the answer":    {partnership.AnswerCommand{Answer: partnership.ProposalAccepted, DueOn: civil.Must("2026-11-01")}, 0, 0, []string{"due_on:date.too_early"}},
			"owned by the other side":  {partnership.AnswerCommand{Answer: partnership.ProposalAccepted, OwnerPost: stranger}, 0, 0, []string{"owner_post_id:commitment.post_elsewhere"}},
			"no answer at all":         {partnership.AnswerCommand{Answer: partnership.ProposalSent}, 0, 0, []string{"answer:choice.invalid", "reason:required"}},
		} {
			p := partnershiptest.Sent(t, r.d, r.c, today)
			made, err := r.s.Answer(ctx, r.partner, p.ID, p.Version, tt.cmd)
			if got := paths(err); !slices.Equal(got, tt.fields) {
				t.Errorf("%s: got %v, want %v", name, got, tt.fields)
			}
			got, gerr := r.s.Proposal(ctx, r.officer, p.ID)
			ok(t, gerr)
			if tt.fields != nil {
				if got.Status != partnership.ProposalSent || !got.Commitment.IsZero() {
					t.Errorf("%s: left %s with commitment %s", name, got.Status, got.Commitment)
				}
				continue
			}
			c, err := r.s.Commitment(ctx, r.officer, made.ID)
			ok(t, err)
			if got.Status != tt.cmd.Answer || got.Commitment != made.ID || c.Quantity != tt.quantity || int64(c.Value) != tt.value ||
				c.Promiser != r.PemkabLotim || c.Receiver != r.LapasSelong || c.OwnerTitle != "Kepala Dinas Tenaga Kerja" || c.Proposal != p.ID {
				t.Errorf("%s: made %+v", name, c.Commitment)
			}
		}
	})
}

func TestADeclinedProposalMakesNoCommitment(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		p := partnershiptest.Sent(t, r.d, r.c, today)
		made, err := r.s.Answer(ctx, r.partner, p.ID, p.Version, partnership.AnswerCommand{Answer: partnership.ProposalDeclined, Reason: "Di luar kewenangan"})
		ok(t, err)
		all, err := r.s.Commitments(ctx, r.officer, partnership.CommitmentFilter{}, page.Request{})
		ok(t, err)
		if !made.ID.IsZero() || len(all.Items) != 0 {
			t.Errorf("made %+v", made)
		}
	})
}

func TestAnOfferIsPromisedByTheSideThatOffers(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		offer := ask(10)
		offer.Kind, offer.Form = partnership.Offer, "job_places"
		p, err := r.s.Propose(ctx, r.partner, partnership.ProposeCommand{Cooperation: r.c.ID, ProposalText: offer})
		ok(t, err)
		ok(t, r.s.Send(ctx, r.partner, p.ID, 1, partnership.SendCommand{}))
		made, err := r.s.Answer(ctx, r.officer, p.ID, 2, partnership.AnswerCommand{Answer: partnership.ProposalAccepted})
		ok(t, err)
		if made.Promiser != r.PemkabLotim || made.Receiver != r.LapasSelong {
			t.Errorf("promised by %s to %s", made.Promiser, made.Receiver)
		}
		got, err := r.s.Proposal(ctx, r.officer, p.ID)
		ok(t, err)
		if got.NeedCount == nil || *got.NeedCount != 47 {
			t.Errorf("the receiving facility's need was not asked: %+v", got.NeedCount)
		}
		if seen, _ := r.s.Proposal(ctx, r.partner, p.ID); seen.NeedCount != nil || seen.NeedBasis != "" {
			t.Errorf("the partner reads from its own offer what the facility never told it: %d", *seen.NeedCount)
		}
	})
}

func TestAServedFacilityProposesInItsOwnName(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		c := agreementtest.Cooperation(t, r.d, r.KanwilJambi, r.PemkotSungaiPenuh)
		rutan := r.Actor(authz.FacilityHead, r.RutanSungaiPenuh)
		_, err := r.s.Propose(ctx, rutan, partnership.ProposeCommand{Cooperation: c.ID, ProposalText: ask(2)})
		is(t, "before it is served", err, errs.NotFound)
		agreementtest.Signed(t, r.d, c, civil.Must("2025-10-19"), civil.Must("2028-10-18"), r.RutanSungaiPenuh)
		p, err := r.s.Propose(ctx, rutan, partnership.ProposeCommand{Cooperation: c.ID, ProposalText: ask(2)})
		ok(t, err)
		if p.From != r.RutanSungaiPenuh || p.Host != r.KanwilJambi || p.To != r.PemkotSungaiPenuh {
			t.Errorf("proposed %+v", p)
		}
		_, err = r.s.Propose(ctx, rutan, partnership.ProposeCommand{Cooperation: c.ID, From: r.KanwilJambi, ProposalText: ask(2)})
		is(t, "in the regional office's name", err, errs.Forbidden)
	})
}

func TestOfTwoWhoAnswerAtOnceOneWins(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		for range 5 {
			p := partnershiptest.Sent(t, r.d, r.c, today)
			answers := []partnership.AnswerCommand{{Answer: partnership.ProposalAccepted}, {Answer: partnership.ProposalDeclined, Reason: "Tidak ada anggaran"}}
			got := make([]error, len(answers))
			var wait sync.WaitGroup
			for i, a := range answers {
				wait.Go(func() { _, got[i] = r.s.Answer(ctx, r.partner, p.ID, p.Version, a) })
			}
			wait.Wait()
			winner := slices.Index(got, nil)
			if winner < 0 || !errors.Is(got[1-winner], errs.Conflict) {
				t.Fatalf("got %v", got)
			}
			if e := errs.As(got[1-winner]); e.Code != "stale" || len(e.Fields) == 0 {
				t.Errorf("the loser is not told what changed: %+v", e)
			}
			after, err := r.s.Proposal(ctx, r.officer, p.ID)
			ok(t, err)
			if after.Status != answers[winner].Answer || after.Commitment.IsZero() != (winner == 1) {
				t.Errorf("winner %d left %s, commitment %s", winner, after.Status, after.Commitment)
			}
		}
	})
}

func TestAnAnswerSentTwiceCountsOnce(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		p := partnershiptest.Sent(t, r.d, r.c, today)
		ctx := db.WithOnce(t.Context(), db.Once{Actor: "a", Key: "k", Hash: "h"})
		_, err := r.s.Answer(ctx, r.partner, p.ID, p.Version, partnership.AnswerCommand{Answer: partnership.ProposalAccepted})
		ok(t, err)
		_, err = r.s.Answer(ctx, r.partner, p.ID, p.Version, partnership.AnswerCommand{Answer: partnership.ProposalAccepted})
		if result, replayed := db.ReplayedAs(err); !replayed || result != p.ID.String() {
			t.Errorf("got %q, %v", result, err)
		}
		all, err := r.s.Commitments(t.Context(), r.officer, partnership.CommitmentFilter{}, page.Request{})
		ok(t, err)
		if len(all.Items) != 1 {
			t.Errorf("%d commitments", len(all.Items))
		}
	})
}
