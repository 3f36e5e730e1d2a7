package agreement_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"titian/internal/feature/agreement"
	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/directory"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// table is a draft between Lapas Bungo and BAZNAS that lies on the table.
type table struct {
	*directorytest.World
	d             *db.DB
	s             *agreement.Service
	a             agreement.Agreement
	head, partner authz.Actor
}

func onTheTable(t *testing.T, d *db.DB) table {
	t.Helper()
	w := directorytest.Seed(t, d)
	a := agreementtest.Draft(t, d, agreementtest.Cooperation(t, d, w.LapasBungo, w.Baznas), civil.Must("2026-10-01"), agreementtest.Terms(today, today.AddMonths(36)))
	agreementtest.Move(t, d, &a, agreement.Review, today)
	return table{w, d, agreement.New(d), a, w.Actor(authz.FacilityHead, w.LapasBungo), w.Actor(authz.Partner, w.Baznas)}
}

func TestACommentIsOpenUntilEitherSideSettlesIt(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		x, ctx := onTheTable(t, d), t.Context()
		c, err := x.s.Remark(ctx, x.partner, x.a.ID, agreement.CommentCommand{Text: 1, Clause: 2, Body: "Siapa yang membayar?"})
		ok(t, err)
		if c.Heading != "Pasal 2 Pembiayaan" || c.Side != agreement.PartnerSide || !c.Open() {
			t.Errorf("wrote %+v", c)
		}
		_, err = x.s.Remark(ctx, x.partner, x.a.ID, agreement.CommentCommand{Clause: 9, Body: "?"})
		is(t, "a clause that there is not", err, errs.Invalid)
		agreementtest.Approve(t, d, &x.a, today)
		err = x.s.Move(ctx, x.head, x.a.ID, x.a.Version, agreement.MoveCommand{To: agreement.Agreed, Document: "BA"})
		if got := paths(err); !slices.Equal(got, []string{"comments:agreement.comments_open"}) {
			t.Errorf("agreed over an open comment: %v", got)
		}
		_, err = x.s.Settle(ctx, x.head, c.ID, 1, " ")
		is(t, "settled without a word", err, errs.Invalid)
		_, err = x.s.Settle(ctx, x.Actor(authz.Partner, x.PemkabMaros), c.ID, 1, "x")
		is(t, "settled by a stranger", err, errs.NotFound)
		c, err = x.s.Settle(ctx, x.head, c.ID, 1, "Ditambah di Pasal 2")
		ok(t, err)
		_, err = x.s.Settle(ctx, x.partner, c.ID, 2, "Lagi")
		is(t, "settled twice", err, errs.State)
		got, err := x.s.Agreement(ctx, x.partner, x.a.ID)
		ok(t, err)
		if len(got.Comments) != 1 || got.Comments[0].ResolvedSide != agreement.HostSide || got.Comments[0].Resolution != "Ditambah di Pasal 2" {
			t.Errorf("the partner reads %+v", got.Comments)
		}
		ok(t, x.s.Move(ctx, x.head, x.a.ID, x.a.Version, agreement.MoveCommand{To: agreement.Agreed, Document: "BA"}))
	})
}

