package notice_test

import (
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"titian/internal/feature/account"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/notice"
	"titian/internal/feature/notice/noticetext"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
	"titian/internal/platform/outbox"
)

// house is an office and a partner with people, who are told things.
type house struct {
	*directorytest.World
	db     *db.DB
	s      *notice.Service
	teller *notice.Teller
	box    *outbox.Box
	staff  *account.Service
	now    *atomic.Int64

	head, officer, guardian, partner authz.Actor
}

// run runs a test on both engines with a clock that it moves.
func run(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	for _, dialect := range dbtest.Dialects() {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			f(t, open(t, dbtest.URL(t, dialect), dbtest.Now))
		})
	}
}

func open(t *testing.T, url string, at time.Time) *house {
	t.Helper()
	h := &house{now: &atomic.Int64{}}
	h.now.Store(at.UnixMicro())
	h.db = dbtest.OpenAt(t, url, func() time.Time { return time.UnixMicro(h.now.Load()) })
	h.box = outbox.New(h.db, [32]byte{1})
	h.teller = notice.NewTeller(h.box, i18n.Lazy(noticetext.Words))
	h.s = notice.New(h.db, h.teller)
	h.World = directorytest.Seed(t, h.db)
	h.staff = account.New(h.db, account.Options{Key: make([]byte, 32), Cost: account.Cost{Time: 1, Memory: 8}})
	hire := func(login string, role authz.Role, org id.Organisation) authz.Actor {
		u, err := h.staff.CreateUser(t.Context(), authz.OperatorAs("uji"), account.CreateUserCommand{
			Login: login, Name: login, Password: "kata sandi yang panjang sekali", MembershipCommand: account.MembershipCommand{Org: org, Role: role},
		})
		if err != nil {
			t.Fatal(err)
		}
		a := h.Actor(role, org)
		a.User = u.ID
		return a
	}
	h.head = hire("kalapas", authz.FacilityHead, h.LapasBungo)
	h.officer = hire("binadik", authz.ProgrammeOfficer, h.LapasBungo)
	h.guardian = hire("wali", authz.CaseGuardian, h.LapasBungo)
	h.partner = hire("baznas", authz.Partner, h.Baznas)
	return h
}

func (h *house) pass(d time.Duration) { h.now.Add(d.Microseconds()) }

func operator() authz.Actor { return authz.OperatorAs("uji") }

// received is news of a proposal for the partner.
func (h *house) received(key string) notice.News {
	return notice.News{
		Kind: notice.ProposalReceived, Record: notice.Record{Kind: "proposal", ID: id.Proposal{}.Make(), Ref: "BUNGO/U/2026/0001"},
		Due: civil.Must("2026-12-01"), Key: key, To: []id.Organisation{h.Baznas}, Hears: []id.Organisation{h.LapasBungo, h.Baznas},
		Words: map[string]string{"from": "Lapas Kelas IIB Muara Bungo"},
	}
}

func (h *house) tell(t *testing.T, n notice.News) (told int) {
	t.Helper()
	err := h.db.InTx(t.Context(), func(tx *db.Tx) (err error) {
		told, err = h.teller.TellTx(t.Context(), tx, n)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return told
}

func (h *house) list(t *testing.T, a authz.Actor) []notice.Notice {
	t.Helper()
	p, err := h.s.List(t.Context(), a, notice.Filter{}, page.Request{})
	if err != nil {
		t.Fatal(err)
	}
	return p.Items
}

func code(err error) string {
	if e := errs.As(err); e != nil {
		return e.Code
	}
	return ""
}

// Who is given a post is told whatever their role, and their colleagues are not.
func TestWhatConcernsOneAloneIsToldToOneAlone(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		n := notice.News{Kind: notice.PostGiven, Record: notice.Record{Kind: "post", ID: id.Post{}.Make(), Ref: "Kasi Kerja"}, Key: "post/1", To: []id.Organisation{h.LapasBungo}, Only: h.guardian.User, Words: map[string]string{"n": "3"}}
		if told := h.tell(t, n); told != 1 || len(h.list(t, h.guardian)) != 1 || len(h.list(t, h.officer)) != 0 {
			t.Errorf("%d were told", told)
		}
	})
}

