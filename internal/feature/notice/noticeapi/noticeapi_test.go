package noticeapi_test

import (
	"context"
	"strings"
	"testing"

	"titian/internal/delivery/api"
	"titian/internal/delivery/api/apitest"
	"titian/internal/feature/account"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/notice"
	"titian/internal/feature/notice/noticeapi"
	"titian/internal/feature/notice/noticetext"
	"titian/internal/feature/notice/noticeweb"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
	"titian/internal/platform/mail"
	"titian/internal/platform/outbox"
)

// desk is the API of notices, asked by an officer of the prison.
type desk struct {
	*directorytest.World
	*apitest.Client
	db     *db.DB
	s      *notice.Service
	teller *notice.Teller
	record id.Any // a proposal that a link may answer
}

func atDesk(t *testing.T, f func(t *testing.T, k *desk)) {
	t.Helper()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := &desk{World: directorytest.Seed(t, d), db: d, record: id.Any{}.Make()}
		k.teller = notice.NewTeller(outbox.New(d, [32]byte{1}), i18n.Lazy(noticetext.Words))
		k.s = notice.New(d, k.teller)
		k.s.OnAsk(func() (notice.Purpose, notice.Asker) {
			return notice.AnswerProposal, func(_ context.Context, _ db.Querier, _ authz.Actor, r id.Any) (notice.Ask, error) {
				if r != k.record {
					return notice.Ask{}, errs.New(errs.NotFound, "not_found")
				}
				return notice.Ask{Org: k.LapasBungo, Partner: k.Baznas, Name: "BAZNAS", Ref: "U/1", Acts: []authz.Action{"proposal.answer"}, Rows: []id.Any{r}}, nil
			}
		})
		u, err := account.New(d, account.Options{Key: []byte("key"), Cost: account.Cost{Memory: 64, Time: 1}}).CreateUser(t.Context(), operator(), account.CreateUserCommand{
			Login: "binadik", Name: "Kasi", Password: "kata sandi yang panjang", MembershipCommand: account.MembershipCommand{Org: k.LapasBungo, Role: authz.ProgrammeOfficer},
		})
		if err != nil {
			t.Fatal(err)
		}
		officer := k.World.Actor(authz.ProgrammeOfficer, k.LapasBungo)
		officer.User = u.ID
		k.Client = apitest.New(t, officer, func(a *api.API) { noticeapi.Register(a, k.s) }, noticetext.Words, noticeweb.Words)
		f(t, k)
	})
}

func operator() authz.Actor { return authz.OperatorAs("uji") }

// status fails t unless an answer has the status.
func status(t *testing.T, what string, a *apitest.Answer, want int) {
	t.Helper()
	if a.Status != want {
		t.Errorf("%s: %d, want %d: %s", what, a.Status, want, a.Body)
	}
}