func TestAChangedTextVoidsTheApprovals(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		x, ctx := onTheTable(t, d), t.Context()
		ok(t, x.s.Approve(ctx, x.partner, x.a.ID, agreement.ApproveCommand{Text: 1}))
		is(t, "approved twice by one side", x.s.Approve(ctx, x.partner, x.a.ID, agreement.ApproveCommand{Text: 1}), errs.State)
		agree := agreement.MoveCommand{To: agreement.Agreed, Document: "BA"}
		if got := paths(x.s.Move(ctx, x.head, x.a.ID, x.a.Version, agree)); !slices.Equal(got, []string{"approvals:agreement.approval_missing_host"}) {
			t.Errorf("with one approval: %v", got)
		}
		ok(t, x.s.Approve(ctx, x.head, x.a.ID, agreement.ApproveCommand{Text: 1}))
		agreementtest.Move(t, d, &x.a, agreement.Agreed, today)
		_, err := x.s.AddText(ctx, x.head, x.a.ID, x.a.Version, "Pasal 1 Lain")
		ok(t, err)
		x.a.Version++
		is(t, "approving the version before", x.s.Approve(ctx, x.partner, x.a.ID, agreement.ApproveCommand{Text: 1}), errs.Conflict)
		_, err = x.s.Remark(ctx, x.partner, x.a.ID, agreement.CommentCommand{Text: 1, Body: "?"})
		is(t, "a comment to the version before", err, errs.Conflict)
		want := []string{"approvals:agreement.approval_missing_host", "approvals:agreement.approval_missing_partner"}
		if got := paths(x.s.Move(ctx, x.head, x.a.ID, x.a.Version, agreement.MoveCommand{To: agreement.Signed})); !slices.Equal(got, want) {
			t.Errorf("signing what nobody approved: %v", got)
		}
		got, err := x.s.Agreement(ctx, x.head, x.a.ID)
		ok(t, err)
		if _, first := agreement.ApprovedBy(got.Approvals, agreement.HostSide, 1); !first || len(got.Approvals) != 2 {
			t.Errorf("what was approved before is kept: %v", got.Approvals)
		}
	})
}

func TestWhoMayApproveForWhom(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		x, ctx := onTheTable(t, d), t.Context()
		forPartner := agreement.ApproveCommand{Side: agreement.PartnerSide}
		for name, tt := range map[string]struct {
			actor authz.Actor
			cmd   agreement.ApproveCommand
			want  errs.Kind
		}{
			"an officer":                           {x.Actor(authz.ProgrammeOfficer, x.LapasBungo), agreement.ApproveCommand{}, errs.Forbidden},
			"another facility":                     {x.Actor(authz.FacilityHead, x.LapasSelong), agreement.ApproveCommand{}, errs.NotFound},
			"another partner":                      {x.Actor(authz.Partner, x.PemkabMaros), agreement.ApproveCommand{}, errs.NotFound},
			"the partner for the host":             {x.partner, agreement.ApproveCommand{Side: agreement.HostSide, Document: "x"}, errs.Forbidden},
			"the host for it without a letter":     {x.head, forPartner, errs.Invalid},
			"on a day to come":                     {x.head, agreement.ApproveCommand{On: today.AddDays(1)}, errs.Invalid},
			"the office above, of the right place": {x.Actor(authz.RegionalOffice, x.KanwilJambi), agreement.ApproveCommand{Text: 7}, errs.Conflict},
		} {
			is(t, name, x.s.Approve(ctx, tt.actor, x.a.ID, tt.cmd), tt.want)
		}
		forPartner.Document = "Surat BAZNAS 12/2026"
		ok(t, x.s.Approve(ctx, x.head, x.a.ID, forPartner))
		got, err := x.s.Agreement(ctx, x.partner, x.a.ID)
		ok(t, err)
		if y, found := agreement.ApprovedBy(got.Approvals, agreement.PartnerSide, 1); !found || y.Document != "Surat BAZNAS 12/2026" || y.ApprovedBy != x.head.Name {
			t.Errorf("recorded %+v", got.Approvals)
		}
	})
}

func TestOfTwoWhoSignAtOnceOneWinsAndTheOtherIsTold(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		x, ctx := onTheTable(t, d), t.Context()
		agreementtest.Approve(t, d, &x.a, today)
		agreementtest.Move(t, d, &x.a, agreement.Agreed, today)
		var wait sync.WaitGroup
		got := make([]error, 2)
		for i, actor := range []authz.Actor{x.head, x.Actor(authz.RegionalOffice, x.KanwilJambi)} {
			wait.Go(func() {
				got[i] = x.s.Move(ctx, actor, x.a.ID, x.a.Version, agreement.MoveCommand{To: agreement.Signed})
			})
		}
		wait.Wait()
		won, lost := got[0], got[1]
		if won != nil {
			won, lost = lost, won
		}
		if won != nil || !errors.Is(lost, errs.Conflict) {
			t.Errorf("got %v and %v", got[0], got[1])
		}
		after, err := x.s.Agreement(ctx, x.head, x.a.ID)
		ok(t, err)
		if after.Stage != agreement.Signed || after.Version != x.a.Version+1 {
			t.Errorf("signed %s, version %d of %d", after.Stage, after.Version, x.a.Version)
		}
		is(t, "a comment on what is signed", second(x.s.Remark(ctx, x.partner, x.a.ID, agreement.CommentCommand{Body: "x"})), errs.State)
		is(t, "an approval of what is signed", x.s.Approve(ctx, x.partner, x.a.ID, agreement.ApproveCommand{}), errs.State)
	})
}