func TestThoseWhoCanActAreToldAndNobodyElse(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		n := h.received("a")
		n.To, n.But = []id.Organisation{h.LapasBungo}, h.head.User
		if told := h.tell(t, n); told != 1 {
			t.Errorf("%d were told, want the officer alone: the head did it, a guardian cannot act on it", told)
		}
		if len(h.list(t, h.officer)) != 1 || len(h.list(t, h.head))+len(h.list(t, h.guardian))+len(h.list(t, h.partner)) != 0 {
			t.Error("somebody else was told")
		}
	})
}

func TestNothingIsToldTwice(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		for range 3 {
			h.tell(t, h.received("a"))
		}
		h.tell(t, h.received("b"))
		if got := h.list(t, h.partner); len(got) != 2 {
			t.Errorf("%d notices, want 2", len(got))
		}
	})
}

func TestWhatIsRolledBackWasNeverTold(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		stop := errors.New("stop")
		_ = h.db.InTx(t.Context(), func(tx *db.Tx) error {
			if _, err := h.teller.TellTx(t.Context(), tx, h.received("a")); err != nil {
				t.Error(err)
			}
			return stop
		})
		if got := h.list(t, h.partner); len(got) != 0 {
			t.Errorf("got %v", got)
		}
	})
}

func TestReadingIsOnesOwn(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.tell(t, h.received("a"))
		h.tell(t, h.received("b"))
		n := h.list(t, h.partner)[0]
		for _, other := range []authz.Actor{h.officer, h.Actor(authz.Partner, h.PemkabLotim)} {
			if _, err := h.s.Read(ctx, other, n.ID); !errors.Is(err, errs.NotFound) {
				t.Errorf("%s reads another's notice: %v", other.Role, err)
			}
		}
		elsewhere := h.partner
		elsewhere.Org = h.PemkotJambi // the same person, working somewhere else
		if _, err := h.s.Get(ctx, elsewhere, n.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("got %v", err)
		}
		for range 2 {
			if got, err := h.s.Read(ctx, h.partner, n.ID); err != nil || got.Unread() || got.Path() != "/proposals/"+n.Record.String() {
				t.Errorf("got %+v, %v", got, err)
			}
		}
		if unread, err := h.s.Unread(ctx, h.partner); err != nil || unread != 1 {
			t.Errorf("%d unread, %v", unread, err)
		}
		if err := h.s.ReadAll(ctx, h.partner); err != nil {
			t.Fatal(err)
		}
		if unread, err := h.s.Unread(ctx, h.partner); err != nil || unread != 0 {
			t.Errorf("%d unread, %v", unread, err)
		}
	})
}

func TestTheListIsPagedByKey(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		for i := range 7 {
			h.tell(t, h.received(string(rune('a'+i))))
		}
		var got []id.Notice
		r := page.Request{Size: 3}
		for {
			p, err := h.s.List(t.Context(), h.partner, notice.Filter{Unread: true}, r)
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range p.Items {
				got = append(got, n.ID)
			}
			if p.Next == "" {
				break
			}
			r.After = p.Next
		}
		if len(got) != 7 || got[0].String() < got[6].String() {
			t.Errorf("got %v", got)
		}
	})
}

// address gives somebody a confirmed address, by the code in the letter.
func (h *house) address(t *testing.T, a authz.Actor, email string) {
	t.Helper()
	if err := h.s.SetAddress(t.Context(), a, email); err != nil {
		t.Fatal(err)
	}
	code := ""
	h.post(t, &carrier{heard: func(text string) {
		for _, word := range strings.Fields(text) {
			if len(word) == 6 && strings.Trim(word, "0123456789") == "" {
				code = word
			}
		}
	}})
	if err := h.s.ConfirmAddress(t.Context(), a, code); err != nil {
		t.Fatalf("%v with code %q", err, code)
	}
}

func (h *house) choose(t *testing.T, a authz.Actor, w notice.Way) {
	t.Helper()
	if err := h.s.Choose(t.Context(), a, map[notice.Topic]notice.Way{"proposal": w}); err != nil {
		t.Fatal(err)
	}
}

