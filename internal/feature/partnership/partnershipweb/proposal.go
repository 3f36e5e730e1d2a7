package partnershipweb

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/agreement"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

func (p *pages) registerProposals(rt *web.Router) {
	rt.HandleFunc("GET /proposals", p.proposals)
	rt.Export("/proposals", p.proposalsCSV)
	rt.HandleFunc("GET /proposals/new", may("proposal.write", p.newProposal))
	rt.HandleFunc("POST /proposals", p.propose, web.Repeat("/proposals/{result}"))
	rt.HandleFunc("GET /proposals/{id}", p.showProposal)
	rt.HandleFunc("GET /proposals/{id}/edit", may("proposal.write", p.editProposal))
	rt.HandleFunc("POST /proposals/{id}", p.changeProposal, web.Repeat("/proposals/{id}"))
	rt.HandleFunc("GET /proposals/{id}/send", may("proposal.write", p.confirmSend))
	rt.HandleFunc("POST /proposals/{id}/send", p.send, web.Repeat("/proposals/{id}"))
	rt.HandleFunc("POST /proposals/need", may("proposal.write", p.needWhileWriting))
	rt.HandleFunc("GET /proposals/{id}/counter", may("proposal.answer", p.counterForm))
	rt.HandleFunc("POST /proposals/{id}/counter", p.counter, web.Repeat("/proposals/{id}"))
	rt.HandleFunc("GET /proposals/{id}/answer", may("proposal.answer", p.answerForm))
	rt.HandleFunc("POST /proposals/{id}/answer", p.answer, web.Repeat("/proposals/{id}"))
	rt.HandleFunc("POST /proposals/{id}/withdraw", p.withdraw, web.Repeat("/proposals/{id}"))
}

var proposalSpec = list.Spec{Filters: []string{"status", "form", "cooperation"}, Sorts: []string{"ref", "answer_due_on"}, Default: "answer_due_on"}

type proposalsView struct {
	Query list.Query
	Page  page.Of[partnership.ProposalView]
}

func proposalFilter(q list.Query) (partnership.ProposalFilter, error) {
	f := partnership.ProposalFilter{Text: q.Text, Status: partnership.ProposalStatus(q.Filter("status")), Form: q.Filter("form"), Sort: q.Sort, Desc: q.Desc}
	return f, f.Cooperation.UnmarshalText([]byte(q.Filter("cooperation")))
}

func (p *pages) proposals(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, proposalSpec)
	if err != nil {
		return err
	}
	f, err := proposalFilter(q)
	if err != nil {
		return err
	}
	found, err := p.service.Proposals(r.Context(), authz.FromContext(r.Context()), f, q.Page())
	if err != nil {
		return err
	}
	return web.Page(w, r, proposalsPage(proposalsView{q, found}))
}

func (p *pages) proposalsCSV(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, proposalSpec)
	if err != nil {
		return err
	}
	f, err := proposalFilter(q)
	if err != nil {
		return err
	}
	ctx, l := r.Context(), i18n.From(r.Context())
	head := []string{
		l.T("proposal.ref"), l.T("proposal.title"), l.T("proposal.form"), l.T("proposal.from"), l.T("proposal.to"), l.T("proposal.quantity"), l.T("proposal.unit"),
		l.T("proposal.value_rp"), l.T("proposal.status"), l.T("proposal.answer_due_on"), l.T("proposal.answer_reason"),
	}
	return list.Export(w, r, l.T("proposal.file"), head, func(pr page.Request) (page.Of[partnership.ProposalView], error) {
		return p.service.Proposals(ctx, authz.FromContext(ctx), f, pr)
	}, func(x partnership.ProposalView) list.Cells {
		return list.Cells{
			x.Ref, x.Title, formName(l, x.Form), x.FromName, x.ToName, x.Quantity, x.Unit,
			x.Value, l.T("proposal.status." + string(x.Status)), x.AnswerDueOn, x.AnswerReason,
		}
	})
}

// proposalView is all that the page of a proposal shows to one reader.
type proposalView struct {
	partnership.ProposalView
	Actor  authz.Actor
	Need   partnership.Need // frozen, or live while it is a draft
	Rounds []partnership.RoundView
}

func (v proposalView) path(rest string) string { return "/proposals/" + v.ID.String() + rest }

