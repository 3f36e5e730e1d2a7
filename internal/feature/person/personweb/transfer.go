package personweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/i18n"
)

func transferPath(t id.Transfer, rest string) string { return "/transfers/" + t.String() + rest }

// transfers adds the routes of transfers: asked from a person's page, answered on
// their own.
func (p *pages) transfers(rt *web.Router) {
	rt.HandleFunc("GET /transfers", p.transferList)
	rt.Export("/transfers", p.transferFile, web.People("transfers"))
	rt.Export("/transfers/sent", p.transferFile, web.People("transfers"))
	rt.HandleFunc("GET /transfers/sent", p.transferList)
	rt.HandleFunc("GET /transfers/{id}", p.transfer)
	p.serve(rt, p.requesting(), "/people/{id}")
	for _, a := range p.answers() {
		rt.HandleFunc("GET /transfers/{id}/"+a.at, p.ask(a))
		rt.HandleFunc("POST /transfers/{id}/"+a.at, p.answer(a), web.Repeat("/transfers/{id}"))
	}
}

// requesting is the form that asks another facility.
func (p *pages) requesting() deed {
	return deed{
		at: "transfers", title: "transfer.new", lead: "transfer.lead", submit: "transfer.request", done: "transfer.requested", fields: transferFields,
		may:   func(a authz.Actor, x person.Person) bool { return mayMove(a, x) && x.Custody == person.Active },
		begin: p.today("planned_on"),
		offer: func(ctx context.Context, v *deedView) (err error) {
			v.Options, err = p.holders(ctx, v.Actor, v.Facility)
			return err
		},
		take: func(ctx context.Context, a authz.Actor, x person.Person, f *form.Form) func() error {
			c := person.TransferCommand{
				To: form.ID[id.Organisation](f, "to_id", form.Required), Purpose: form.Choice(f, "purpose", person.TransferPurposes()),
				Letter: f.Text("letter", form.Required, form.Max(person.MaxTitle)), PlannedOn: f.Date("planned_on", form.Required), Note: f.Text("note", form.Max(person.MaxShort)),
			}
			return func() error { _, err := p.people.RequestTransfer(ctx, a, x.ID, c); return err }
		},
	}
}

// holders are the facilities to which somebody can be sent. The service refuses
// an office that holds nobody.
func (p *pages) holders(ctx context.Context, actor authz.Actor, not id.Organisation) ([]ui.Option, error) {
	found, err := p.directory.Choices(ctx, actor, directory.Facility)
	var out []ui.Option
	for _, c := range found {
		if c.ID != not && c.FacilityType != directory.Bapas && c.FacilityType != directory.Rupbasan {
			out = append(out, ui.Option{Value: c.ID.String(), Label: c.Name})
		}
	}
	return out, err
}

// transferView is one transfer as its reader's side sees it.
type transferView struct {
	person.TransferView
	Actor     authz.Actor
	Names     map[id.Organisation]string
	FollowUps string // how the person fares, for the sender of somebody released
}

func (p *pages) transfer(w http.ResponseWriter, r *http.Request) error {
	v, err := p.loadTransfer(r)
	if err != nil {
		return err
	}
	if v.Sender(v.Actor) && !v.ReleasedOn.IsZero() && p.around.Fares != nil {
		if v.FollowUps, err = p.around.Fares(r.Context(), v.Actor, v.Person); err != nil {
			return err
		}
	}
	return web.Page(w, r, transferPage(v))
}

func (p *pages) loadTransfer(r *http.Request) (v transferView, err error) {
	key, err := web.PathID[id.Transfer](r, "id")
	if err != nil {
		return v, err
	}
	v.Actor, v.Names = authz.FromContext(r.Context()), map[id.Organisation]string{}
	if v.TransferView, err = p.people.Transfer(r.Context(), v.Actor, key); err != nil {
		return v, err
	}
	return v, p.name(r.Context(), v.Actor, v.Names, v.Facility, v.To)
}

