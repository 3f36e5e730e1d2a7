package partnershipweb

import (
	"context"
	"net/http"

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

var commitmentSpec = list.Spec{Filters: []string{"status", "form", "late", "unit", "by", "cooperation", "agreement", "partner", "facility", "post"}, Sorts: []string{"due_on", "ref"}, Default: "due_on"}

type commitmentsView struct {
	Query list.Query
	Page  page.Of[partnership.CommitmentView]
}

func commitmentFilter(q list.Query) (partnership.CommitmentFilter, error) {
	f := partnership.CommitmentFilter{
		Text: q.Text, Status: partnership.CommitmentStatus(q.Filter("status")), Form: q.Filter("form"), Late: q.Filter("late") == "1",
		Unit: q.Filter("unit"), By: q.Filter("by"), Sort: q.Sort, Desc: q.Desc,
	}
	for name, key := range map[string]interface{ UnmarshalText([]byte) error }{
		"cooperation": &f.Cooperation, "agreement": &f.Agreement, "partner": &f.Partner, "facility": &f.Facility, "post": &f.Post,
	} {
		if err := key.UnmarshalText([]byte(q.Filter(name))); err != nil {
			return f, err
		}
	}
	return f, nil
}

func (p *pages) commitments(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, commitmentSpec)
	if err != nil {
		return err
	}
	f, err := commitmentFilter(q)
	if err != nil {
		return err
	}
	found, err := p.service.Commitments(r.Context(), authz.FromContext(r.Context()), f, q.Page())
	if err != nil {
		return err
	}
	return web.Page(w, r, commitmentsPage(commitmentsView{q, found}))
}

func (p *pages) commitmentsCSV(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, commitmentSpec)
	if err != nil {
		return err
	}
	f, err := commitmentFilter(q)
	if err != nil {
		return err
	}
	ctx, l := r.Context(), i18n.From(r.Context())
	head := []string{
		l.T("commitment.ref"), l.T("commitment.title"), l.T("commitment.form"), l.T("commitment.promiser_id"), l.T("commitment.receiver_id"), l.T("commitment.owner_post_id"),
		l.T("commitment.due_on"), l.T("commitment.status"), l.T("commitment.unit"), l.T("commitment.quantity"), l.T("ledger.delivered"), l.T("ledger.confirmed"), l.T("commitment.value_rp"), l.T("ledger.confirmed_rp"),
	}
	return list.Export(w, r, l.T("commitment.file"), head, func(pr page.Request) (page.Of[partnership.CommitmentView], error) {
		return p.service.Commitments(ctx, authz.FromContext(ctx), f, pr)
	}, func(c partnership.CommitmentView) list.Cells {
		return list.Cells{
			c.Ref, c.Title, formName(l, c.Form), c.PromiserName, c.ReceiverName, c.OwnerTitle, c.DueOn, l.T("commitment.status." + string(c.Status)), c.Unit,
			c.Quantity, c.Sums.Delivered, c.Sums.Confirmed, c.Value, c.Sums.ConfirmedRp,
		}
	})
}

// commitmentView is all that the page of a commitment shows to one reader.
type commitmentView struct {
	partnership.CommitmentDetail
	Actor    authz.Actor
	Sections []templ.Component
}

func (v commitmentView) path(rest string) string { return "/commitments/" + v.ID.String() + rest }
func (v commitmentView) open() bool              { return v.Status == partnership.CommitmentOpen }

// gives and gets say on which side the reader stands with the right to act.
func (v commitmentView) gives() bool {
	return partnership.May(v.Actor, "delivery.report") && agreement.ActsFor(v.Actor, v.Promiser)
}

func (v commitmentView) gets() bool {
	return partnership.May(v.Actor, "delivery.confirm") && agreement.ActsFor(v.Actor, v.Receiver)
}

func (p *pages) forCommitment(r *http.Request) (partnership.CommitmentDetail, error) {
	key, err := web.PathID[id.Commitment](r, "id")
	if err != nil {
		return partnership.CommitmentDetail{}, err
	}
	return p.service.Commitment(r.Context(), authz.FromContext(r.Context()), key)
}

