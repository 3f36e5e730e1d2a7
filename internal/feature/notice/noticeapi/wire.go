package noticeapi

import (
	"encoding/json"
	"time"

	"titian/internal/feature/notice"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/outbox"
)

// Notice is what one was told.
type Notice struct {
	ID         id.Notice         `json:"id"`
	Kind       string            `json:"kind" example:"proposal.received"`
	RecordKind string            `json:"record_kind" example:"proposal"`
	Record     id.Any            `json:"record_id"`
	Ref        string            `json:"ref"`
	Words      map[string]string `json:"words" doc:"Names of organisations that the sentence needs."`
	DueOn      civil.Date        `json:"due_on"`
	Read       bool              `json:"read"`
	ToldAt     time.Time         `json:"told_at"`
}

func showNotice(n notice.Notice) Notice {
	words := map[string]string{}
	_ = json.Unmarshal([]byte(n.Words), &words) // we wrote it
	return Notice{n.ID, string(n.Kind), n.RecordKind, n.Record, n.Ref, words, n.Due, !n.Unread(), n.CreatedAt}
}

type noticeQuery struct {
	Unread bool `query:"unread"`
}

// Settings is how one is told.
type Settings struct {
	Ways      map[string]string `json:"ways" doc:"By topic: none, app, mail or digest."`
	Email     string            `json:"email"`
	Confirmed bool              `json:"confirmed"`
}

func showSettings(s notice.Settings) Settings {
	out := Settings{Ways: map[string]string{}, Email: s.Email, Confirmed: s.Confirmed}
	for t, w := range s.Ways {
		out.Ways[string(t)] = string(w)
	}
	return out
}

type addressBody struct {
	Email string `json:"email" maxLength:"200"`
}

type codeBody struct {
	Code string `json:"code" maxLength:"20"`
}

// Unread is how many notices one has not opened.
type Unread struct {
	Unread int `json:"unread"`
}

type settingsBody struct {
	Ways map[string]string `json:"ways"`
}

func (b settingsBody) ways() map[notice.Topic]notice.Way {
	out := map[notice.Topic]notice.Way{}
	for t, w := range b.Ways {
		out[notice.Topic(t)] = notice.Way(w)
	}
	return out
}

// Webhook is an address that is called. Its secret is not shown again.
type Webhook struct {
	ID      id.Hook         `json:"id"`
	Org     id.Organisation `json:"organisation_id"`
	URL     string          `json:"url"`
	Events  []string        `json:"events" doc:"None means all."`
	Active  bool            `json:"active"`
	Version int64           `json:"version"`
}

// NewWebhook is a webhook with its secret.
type NewWebhook struct {
	Webhook
	Secret string `json:"secret"`
}

func showHook(h notice.Hook) Webhook {
	w := Webhook{ID: h.ID, Org: h.Org, URL: h.URL, Events: []string{}, Active: h.Active, Version: h.Version}
	for _, k := range h.Kinds() {
		w.Events = append(w.Events, string(k))
	}
	return w
}

type hookBody struct {
	ID     id.Hook  `json:"id,omitempty"`
	URL    string   `json:"url" maxLength:"1000"`
	Events []string `json:"events,omitempty"`
	Active bool     `json:"active,omitempty" doc:"A new webhook is active."`
}

func (b hookBody) command() notice.HookCommand {
	c := notice.HookCommand{ID: b.ID, URL: b.URL, Active: b.Active}
	for _, e := range b.Events {
		c.Events = append(c.Events, notice.Kind(e))
	}
	return c
}

type replayBody struct {
	Call id.Job `json:"call_id"`
}

type callQuery struct {
	Hook id.Hook `path:"webhook"`
}

// Call is one delivery of a webhook.
type Call struct {
	ID       id.Job    `json:"id"`
	About    string    `json:"about"`
	Status   string    `json:"status" enum:"waiting,working,done,dead,unsure"`
	Attempts int       `json:"attempts"`
	Outcome  string    `json:"outcome"`
	MadeAt   time.Time `json:"made_at"`
}

func showCall(j outbox.Job) Call {
	return Call{j.ID, j.About, string(j.Status), j.Attempts, j.Outcome, j.CreatedAt}
}

// ReplyLink is a link by which a partner without an account answers one thing.
type ReplyLink struct {
	ID        id.Link         `json:"id"`
	Org       id.Organisation `json:"organisation_id"`
	Partner   id.Organisation `json:"partner_id"`
	Purpose   string          `json:"purpose"`
	Record    id.Any          `json:"record_id"`
	Ref       string          `json:"ref"`
	ExpiresAt time.Time       `json:"expires_at"`
	Used      bool            `json:"used"`
	Revoked   bool            `json:"revoked"`
	Uses      []Use           `json:"uses"`
	Version   int64           `json:"version"`
}

// Use is one time that a link was opened or used.
type Use struct {
	What string    `json:"what" enum:"opened,used"`
	At   time.Time `json:"at"`
}

// NewReplyLink is a link with its secret.
type NewReplyLink struct {
	ReplyLink
	Secret string `json:"secret"`
}

func showLink(l notice.LinkView) ReplyLink {
	return ReplyLink{
		ID: l.ID, Org: l.Org, Partner: l.Partner, Purpose: string(l.Purpose), Record: l.Record, Ref: l.Ref, ExpiresAt: l.ExpiresAt,
		Used: !l.UsedAt.IsZero(), Revoked: !l.RevokedAt.IsZero(), Uses: []Use{}, Version: l.Version,
	}
}

func showDetail(d notice.LinkDetail) ReplyLink {
	out := showLink(d.LinkView)
	for _, u := range d.Uses {
		out.Uses = append(out.Uses, Use{u.What, u.At})
	}
	return out
}

type linkQuery struct {
	Record id.Any `query:"record"`
}

type linkBody struct {
	ID        id.Link    `json:"id,omitempty"`
	Purpose   string     `json:"purpose" enum:"answer_proposal,confirm_delivery,add_evidence,tick_session"`
	Record    id.Any     `json:"record_id"`
	Email     string     `json:"email,omitempty" maxLength:"200"`
	ExpiresOn civil.Date `json:"expires_on,omitempty"`
}

func (b linkBody) command() notice.LinkCommand {
	return notice.LinkCommand{ID: b.ID, Purpose: notice.Purpose(b.Purpose), Record: b.Record, Email: b.Email, ExpiresOn: b.ExpiresOn}
}