// transferActions are what this reader can answer.
func transferActions(l *i18n.Localizer, v transferView) []ui.Action {
	if v.Status != person.Requested || !person.May(v.Actor, person.CanMove) {
		return nil
	}
	var out []ui.Action
	if v.Receiver(v.Actor) {
		out = append(out, ui.Action{Label: l.T("transfer.accept"), Href: transferPath(v.ID, "/accept")}, ui.Action{Label: l.T("transfer.return"), Href: transferPath(v.ID, "/return"), Quiet: true})
	}
	if v.Sender(v.Actor) {
		out = append(out, ui.Action{Label: l.T("transfer.cancel"), Href: transferPath(v.ID, "/cancel"), Quiet: true})
	}
	return out
}

var transferSpec = list.Spec{Filters: []string{"status"}}

// transferListView is one side's list.
type transferListView struct {
	Query list.Query
	Found page.Of[person.TransferView]
	Sent  bool
	Names map[id.Organisation]string
}

func (p *pages) transferList(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, transferSpec)
	if err != nil {
		return err
	}
	actor := authz.FromContext(r.Context())
	v := transferListView{Query: q, Sent: r.URL.Path == "/transfers/sent", Names: map[id.Organisation]string{}}
	f := person.TransferFilter{Sent: v.Sent, Status: person.TransferStatus(q.Filter("status"))}
	if v.Found, err = p.people.Transfers(r.Context(), actor, f, q.Page()); err != nil {
		return err
	}
	for _, x := range v.Found.Items {
		if err := p.name(r.Context(), actor, v.Names, x.Facility, x.To); err != nil {
			return err
		}
	}
	return web.Page(w, r, transferListPage(v))
}

// answering is one of the forms that end a transfer.
type answering struct {
	at, title, lead, submit, done string
	accepts                       bool // asks for the day and the number; the others for a reason
	danger                        bool
	may                           func(v transferView) bool
	take                          func(ctx context.Context, a authz.Actor, key id.Transfer, f *form.Form) func() error
}

func (p *pages) answers() []answering {
	ending := func(end func(context.Context, authz.Actor, id.Transfer, person.AnswerCommand) (person.Transfer, error)) func(context.Context, authz.Actor, id.Transfer, *form.Form) func() error {
		return func(ctx context.Context, a authz.Actor, key id.Transfer, f *form.Form) func() error {
			c := person.AnswerCommand{Reason: f.Text("reason", form.Required, form.Max(person.MaxShort)), Version: f.Version()}
			return func() error { _, err := end(ctx, a, key, c); return err }
		}
	}
	receives := func(v transferView) bool { return v.Receiver(v.Actor) }
	sends := func(v transferView) bool { return v.Sender(v.Actor) }
	return []answering{
		{at: "accept", title: "transfer.accept", lead: "transfer.accept_lead", submit: "transfer.accept_do", done: "transfer.accepted", accepts: true, may: receives, take: p.accepting},
		{at: "return", title: "transfer.return", lead: "transfer.return_lead", submit: "transfer.return_do", done: "transfer.returned", may: receives, take: ending(p.people.ReturnTransfer)},
		{at: "cancel", title: "transfer.cancel", lead: "transfer.cancel_lead", submit: "transfer.cancel_do", done: "transfer.cancelled", danger: true, may: sends, take: ending(p.people.CancelTransfer)},
	}
}

func (p *pages) accepting(ctx context.Context, a authz.Actor, key id.Transfer, f *form.Form) func() error {
	c := person.AcceptCommand{On: f.Date("on", form.Required), RegisterNo: f.Text("register_no", form.Max(100)), Version: f.Version()}
	return func() error { _, err := p.people.AcceptTransfer(ctx, a, key, c); return err }
}

// answerView is the page of an answer.
type answerView struct {
	transferView
	How  answering
	Form *form.Form
}