// mine and awaited say whether the reader may act for the side that proposes, and
// for the side whose answer is awaited.
func (v proposalView) mine() bool {
	return partnership.May(v.Actor, "proposal.write") && agreement.ActsFor(v.Actor, v.From)
}

func (v proposalView) awaited() bool {
	return v.Status == partnership.ProposalSent && partnership.May(v.Actor, "proposal.answer") && agreement.ActsFor(v.Actor, v.Awaits())
}

func (p *pages) forProposal(r *http.Request) (partnership.ProposalView, error) {
	key, err := web.PathID[id.Proposal](r, "id")
	if err != nil {
		return partnership.ProposalView{}, err
	}
	return p.service.Proposal(r.Context(), authz.FromContext(r.Context()), key)
}

func (p *pages) showProposal(w http.ResponseWriter, r *http.Request) error {
	x, err := p.forProposal(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := proposalView{ProposalView: x, Actor: authz.FromContext(ctx)}
	if v.Need, err = p.service.Evidence(ctx, v.Actor, x.ID); err != nil {
		return err
	}
	if v.Rounds, err = p.service.Rounds(ctx, v.Actor, x.ID); err != nil {
		return err
	}
	return web.Page(w, r, proposalPage(v))
}

// proposeView is the form of a proposal, with the need that the registers know
// behind what was typed so far.
type proposeView struct {
	formView
	Need *needView // nil where nothing is counted yet
	Live bool      // the need can be counted again while writing
}

func (p *pages) proposeForm(r *http.Request, f *form.Form) (templ.Component, error) {
	ctx := r.Context()
	c, d, err := p.cooperationOf(ctx, f)
	if err != nil {
		return nil, err
	}
	if f.Value("title") == "" && len(f.Errors()) == 0 {
		f.Set("title", firstLine(d.Body))
	}
	l, actor, at := i18n.From(ctx), authz.FromContext(ctx), "/cooperations/"+c.ID.String()
	v := proposeView{Live: actor.Scope.Partner.IsZero(), formView: formView{
		Form: f, Title: l.T("proposal.new"), Lead: l.T("side.between", "host", c.HostName, "partner", c.PartnerName),
		Crumbs: []ui.Crumb{{Label: c.Title, Href: at}}, Props: ui.FormProps{Action: "/proposals", Submit: l.T("proposal.draft_do"), Cancel: at},
	}}
	code, topic := f.Value("form"), strings.TrimSpace(f.Value("topic"))
	if !v.Live || !slices.Contains(partnership.FormCodes(), code) {
		return proposalFormPage(v), nil
	}
	need, err := p.service.EvidenceFor(ctx, actor, c.ID, code, topic)
	v.Need = &needView{Need: need, Topic: topic, Draft: true}
	return proposalFormPage(v), err
}

// needWhileWriting shows the form again with the need behind it, and stores
// nothing: what was typed stays.
func (p *pages) needWhileWriting(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	if unit := partnership.FormOf(f.Value("form")).Unit; f.Value("unit") == "" {
		f.Set("unit", unit)
	}
	c, err := p.proposeForm(r, f)
	if err != nil {
		return err
	}
	return web.Page(w, r, c)
}

func (p *pages) newProposal(w http.ResponseWriter, r *http.Request) error {
	c, err := p.proposeForm(r, begin(r, "kind", "ask", "form", r.URL.Query().Get("form")))
	if err != nil {
		return err
	}
	return web.Page(w, r, c)
}

func readProposal(f *form.Form) partnership.ProposalText {
	return partnership.ProposalText{
		Kind: form.Choice(f, "kind", partnership.ProposalKinds()), Form: f.Choice("form", partnership.FormCodes()...), Title: f.Text("title", form.Required),
		Details: f.Text("details"), Quantity: f.Int("quantity", form.Required), Unit: f.Text("unit", form.Required), Value: f.Rupiah("value_rp"), WantedBy: f.Date("wanted_by"),
		Topic: f.Text("topic", form.Max(200)),
	}
}

func (p *pages) propose(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	cmd := partnership.ProposeCommand{
		Cooperation: form.ID[id.Cooperation](f, "cooperation_id"), Decision: form.ID[id.Decision](f, "decision_id"), ProposalText: readProposal(f),
	}
	var made partnership.Proposal
	return web.Save(w, r, f, web.Saving{
		Do: func() (err error) {
			made, err = p.service.Propose(r.Context(), authz.FromContext(r.Context()), cmd)
			return err
		},
		To: func() string { return "/proposals/" + made.ID.String() }, Done: "proposal.drafted",
		Page: func(*ui.Conflict) (templ.Component, error) { return p.proposeForm(r, f) },
	})
}

func proposalCrumbs(l *i18n.Localizer, x partnership.ProposalView) []ui.Crumb {
	return []ui.Crumb{{Label: l.T("proposal.list"), Href: "/proposals"}, {Label: x.Title, Href: "/proposals/" + x.ID.String()}}
}

// proposalShown is one of the forms of an existing proposal.
type proposalShown func(partnership.ProposalView, *form.Form, *ui.Conflict) (templ.Component, error)

// proposalFrame is the frame of a form of an existing proposal.
func proposalFrame(l *i18n.Localizer, x partnership.ProposalView, f *form.Form, conflict *ui.Conflict, title, rest, submit string) formView {
	at := "/proposals/" + x.ID.String()
	return formView{
		Form: f, Title: title, Lead: x.Title + " · " + offeredText(l, x.OnTable(), x.Unit), Crumbs: proposalCrumbs(l, x), Conflict: conflict,
		Props: ui.FormProps{Action: at + rest, Submit: submit, Cancel: at},
	}
}

func (p *pages) changeForm(l *i18n.Localizer) proposalShown {
	return func(x partnership.ProposalView, f *form.Form, conflict *ui.Conflict) (templ.Component, error) {
		return proposalFormPage(proposeView{formView: proposalFrame(l, x, f, conflict, l.T("proposal.edit"), "", l.T("proposal.save"))}), nil
	}
}

func (p *pages) sendForm(l *i18n.Localizer) proposalShown {
	return func(x partnership.ProposalView, f *form.Form, conflict *ui.Conflict) (templ.Component, error) {
		return sendPage(proposalFrame(l, x, f, conflict, l.T("proposal.send"), "/send", l.T("proposal.send_do"))), nil
	}
}

// answerView is the form of the other side's answer.
type answerView struct {
	formView
	Proposal   partnership.ProposalView
	Posts      []partnership.Post
	Agreements []agreement.View
}

func (p *pages) answering(r *http.Request) proposalShown {
	ctx, actor, l := r.Context(), authz.FromContext(r.Context()), i18n.From(r.Context())
	return func(x partnership.ProposalView, f *form.Form, conflict *ui.Conflict) (templ.Component, error) {
		posts, err := p.service.Posts(ctx, actor, x.Promiser())
		if err != nil {
			return nil, err
		}
		under, err := p.agreements.Parents(ctx, actor, x.Cooperation)
		return answerPage(answerView{proposalFrame(l, x, f, conflict, l.T("proposal.answer"), "/answer", l.T("proposal.answer_do")), x, posts, under}), err
	}
}

// showForm shows a form of an existing proposal for the first time.
func (p *pages) showForm(w http.ResponseWriter, r *http.Request, fill func(partnership.ProposalView) *form.Form, show proposalShown) error {
	x, err := p.forProposal(r)
	if err != nil {
		return err
	}
	c, err := show(x, fill(x), nil)
	if err != nil {
		return err
	}
	return web.Page(w, r, c)
}

// alterProposal runs a change of an existing proposal and its page.
func (p *pages) alterProposal(w http.ResponseWriter, r *http.Request, f *form.Form, done string, do func(key id.Proposal) error, show proposalShown) error {
	key, err := web.PathID[id.Proposal](r, "id")
	if err != nil {
		return err
	}
	return web.Save(w, r, f, web.Saving{
		Do: func() error { return do(key) }, To: func() string { return "/proposals/" + key.String() }, Done: done, Words: "proposal.",
		Version: func() (int64, error) { x, err := p.forProposal(r); return x.Version, err },
		Page: func(conflict *ui.Conflict) (templ.Component, error) {
			x, err := p.forProposal(r)
			if err != nil {
				return nil, err
			}
			return show(x, f, conflict)
		},
	})
}

func (p *pages) editProposal(w http.ResponseWriter, r *http.Request) error {
	return p.showForm(w, r, func(x partnership.ProposalView) *form.Form {
		return form.Of("kind", x.Kind, "form", x.Form, "title", x.Title, "details", x.Details, "quantity", x.Quantity, "unit", x.Unit,
			"value_rp", x.Value, "wanted_by", x.WantedBy, "topic", x.Topic, "version", x.Version)
	}, p.changeForm(i18n.From(r.Context())))
}

func (p *pages) changeProposal(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	cmd := readProposal(f)
	return p.alterProposal(w, r, f, "proposal.changed", func(key id.Proposal) error {
		return p.service.ChangeProposal(r.Context(), authz.FromContext(r.Context()), key, f.Version(), cmd)
	}, p.changeForm(i18n.From(r.Context())))
}

func (p *pages) confirmSend(w http.ResponseWriter, r *http.Request) error {
	today := p.around.Today()
	return p.showForm(w, r, func(x partnership.ProposalView) *form.Form {
		return form.Of("on", today, "answer_by", today.AddDays(partnership.AnswerDays), "version", x.Version)
	}, p.sendForm(i18n.From(r.Context())))
}

func (p *pages) send(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	cmd := partnership.SendCommand{On: f.Date("on"), AnswerBy: f.Date("answer_by")}
	return p.alterProposal(w, r, f, "proposal.was_sent", func(key id.Proposal) error {
		return p.service.Send(r.Context(), authz.FromContext(r.Context()), key, f.Version(), cmd)
	}, p.sendForm(i18n.From(r.Context())))
}

func (p *pages) answerForm(w http.ResponseWriter, r *http.Request) error {
	return p.showForm(w, r, func(x partnership.ProposalView) *form.Form {
		at := x.OnTable()
		return form.Of("quantity", at.Quantity, "value_rp", at.Value, "due_on", at.WantedBy, "version", x.Version)
	}, p.answering(r))
}

func (p *pages) answer(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	cmd := partnership.AnswerCommand{
		Answer: form.Choice(f, "answer", partnership.Answers()), Reason: f.Text("reason"), DueOn: f.Date("due_on"),
		OwnerPost: form.ID[id.Post](f, "owner_post_id"), Agreement: form.ID[id.Agreement](f, "agreement_id"),
	}
	if cmd.Answer == partnership.ProposalChanged {
		cmd.Quantity, cmd.Value = f.Int("quantity", form.Required), f.Rupiah("value_rp")
	}
	return p.alterProposal(w, r, f, "proposal.answered", func(key id.Proposal) error {
		_, err := p.service.Answer(r.Context(), authz.FromContext(r.Context()), key, f.Version(), cmd)
		return err
	}, p.answering(r))
}

func countering(l *i18n.Localizer) proposalShown {
	return func(x partnership.ProposalView, f *form.Form, conflict *ui.Conflict) (templ.Component, error) {
		return counterPage(proposalFrame(l, x, f, conflict, l.T("proposal.counter"), "/counter", l.T("proposal.counter_do")), x.Unit), nil
	}
}

func (p *pages) counterForm(w http.ResponseWriter, r *http.Request) error {
	answerBy := p.around.Today().AddDays(partnership.AnswerDays)
	return p.showForm(w, r, func(x partnership.ProposalView) *form.Form {
		at := x.OnTable()
		return form.Of("quantity", at.Quantity, "value_rp", at.Value, "wanted_by", at.WantedBy, "answer_by", answerBy, "version", x.Version)
	}, countering(i18n.From(r.Context())))
}

func (p *pages) counter(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	cmd := partnership.CounterCommand{
		Quantity: f.Int("quantity", form.Required), Value: f.Rupiah("value_rp"), WantedBy: f.Date("wanted_by"),
		Reason: f.Text("reason", form.Required), AnswerBy: f.Date("answer_by"),
	}
	return p.alterProposal(w, r, f, "proposal.was_countered", func(key id.Proposal) error {
		return p.service.Counter(r.Context(), authz.FromContext(r.Context()), key, f.Version(), cmd)
	}, countering(i18n.From(r.Context())))
}

func (p *pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Proposal](r, "id")
	if err != nil {
		return err
	}
	if err := p.service.Withdraw(r.Context(), authz.FromContext(r.Context()), key, form.Parse(r).Version()); err != nil {
		return err
	}
	return web.Done(w, r, "/proposals/"+key.String(), "proposal.was_withdrawn")
}