func second[T any](_ T, err error) error { return err }

func TestBothSidesMayApproveTheSameVersionAtOnce(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		x, ctx := onTheTable(t, d), t.Context()
		var wait sync.WaitGroup
		got := make([]error, 4)
		for i := range got {
			wait.Go(func() {
				got[i] = x.s.Approve(ctx, []authz.Actor{x.head, x.partner}[i%2], x.a.ID, agreement.ApproveCommand{Text: 1})
			})
		}
		wait.Wait()
		failed := 0
		for _, err := range got {
			if err != nil {
				failed++
				is(t, "the second of a side", err, errs.State)
			}
		}
		if failed != 2 {
			t.Errorf("%d of 4 failed: %v", failed, got)
		}
	})
}

func TestAnAddendumIsAnAgreementOfItsOwnUnderTheSignedOne(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		x, ctx := onTheTable(t, d), t.Context()
		cmd := agreement.AmendCommand{Title: "Adendum pertama", Scope: "Jumlah peserta menjadi 40 orang"}
		is(t, "an addendum to a draft", second(x.s.Amend(ctx, x.head, x.a.ID, cmd)), errs.State)
		agreementtest.Approve(t, d, &x.a, today)
		agreementtest.Move(t, d, &x.a, agreement.Agreed, today)
		agreementtest.Move(t, d, &x.a, agreement.Signed, today)
		is(t, "without a title", second(x.s.Amend(ctx, x.head, x.a.ID, agreement.AmendCommand{})), errs.Invalid)
		is(t, "by the partner", second(x.s.Amend(ctx, x.partner, x.a.ID, cmd)), errs.Forbidden)
		late := cmd
		late.StartsOn = x.a.EndsOn.AddDays(1)
		is(t, "after the agreement's end", second(x.s.Amend(ctx, x.head, x.a.ID, late)), errs.Invalid)
		y, err := x.s.Amend(ctx, x.head, x.a.ID, cmd)
		ok(t, err)
		if y.Kind != agreement.Addendum || y.Parent != x.a.ID || y.EndsOn != x.a.EndsOn || y.Stage != agreement.Drafting {
			t.Errorf("drafted %+v", y)
		}
		body, err := x.s.Compose(ctx, x.head, y.ID)
		ok(t, err)
		if c := agreement.Clauses(body); len(c) != 4 || c[1].Heading != "Pasal 1 Ketentuan yang diubah" {
			t.Errorf("composed %q", body)
		}
		agreementtest.Complete(t, d, &y)
		longer := y.Terms()
		longer.EndsOn = x.a.EndsOn.AddDays(30)
		ok(t, x.s.Change(ctx, x.head, y.ID, y.Version, longer))
		y.Version++
		agreementtest.Approve(t, d, &y, today)
		agreementtest.Move(t, d, &y, agreement.Review, today)
		agreementtest.Move(t, d, &y, agreement.Agreed, today)
		if got := paths(x.s.Move(ctx, x.head, y.ID, y.Version, agreement.MoveCommand{To: agreement.Signed})); !slices.Equal(got, []string{"ends_on:date.too_late"}) {
			t.Errorf("an addendum that outlives its agreement: %v", got)
		}
		longer.EndsOn = x.a.EndsOn
		ok(t, x.s.Change(ctx, x.head, y.ID, y.Version, longer))
		y.Version++
		agreementtest.Move(t, d, &y, agreement.Signed, today)
		above, err := x.s.Agreement(ctx, x.partner, x.a.ID)
		ok(t, err)
		if len(above.Below) != 1 || above.Below[0].ID != y.ID || above.Texts[0].Body != agreementtest.Body {
			t.Errorf("the tree shows %+v", above.Below)
		}
		is(t, "an addendum to an addendum", second(x.s.Amend(ctx, x.head, y.ID, cmd)), errs.State)
	})
}