// tell tells the officers of the prison something.
func (k *desk) tell(t *testing.T, key string) {
	t.Helper()
	err := k.db.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := k.teller.TellTx(t.Context(), tx, notice.News{
			Kind: notice.ProposalAnswered, Record: notice.Record{Kind: "proposal", ID: k.record, Ref: "U/1"}, Key: key,
			To: []id.Organisation{k.LapasBungo}, Hears: []id.Organisation{k.LapasBungo}, Words: map[string]string{"from": "BAZNAS"},
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// carrier keeps the letters' texts.
type carrier struct{ texts []string }

func (c *carrier) Domain() string { return "contoh.example" }

func (c *carrier) Send(ctx context.Context, l mail.Letter, handed func(context.Context) error) error {
	c.texts = append(c.texts, l.Text)
	return handed(ctx)
}

// letters are the texts that leave now.
func (k *desk) letters(t *testing.T) []string {
	t.Helper()
	c := &carrier{}
	if _, err := k.s.Post(t.Context(), operator(), c, "https://titian.example"); err != nil {
		t.Fatal(err)
	}
	return c.texts
}

func TestNoticesAreListedAndReadOverTheAPI(t *testing.T) {
	atDesk(t, func(t *testing.T, k *desk) {
		for _, key := range []string{"a", "b", "c"} {
			k.tell(t, key)
		}
		var l api.Listed[noticeapi.Notice]
		if k.Get("/notices?unread=true").JSON(&l); len(l.Items) != 3 || l.Items[0].Kind != "proposal.answered" || l.Items[0].Words["from"] != "BAZNAS" || l.Items[0].Record != k.record {
			t.Fatalf("got %+v", l)
		}
		at := "/notices/" + l.Items[0].ID.String()
		status(t, "read one", k.Post(at+"/read", nil), 200)
		status(t, "read it again", k.Post(at+"/read", nil), 200)
		var one noticeapi.Notice
		if k.Get(at).JSON(&one); !one.Read {
			t.Errorf("it is not read: %+v", one)
		}
		if k.Get("/notices?unread=true").JSON(&l); len(l.Items) != 2 {
			t.Errorf("%d are unread, want 2", len(l.Items))
		}
		own := k.Client.Actor
		k.Client.Actor = k.World.Actor(authz.Partner, k.Baznas)
		status(t, "another's notice", k.Get(at), 404)
		status(t, "another reads it", k.Post(at+"/read", nil), 404)
		k.Client.Actor = own
		var left noticeapi.Unread
		if k.Post("/notices-read", nil, "Idempotency-Key", "k1").JSON(&left); left.Unread != 0 {
			t.Errorf("all are read, and %d are not", left.Unread)
		}
		k.tell(t, "d")
		if a := k.Post("/notices-read", nil, "Idempotency-Key", "k1"); a.Header.Get("Idempotency-Replayed") != "true" || !strings.Contains(a.Body, `"unread":1`) {
			t.Errorf("a repeated request reads what came since: %s", a.Body)
		}
	})
}

func TestOnesAddressCountsWhenItsCodeComesBack(t *testing.T) {
	atDesk(t, func(t *testing.T, k *desk) {
		if a := k.Post("/notice-address", map[string]any{"email": "bukan alamat"}); a.Status != 422 || a.Problem().Errors[0].Path != "email" {
			t.Errorf("no address: %d %s", a.Status, a.Body)
		}
		var s noticeapi.Settings
		if k.Post("/notice-address", map[string]any{"email": "kasi@bungo.example"}).JSON(&s); s.Email != "kasi@bungo.example" || s.Confirmed {
			t.Errorf("set, not confirmed: %+v", s)
		}
		status(t, "another code within the minute", k.Post("/notice-address", map[string]any{"email": "lain@bungo.example"}), 429)
		code := ""
		for _, word := range strings.Fields(strings.Join(k.letters(t), " ")) {
			if len(word) == 6 && strings.Trim(word, "0123456789") == "" {
				code = word
			}
		}
		wrong := "000000"
		if code == wrong {
			wrong = "000001"
		}
		if a := k.Post("/notice-address/confirm", map[string]any{"code": wrong}); a.Status != 422 || a.Problem().Errors[0].Path != "code" {
			t.Errorf("a wrong code: %d %s", a.Status, a.Body)
		}
		if k.Post("/notice-address/confirm", map[string]any{"code": code}).JSON(&s); !s.Confirmed {
			t.Errorf("confirmed: %+v", s)
		}
		if k.Post("/notice-settings", map[string]any{"ways": map[string]string{"proposal": "mail"}}).JSON(&s); s.Ways["proposal"] != "mail" {
			t.Errorf("chosen: %+v", s)
		}
		status(t, "an unknown way", k.Post("/notice-settings", map[string]any{"ways": map[string]string{"proposal": "burung"}}), 422)
		k.tell(t, "a")
		if got := k.letters(t); len(got) != 1 || !strings.Contains(got[0], "BAZNAS") {
			t.Errorf("letters %q", got)
		}
		s = noticeapi.Settings{}
		if k.Post("/notice-address", map[string]any{"email": ""}).JSON(&s); s.Email != "" || s.Confirmed {
			t.Errorf("taken away: %+v", s)
		}
		k.tell(t, "b")
		if got := k.letters(t); len(got) != 0 {
			t.Errorf("letters go to an address that was taken away: %q", got)
		}
	})
}

func TestWebhooksOverTheAPI(t *testing.T) {
	atDesk(t, func(t *testing.T, k *desk) {
		body := map[string]any{"url": "https://sistem.contoh.example/titian", "events": []string{"proposal.answered"}}
		status(t, "an officer's webhook", k.Post("/webhooks", body), 403)
		k.Client.Actor = k.World.Actor(authz.Administrator, k.LapasBungo)
		if a := k.Post("/webhooks", map[string]any{"url": "https://169.254.169.254/"}); a.Status != 422 || a.Problem().Errors[0].Path != "url" {
			t.Errorf("an address inside: %d %s", a.Status, a.Body)
		}
		var made, again noticeapi.NewWebhook
		k.Post("/webhooks", body, "Idempotency-Key", "k1").JSON(&made)
		k.Post("/webhooks", body, "Idempotency-Key", "k1").JSON(&again)
		if made.Secret == "" || !made.Active || again.ID != made.ID || again.Secret != "" {
			t.Errorf("made %+v, again %+v", made, again)
		}
		at := "/webhooks/" + made.ID.String()
		k.tell(t, "a")
		status(t, "a trial call", k.Post(at+"/ping", nil), 200)
		var calls api.Listed[noticeapi.Call]
		if k.Get(at + "/calls").JSON(&calls); len(calls.Items) != 2 || calls.Items[0].Status != "waiting" {
			t.Fatalf("calls %+v", calls)
		}
		status(t, "again what has not gone yet", k.Post(at+"/replay", map[string]any{"call_id": calls.Items[0].ID}), 409)
		status(t, "another's call", k.Post(at+"/replay", map[string]any{"call_id": id.Job{}.Make()}), 404)
		status(t, "stopped", k.Patch(at, `"1"`, map[string]any{"url": body["url"], "active": false}), 200)
		status(t, "a lost race", k.Patch(at, `"1"`, map[string]any{"url": body["url"]}), 412)
		status(t, "a trial call of a stopped one", k.Post(at+"/ping", nil), 409)
		k.Client.Actor = k.World.Actor(authz.Administrator, k.LapasMaros)
		for _, path := range []string{at, at + "/calls"} {
			status(t, "another office: "+path, k.Get(path), 404)
		}
	})
}

func TestReplyLinksOverTheAPI(t *testing.T) {
	atDesk(t, func(t *testing.T, k *desk) {
		body := map[string]any{"purpose": "answer_proposal", "record_id": k.record, "email": "amil@baznas.example"}
		status(t, "about nothing", k.Post("/reply-links", map[string]any{"purpose": "answer_proposal", "record_id": id.Any{}.Make()}), 404)
		var made, again noticeapi.NewReplyLink
		k.Post("/reply-links", body, "Idempotency-Key", "k1").JSON(&made)
		k.Post("/reply-links", body, "Idempotency-Key", "k1").JSON(&again)
		if made.Secret == "" || made.Partner != k.Baznas || again.ID != made.ID || again.Secret != "" {
			t.Fatalf("made %+v, again %+v", made, again)
		}
		if got := k.letters(t); len(got) != 1 || !strings.Contains(got[0], "https://titian.example/r/"+made.Secret) {
			t.Errorf("letters %q", got)
		}
		at := "/reply-links/" + made.ID.String()
		if a := k.Post(at+"/send", nil); a.Status != 409 || a.Code() != "link.no_letter" {
			t.Errorf("a letter that left is sent again: %d %s", a.Status, a.Body)
		}
		if _, err := k.s.Open(t.Context(), authz.Public(authz.Origin{Channel: "web", Address: "192.0.2.7"}), made.Secret); err != nil {
			t.Fatal(err)
		}
		var l noticeapi.ReplyLink
		if k.Get(at).JSON(&l); len(l.Uses) != 1 || l.Uses[0].What != "opened" || l.Used || l.Revoked {
			t.Errorf("after it was opened: %+v", l)
		}
		if k.Post(at+"/revoke", nil).JSON(&l); !l.Revoked {
			t.Errorf("after it was revoked: %+v", l)
		}
		var list api.Listed[noticeapi.ReplyLink]
		if a := k.Get("/reply-links?record=" + k.record.String()); strings.Contains(a.Body, made.Secret) {
			t.Error("the list shows a secret")
		} else if a.JSON(&list); len(list.Items) != 1 {
			t.Errorf("list %+v", list)
		}
		k.Client.Actor = k.World.Actor(authz.ProgrammeOfficer, k.LapasMaros)
		status(t, "another office's link", k.Get(at), 404)
		status(t, "another office revokes it", k.Post(at+"/revoke", nil), 404)
		k.Client.Actor = k.World.Actor(authz.Partner, k.Baznas)
		status(t, "the partner makes a link", k.Post("/reply-links", body), 403)
	})
}