func TestALetterGoesToThoseWhoWantOneAndConfirmedTheirAddress(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		h.choose(t, h.partner, notice.AtOnce)
		h.tell(t, h.received("before"))
		c := &carrier{}
		if n := h.post(t, c); n != 0 {
			t.Errorf("%d letters without an address", n)
		}
		h.address(t, h.partner, "amil@baznas.example")
		h.tell(t, h.received("after"))
		h.tell(t, h.received("after"))
		h.post(t, c)
		if len(c.sent) != 1 {
			t.Fatalf("%d letters", len(c.sent))
		}
		l := c.sent[0]
		if l.To != "amil@baznas.example" || !strings.Contains(l.Text, "https://titian.example/notices/") || !strings.Contains(l.Subject, "BUNGO/U/2026/0001") || !strings.Contains(l.ID, "@contoh.example") {
			t.Errorf("got %+v", l)
		}
	})
}

func TestSomebodyWhoWantsNothingIsToldNothing(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		h.choose(t, h.partner, notice.None)
		if told := h.tell(t, h.received("a")); told != 0 || len(h.list(t, h.partner)) != 0 {
			t.Errorf("%d were told", told)
		}
	})
}

func TestADigestIsOneLetterADay(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		h.address(t, h.partner, "amil@baznas.example")
		h.choose(t, h.partner, notice.Digest)
		h.tell(t, h.received("a"))
		h.tell(t, h.received("b"))
		digest := func(dry bool) int {
			n, err := h.s.DigestAll(t.Context(), operator(), dry)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if digest(true) != 1 || digest(false) != 1 || digest(false) != 0 {
			t.Error("the digest is not one")
		}
		h.tell(t, h.received("c"))
		if digest(false) != 0 {
			t.Error("a second digest on the same day")
		}
		h.pass(24 * time.Hour)
		if digest(false) != 1 {
			t.Error("no digest on the next day")
		}
		c := &carrier{}
		h.post(t, c)
		if len(c.sent) != 2 || strings.Count(c.sent[0].Text, "/notices/") != 3 || strings.Count(c.sent[1].Text, "/notices/") != 2 {
			t.Errorf("got %+v", c.sent)
		}
	})
}

func TestAnAddressNeedsItsCode(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		for _, bad := range []string{"amil", "a@b", "Amil <amil@baznas.example>", "amil@baznas.example\nBcc: x@y.example", strings.Repeat("a", 200) + "@b.example"} {
			if err := h.s.SetAddress(ctx, h.partner, bad); !errors.Is(err, errs.Invalid) {
				t.Errorf("%q: %v", bad, err)
			}
		}
		if err := h.s.SetAddress(ctx, h.partner, "amil@baznas.example"); err != nil {
			t.Fatal(err)
		}
		if err := h.s.SetAddress(ctx, h.partner, "lain@baznas.example"); code(err) != "notice.code_soon" {
			t.Errorf("a second code at once: %v", err)
		}
		for range 5 {
			if err := h.s.ConfirmAddress(ctx, h.partner, "000000x"); code(err) != "invalid" {
				t.Errorf("a wrong code: %v", err)
			}
		}
		right := ""
		h.post(t, &carrier{heard: func(text string) { right = text }})
		_, after, _ := strings.Cut(right, ": ")
		if err := h.s.ConfirmAddress(ctx, h.partner, after[:6]); code(err) != "invalid" {
			t.Errorf("the right code after five wrong ones: %v", err)
		}
		if s, err := h.s.Settings(ctx, h.partner); err != nil || s.Confirmed || !s.Waiting {
			t.Errorf("got %+v, %v", s, err)
		}
	})
}

func TestWhatIsOldAndReadIsForgotten(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		h.tell(t, h.received("a"))
		h.tell(t, h.received("b"))
		if _, err := h.s.Read(t.Context(), h.partner, h.list(t, h.partner)[0].ID); err != nil {
			t.Fatal(err)
		}
		h.pass(500 * 24 * time.Hour)
		if err := h.s.Sweep(t.Context(), operator()); err != nil {
			t.Fatal(err)
		}
		if got := h.list(t, h.partner); len(got) != 1 || !got[0].Unread() {
			t.Errorf("got %v", got)
		}
	})
}

func TestChoicesAreOfKnownThings(t *testing.T) {
	run(t, func(t *testing.T, h *house) {
		err := h.s.Choose(t.Context(), h.partner, map[notice.Topic]notice.Way{"proposal": "shout", "gossip": notice.InApp})
		if e := errs.As(err); e == nil || len(e.Fields) != 2 {
			t.Errorf("got %v", err)
		}
	})
}
