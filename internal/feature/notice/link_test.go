package notice_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"titian/internal/feature/notice"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// asked connects a purpose with a record that waits while waits is true.
func (h *house) asked(waits *bool) id.Any {
	record := id.Any{}.Make()
	h.s.OnAsk(func() (notice.Purpose, notice.Asker) {
		return notice.AnswerProposal, func(_ context.Context, _ db.Querier, a authz.Actor, r id.Any) (notice.Ask, error) {
			switch {
			case r != record:
				return notice.Ask{}, errs.New(errs.NotFound, "not_found")
			case !*waits:
				return notice.Ask{}, errs.New(errs.State, "link.used")
			}
			return notice.Ask{Org: h.LapasBungo, Partner: h.Baznas, Name: "BAZNAS", Ref: "U/1", Acts: []authz.Action{"proposal.answer"}, Rows: []id.Any{record}}, nil
		}
	})
	return record
}

func visitor() authz.Actor { return authz.Public(authz.Origin{Channel: "web", Address: "192.0.2.7"}) }

func (h *house) link(t *testing.T, record id.Any, email string) (notice.LinkView, string) {
	t.Helper()
	l, secret, err := h.s.MakeLink(t.Context(), h.officer, notice.LinkCommand{Purpose: notice.AnswerProposal, Record: record, Email: email})
	if err != nil {
		t.Fatal(err)
	}
	return l, secret
}

func TestALinkMakesItsHolderThePartnerForOnePurpose(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		waits := true
		record := h.asked(&waits)
		_, secret := h.link(t, record, "")
		o, err := h.s.Open(t.Context(), visitor(), secret)
		if err != nil {
			t.Fatal(err)
		}
		a := o.Holder
		if a.Role != authz.Partner || a.Scope.Partner != h.Baznas || len(a.Scope.Rows) != 1 || a.Scope.All || !a.User.IsZero() || a.Origin.Channel != "link" || a.Origin.Address != "192.0.2.7" {
			t.Errorf("got %+v", a)
		}
		policy := authz.Policy{"proposal.answer": {authz.Partner}, "proposal.write": {authz.Partner}}
		if !policy.May(a, "proposal.answer") || policy.May(a, "proposal.write") {
			t.Error("the holder may do something else")
		}
	})
}

func TestTheDatabaseOpensNoLink(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		waits := true
		l, secret := h.link(t, h.asked(&waits), "amil@baznas.example")
		rows, err := db.All[string](t.Context(), h.db, `SELECT ref || email || sender FROM notice_link`)
		if err != nil || strings.Contains(strings.Join(rows, ""), secret) || strings.Contains(string(l.Hash), secret) {
			t.Errorf("%v %q", err, rows)
		}
		jobs, err := h.box.Of(t.Context(), h.db, l.ID, 10)
		if err != nil || len(jobs) != 1 || strings.Contains(string(jobs[0].Sealed), secret) || strings.Contains(jobs[0].About, "@") {
			t.Errorf("%+v, %v", jobs, err)
		}
		c := &carrier{}
		h.post(t, c)
		if len(c.sent) != 1 || !strings.Contains(c.sent[0].Text, "https://titian.example/r/"+secret) || c.sent[0].To != "amil@baznas.example" {
			t.Errorf("got %+v", c.sent)
		}
		if jobs, err = h.box.Of(t.Context(), h.db, l.ID, 10); err != nil || len(jobs[0].Sealed) != 0 {
			t.Error("the letter with the link stays after it was sent")
		}
	})
}

func TestWhatOpensNoLink(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		ctx, waits := t.Context(), true
		record := h.asked(&waits)
		refused := func(secret, want string) {
			t.Helper()
			if _, err := h.s.Open(ctx, visitor(), secret); code(err) != want {
				t.Errorf("got %v, want %s", err, want)
			}
		}
		for _, bad := range []string{"", "x", strings.Repeat("A", 43)} {
			refused(bad, "not_found")
		}
		l, secret := h.link(t, record, "")
		if _, err := h.s.Revoke(ctx, h.head, l.ID); err != nil {
			t.Fatal(err)
		}
		refused(secret, "link.revoked")
		_, secret = h.link(t, record, "")
		h.pass(15 * 24 * time.Hour)
		refused(secret, "link.expired")
		_, secret = h.link(t, record, "")
		waits = false
		refused(secret, "link.used")
		waits = true
		o, err := h.s.Open(ctx, visitor(), secret)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.s.Spend(ctx, visitor(), o); err != nil {
			t.Fatal(err)
		}
		refused(secret, "link.used")
	})
}