func TestAnAddendumNeedsTheAgreementThatItChanges(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		x, ctx := onTheTable(t, d), t.Context()
		terms := x.a.Terms()
		terms.Kind = agreement.Addendum
		for name, parent := range map[string]id.Agreement{"none": {}, "a draft": x.a.ID} {
			terms.Parent = parent
			_, err := x.s.Draft(ctx, x.head, agreement.DraftCommand{Cooperation: x.a.Cooperation, Terms: terms})
			if got := paths(err); len(got) != 1 {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestEveryPartyIsTold180And90And30DaysBeforeTheEnd(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), agreement.New(d), t.Context()
		op := authz.OperatorAs("titian")
		c := agreementtest.Cooperation(t, d, w.LapasBungo, w.Baznas)
		ends := civil.Must("2027-06-30")
		a := agreementtest.Signed(t, d, c, civil.Must("2026-02-01"), ends)
		sent := map[string]bool{}
		run := func(daysBefore int) (fresh []agreement.Reminder) {
			t.Helper()
			all, err := s.Reminders(ctx, op, ends.AddDays(-daysBefore))
			ok(t, err)
			for _, r := range all {
				if !sent[r.Key] {
					fresh = append(fresh, r)
				}
				sent[r.Key] = true
			}
			return fresh
		}
		for _, tt := range []struct{ before, told, level int }{
			{181, 0, 0},
			{180, 2, 1},
			{179, 0, 0},
			{91, 0, 0},
			{77, 2, 2}, // the run of day 90 was missed
			{31, 0, 0},
			{30, 3, 3},
			{0, 0, 0}, // at the last mark the regional office too
			{-1, 0, 0},
		} {
			got := run(tt.before)
			if len(got) != tt.told {
				t.Errorf("%d days before: told %d, want %d: %v", tt.before, len(got), tt.told, got)
			}
			for _, r := range got {
				if r.Level != tt.level || r.Record != a.ID || r.DueOn != ends || r.Kind != agreement.EndingReminder {
					t.Errorf("%d days before: %+v", tt.before, r)
				}
			}
		}
		signed, err := directory.New(d).CreatePost(ctx, op, w.LapasBungo, directory.PostCommand{Title: "Kepala Lapas"})
		ok(t, err)
		_, err = directory.New(d).CreatePost(ctx, op, w.KanwilJambi, directory.PostCommand{Title: "Kepala Lapas"})
		ok(t, err)
		all, err := s.Reminders(ctx, op, ends.AddDays(-30))
		ok(t, err)
		var told []id.Organisation
		for _, r := range all {
			told = append(told, r.Organisation)
		}
		if want := []id.Organisation{w.LapasBungo, w.KanwilJambi, w.Baznas}; !slices.Equal(told, want) || all[0].Post != signed.ID || !all[1].Post.IsZero() || !all[2].Post.IsZero() {
			t.Errorf("told %v, first %+v", told, all[0])
		}
		_, err = s.Renew(ctx, op, a.ID, agreement.RenewCommand{StartsOn: ends.AddDays(1), EndsOn: ends.AddDays(700)})
		ok(t, err)
		if got := run(30); len(got) != 0 {
			t.Errorf("reminded of what is being renewed: %v", got)
		}
		is(t, "asked by a head", second(s.Reminders(ctx, w.Actor(authz.FacilityHead, w.LapasBungo), today)), errs.Forbidden)
	})
}