func (p *pages) showCommitment(w http.ResponseWriter, r *http.Request) error {
	c, err := p.forCommitment(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := commitmentView{CommitmentDetail: c, Actor: authz.FromContext(ctx)}
	for _, part := range p.around.Commitment {
		x, err := part(ctx, v.Actor, c.CommitmentView)
		if err != nil {
			return err
		}
		v.Sections = append(v.Sections, x)
	}
	return web.Page(w, r, commitmentPage(v))
}

// promiseView is the form of a new or changed commitment.
type promiseView struct {
	formView
	Sides      []partnership.Side // of a new one; a changed one keeps its sides
	Posts      []partnership.Post
	Agreements []agreement.View
	Activities []agreement.ActivityView // of the agreement that the promise stands under
	Amending   bool
}

// spareMilestones are the empty rows at the end of a promise's parts.
const spareMilestones = 3

// rows is how many parts the form has room for.
func (v promiseView) rows() int { return len(v.Form.Rows("milestones")) + spareMilestones }

// divided reports whether the promise has parts, which then lie open.
func (v promiseView) divided() bool { return len(v.Form.Rows("milestones")) > 0 }

func (p *pages) promiseForm(r *http.Request, f *form.Form) (templ.Component, error) {
	ctx, actor, l := r.Context(), authz.FromContext(r.Context()), i18n.From(r.Context())
	c, d, err := p.cooperationOf(ctx, f)
	if err != nil {
		return nil, err
	}
	if f.Value("title") == "" && len(f.Errors()) == 0 {
		f.Set("title", firstLine(d.Body)).Set("promiser_id", c.Partner).Set("receiver_id", c.Host)
	}
	sides, err := p.service.SidesOf(ctx, actor, c.ID)
	if err != nil {
		return nil, err
	}
	posts, err := p.postsOfSides(r, sides)
	if err != nil {
		return nil, err
	}
	under, err := p.agreements.Parents(ctx, actor, c.ID)
	at := "/cooperations/" + c.ID.String()
	return commitmentFormPage(promiseView{Sides: sides, Posts: posts, Agreements: under, formView: formView{
		Form: f, Title: l.T("commitment.new"), Lead: l.T("side.between", "host", c.HostName, "partner", c.PartnerName),
		Crumbs: []ui.Crumb{{Label: c.Title, Href: at}}, Props: ui.FormProps{Action: "/commitments", Submit: l.T("commitment.promise_do"), Cancel: at},
	}}), err
}

// postsOfSides lists the posts of every side, with the side's name, because the
// page cannot know yet which side will promise.
func (p *pages) postsOfSides(r *http.Request, sides []partnership.Side) ([]partnership.Post, error) {
	var out []partnership.Post
	for _, s := range sides {
		posts, err := p.service.Posts(r.Context(), authz.FromContext(r.Context()), s.ID)
		if err != nil {
			return nil, err
		}
		for _, x := range posts {
			out = append(out, partnership.Post{ID: x.ID, Title: s.Name + " · " + x.Title})
		}
	}
	return out, nil
}

func (p *pages) newCommitment(w http.ResponseWriter, r *http.Request) error {
	c, err := p.promiseForm(r, begin(r))
	if err != nil {
		return err
	}
	return web.Page(w, r, c)
}

func readCommitment(f *form.Form) partnership.CommitmentTerms {
	return partnership.CommitmentTerms{
		Form: f.Choice("form", partnership.FormCodes()...), Title: f.Text("title", form.Required), Quantity: f.Int("quantity", form.Required), Unit: f.Text("unit", form.Required),
		Value: f.Rupiah("value_rp"), DueOn: f.Date("due_on", form.Required), OwnerPost: form.ID[id.Post](f, "owner_post_id"),
		Agreement: form.ID[id.Agreement](f, "agreement_id"), Activity: form.ID[id.Activity](f, "activity_id"),
	}
}

// readMilestones reads the parts that were filled in. A form always says what the
// parts are: none means none, and not "as before".
func readMilestones(f *form.Form) []partnership.Milestone {
	parts := []partnership.Milestone{}
	for _, row := range f.Rows("milestones") {
		parts = append(parts, partnership.Milestone{
			Title: row.Text("title", form.Required), DueOn: row.Date("due_on", form.Required), Quantity: row.Int("quantity"), Value: row.Rupiah("value_rp"),
		})
	}
	return parts
}

func (p *pages) promise(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	cmd := partnership.PromiseCommand{
		Cooperation: form.ID[id.Cooperation](f, "cooperation_id"), Decision: form.ID[id.Decision](f, "decision_id"),
		Promiser: form.ID[id.Organisation](f, "promiser_id", form.Required), Receiver: form.ID[id.Organisation](f, "receiver_id", form.Required), CommitmentTerms: readCommitment(f), Milestones: readMilestones(f),
	}
	var made partnership.Commitment
	return web.Save(w, r, f, web.Saving{
		Do: func() (err error) {
			made, err = p.service.Promise(r.Context(), authz.FromContext(r.Context()), cmd)
			return err
		},
		To: func() string { return "/commitments/" + made.ID.String() }, Done: "commitment.promised",
		Page: func(*ui.Conflict) (templ.Component, error) { return p.promiseForm(r, f) },
	})
}

func commitmentCrumbs(l *i18n.Localizer, c partnership.CommitmentView) []ui.Crumb {
	return []ui.Crumb{{Label: l.T("commitment.list"), Href: "/commitments"}, {Label: c.Title, Href: "/commitments/" + c.ID.String()}}
}

// commitmentShown is one of the forms of an existing commitment.
type commitmentShown func(partnership.CommitmentDetail, *form.Form, *ui.Conflict) (templ.Component, error)

func commitmentFrame(l *i18n.Localizer, c partnership.CommitmentDetail, f *form.Form, conflict *ui.Conflict, title, rest, submit string) formView {
	at := "/commitments/" + c.ID.String()
	return formView{
		Form: f, Title: title, Lead: c.PromiserName + " → " + c.ReceiverName, Crumbs: commitmentCrumbs(l, c.CommitmentView), Conflict: conflict,
		Props: ui.FormProps{Action: at + rest, Submit: submit, Cancel: at},
	}
}

func (p *pages) amending(r *http.Request) commitmentShown {
	ctx, actor, l := r.Context(), authz.FromContext(r.Context()), i18n.From(r.Context())
	return func(c partnership.CommitmentDetail, f *form.Form, conflict *ui.Conflict) (templ.Component, error) {
		posts, err := p.service.Posts(ctx, actor, c.Promiser)
		if err != nil {
			return nil, err
		}
		under, err := p.agreements.Parents(ctx, actor, c.Cooperation)
		if err != nil {
			return nil, err
		}
		plan, err := p.planOf(ctx, actor, c.Agreement)
		v := promiseView{Posts: posts, Agreements: under, Activities: plan, Amending: true, formView: commitmentFrame(l, c, f, conflict, l.T("commitment.amend"), "", l.T("commitment.save"))}
		return commitmentFormPage(v), err
	}
}

// planOf lists the activities that a promise under an agreement may feed,
// cancelled ones too: what stands in a form must be among its options.
func (p *pages) planOf(ctx context.Context, actor authz.Actor, key id.Agreement) ([]agreement.ActivityView, error) {
	if key.IsZero() {
		return nil, nil
	}
	found, err := p.agreements.Activities(ctx, actor, agreement.ActivityFilter{Agreement: key}, page.Request{Size: page.MaxSize})
	return found.Items, err
}

func cancelling(l *i18n.Localizer) commitmentShown {
	return func(c partnership.CommitmentDetail, f *form.Form, conflict *ui.Conflict) (templ.Component, error) {
		v := commitmentFrame(l, c, f, conflict, l.T("commitment.cancel"), "/cancel", l.T("commitment.cancel_do"))
		v.Lead, v.Props.Danger = l.T("commitment.cancel_lead"), true
		return reasonPage(v), nil
	}
}

// showCommitmentForm shows a form of an existing commitment for the first time.
func (p *pages) showCommitmentForm(w http.ResponseWriter, r *http.Request, fill func(partnership.CommitmentDetail) *form.Form, show commitmentShown) error {
	c, err := p.forCommitment(r)
	if err != nil {
		return err
	}
	x, err := show(c, fill(c), nil)
	if err != nil {
		return err
	}
	return web.Page(w, r, x)
}

// alterCommitment runs a change of an existing commitment and its page.
func (p *pages) alterCommitment(w http.ResponseWriter, r *http.Request, f *form.Form, done string, do func(key id.Commitment) error, show commitmentShown) error {
	key, err := web.PathID[id.Commitment](r, "id")
	if err != nil {
		return err
	}
	return web.Save(w, r, f, web.Saving{
		Do: func() error { return do(key) }, To: func() string { return "/commitments/" + key.String() }, Done: done, Words: "commitment.",
		Version: func() (int64, error) { c, err := p.forCommitment(r); return c.Version, err },
		Page: func(conflict *ui.Conflict) (templ.Component, error) {
			c, err := p.forCommitment(r)
			if err != nil {
				return nil, err
			}
			return show(c, f, conflict)
		},
	})
}

func (p *pages) editCommitment(w http.ResponseWriter, r *http.Request) error {
	return p.showCommitmentForm(w, r, func(c partnership.CommitmentDetail) *form.Form {
		f := form.Of("form", c.Form, "title", c.Title, "quantity", c.Quantity, "unit", c.Unit, "value_rp", c.Value, "due_on", c.DueOn,
			"owner_post_id", c.OwnerPost, "agreement_id", c.Agreement, "activity_id", c.Activity, "version", c.Version)
		for i, m := range c.Parts {
			f.Row("milestones", i).Set("title", m.Title).Set("due_on", m.DueOn).Set("quantity", m.Quantity).Set("value_rp", m.Value)
		}
		return f
	}, p.amending(r))
}

func (p *pages) amend(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	cmd := partnership.AmendCommand{CommitmentTerms: readCommitment(f), Milestones: readMilestones(f), Reason: f.Text("reason", form.Required)}
	return p.alterCommitment(w, r, f, "commitment.amended", func(key id.Commitment) error {
		return p.service.Amend(r.Context(), authz.FromContext(r.Context()), key, f.Version(), cmd)
	}, p.amending(r))
}

func (p *pages) confirmCancel(w http.ResponseWriter, r *http.Request) error {
	return p.showCommitmentForm(w, r, func(c partnership.CommitmentDetail) *form.Form { return form.Of("version", c.Version) }, cancelling(i18n.From(r.Context())))
}

func (p *pages) cancelCommitment(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	reason := f.Text("reason", form.Required)
	return p.alterCommitment(w, r, f, "commitment.was_cancelled", func(key id.Commitment) error {
		return p.service.CancelCommitment(r.Context(), authz.FromContext(r.Context()), key, f.Version(), reason)
	}, cancelling(i18n.From(r.Context())))
}