func TestALinkOpensOnlySoOften(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		waits := true
		_, secret := h.link(t, h.asked(&waits), "")
		var err error
		for range 61 {
			_, err = h.s.Open(t.Context(), visitor(), secret)
		}
		if !errors.Is(err, errs.Limited) {
			t.Errorf("got %v", err)
		}
		h.pass(time.Hour + time.Second)
		if _, err := h.s.Open(t.Context(), visitor(), secret); err != nil {
			t.Error(err)
		}
	})
}

func TestEveryUseIsWrittenDownAndTheSenderTold(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		ctx, waits := t.Context(), true
		l, secret := h.link(t, h.asked(&waits), "")
		o, err := h.s.Open(ctx, visitor(), secret)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.s.Spend(ctx, visitor(), o); err != nil {
			t.Fatal(err)
		}
		d, err := h.s.Link(ctx, h.officer, l.ID)
		if err != nil || len(d.Uses) != 2 || d.Uses[0].What != "used" || d.State(h.db.Now()) != "used" {
			t.Errorf("%+v, %v", d, err)
		}
		entries, err := db.All[string](ctx, h.db, `SELECT action || ' ' || channel || ' ' || actor FROM audit_entry WHERE kind = 'link' ORDER BY seq`)
		if err != nil || len(entries) != 3 || !strings.HasPrefix(entries[1], "link.opened link link ") || !strings.Contains(entries[2], "(BAZNAS)") {
			t.Errorf("%q, %v", entries, err)
		}
		if got := h.list(t, h.officer); len(got) != 1 || got[0].Kind != notice.LinkUsed || len(h.list(t, h.head)) != 0 {
			t.Errorf("the sender was told %v", got)
		}
	})
}

func TestLinksAreTheirOfficesOwn(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		ctx, waits := t.Context(), true
		l, _ := h.link(t, h.asked(&waits), "")
		other := h.Actor(authz.ProgrammeOfficer, h.LapasMaros)
		if _, err := h.s.Link(ctx, other, l.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("got %v", err)
		}
		if _, err := h.s.Revoke(ctx, other, l.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("got %v", err)
		}
		for actor, want := range map[*authz.Actor]int{&h.officer: 1, &h.head: 1, &other: 0} {
			p, err := h.s.Links(ctx, *actor, notice.LinkFilter{}, page.Request{})
			if err != nil || len(p.Items) != want {
				t.Errorf("%s sees %d, %v", actor.Name, len(p.Items), err)
			}
		}
		for _, a := range []authz.Actor{h.partner, h.guardian} {
			if _, err := h.s.Links(ctx, a, notice.LinkFilter{}, page.Request{}); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", a.Role, err)
			}
		}
	})
}

func TestALinkIsAskedForRightly(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		today := civil.Today(h.db.Now())
		_, _, err := h.s.MakeLink(t.Context(), h.officer, notice.LinkCommand{Purpose: "everything", Email: "x", ExpiresOn: today.AddDays(400)})
		if e := errs.As(err); e == nil || len(e.Fields) != 4 {
			t.Errorf("got %v", err)
		}
		_, _, err = h.s.MakeLink(t.Context(), h.officer, notice.LinkCommand{Purpose: notice.TickSession, Record: id.Any{}.Make()})
		if !errors.Is(err, errs.NotFound) {
			t.Errorf("a purpose that nobody serves: %v", err)
		}
	})
}

func TestARevokedLinksLetterIsNotSent(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		waits := true
		l, _ := h.link(t, h.asked(&waits), "amil@baznas.example")
		if _, err := h.s.Revoke(t.Context(), h.officer, l.ID); err != nil {
			t.Fatal(err)
		}
		c := &carrier{}
		if h.post(t, c); len(c.sent) != 0 {
			t.Error("it was sent")
		}
		if _, err := h.s.SendAgain(t.Context(), h.officer, l.ID); code(err) != "link.no_letter" {
			t.Errorf("got %v", err)
		}
	})
}