// answerer is the transfer, if the reader stands on the side that answers so.
func (p *pages) answerer(r *http.Request, a answering) (transferView, error) {
	v, err := p.loadTransfer(r)
	if err == nil && (!person.May(v.Actor, person.CanMove) || !a.may(v)) {
		err = errForbidden
	}
	return v, err
}

func (p *pages) ask(a answering) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, err := p.answerer(r, a)
		if err != nil {
			return err
		}
		f := form.Of("on", p.around.Today(), "version", v.Version)
		return web.FormPage(w, r, f, answerPage(answerView{v, a, f}))
	}
}

func (p *pages) answer(a answering) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, err := p.answerer(r, a)
		if err != nil {
			return err
		}
		f := form.Parse(r)
		return web.Save(w, r, f, web.Saving{
			Do: a.take(r.Context(), v.Actor, v.ID, f), Done: a.done, Words: "transfer.",
			To: func() string { return transferPath(v.ID, "") },
			Version: func() (int64, error) {
				now, err := p.people.Transfer(db.WithoutOnce(r.Context()), v.Actor, v.ID)
				return now.Version, err
			},
			Page: func(*ui.Conflict) (templ.Component, error) { return answerPage(answerView{v, a, f}), nil },
		})
	}
}

// transferTag colours where a transfer stands.
func transferTag(l *i18n.Localizer, s person.TransferStatus) ui.Tag {
	tone := map[person.TransferStatus]ui.Tone{person.Requested: ui.Due, person.Accepted: ui.Good}[s]
	if tone == "" {
		tone = ui.Neutral
	}
	return ui.Tag{Text: l.T("transfer.status." + string(s)), Tone: tone}
}

// transferName is whom a transfer is about, as far as the reader may know.
func transferName(l *i18n.Localizer, v person.TransferView) string {
	if v.Name == "" {
		return l.T("transfer.unnamed")
	}
	return v.Name
}

// transferFacts are the transfer's summary, for its reader's side.
func transferFacts(l *i18n.Localizer, v transferView) []ui.Fact {
	out := []ui.Fact{
		{Label: l.T("transfer.from"), Text: v.Names[v.Facility]},
		{Label: l.T("person.to"), Text: v.Names[v.To]},
		{Label: l.T("transfer.purpose"), Text: l.T("transfer.purpose." + string(v.Purpose))},
		{Label: l.T("transfer.letter"), Text: v.Letter},
		{Label: l.T("transfer.planned_on"), Text: l.Date(v.PlannedOn)},
	}
	add := func(key, text string) {
		if text != "" {
			out = append(out, ui.Fact{Label: l.T(key), Text: text})
		}
	}
	add("person.register_no", v.RegisterNo)
	if v.LegalStatus != "" {
		add("person.legal_status", legal(l, v.LegalStatus))
		add("person.release_due_on", l.Date(v.ReleaseDueOn))
	}
	add("transfer.note", v.Note)
	if !v.MovedOn.IsZero() {
		add("transfer.moved_on", l.Date(v.MovedOn))
	}
	add("transfer.reason", answerReason(l, v.Transfer))
	if v.Status == person.Accepted && v.Sender(v.Actor) {
		add("transfer.now", nowText(l, v))
		add("transfer.fares", v.FollowUps)
	}
	return out
}

// answerReason is the reason as it was typed, or the way in which the person left
// instead.
func answerReason(l *i18n.Localizer, t person.Transfer) string {
	switch person.EndKind(t.Reason) {
	case person.Parole, person.ConditionalLeave, person.PrereleaseLeave, person.Expiry, person.EndEscape, person.EndDeath:
		return l.T("custody.end." + t.Reason)
	}
	return t.Reason
}

// nowText says where somebody is who was sent away.
func nowText(l *i18n.Localizer, v transferView) string {
	if v.Custody == person.Released {
		return custody(l, v.Custody) + ", " + l.Date(v.ReleasedOn)
	}
	return custody(l, v.Custody)
}
