package agreementweb

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/engine/textdiff"
	"titian/internal/feature/agreement"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// This file is the wording: reading a version clause by clause with what was
// said to it, comparing two versions, comments and approvals.

// textView is one version with the talk about it.
type textView struct {
	agreement.Detail
	Actor   authz.Actor
	Text    agreement.Text
	Clauses []clauseView
}

// clauseView is a clause with its comments.
type clauseView struct {
	agreement.Clause
	Comments []agreement.Comment
}

func (v textView) path(rest string) string { return "/agreements/" + v.ID.String() + rest }

func (v textView) newest() bool { return v.Text.Number == v.Texts[0].Number }

// talks reports whether the reader may comment on this version.
func (v textView) talks() bool {
	return v.newest() && !v.Stage.Frozen() && agreement.May(v.Actor, "agreement.comment") && speaks(v.Actor, v.Agreement)
}

// speaks reports whether somebody writes for one of the two sides.
func speaks(a authz.Actor, x agreement.Agreement) bool {
	return a.Scope.Partner == x.Partner && !x.Partner.IsZero() || a.Scope.Partner.IsZero() && a.Scope.Has(x.Host)
}

// approves reports whether the reader may give a word on the newest version that
// is still missing.
func approves(a authz.Actor, d agreement.Detail) bool {
	if d.Stage.Frozen() || len(d.Texts) == 0 || !agreement.May(a, "agreement.approve") || !speaks(a, d.Agreement) {
		return false
	}
	sides := agreement.Sides()
	if !a.Scope.Partner.IsZero() {
		sides = []agreement.Side{agreement.PartnerSide}
	}
	for _, side := range sides {
		if _, given := agreement.ApprovedBy(d.Approvals, side, d.Texts[0].Number); !given {
			return true
		}
	}
	return false
}

// versionOf finds a version by its number; "" is the newest.
func versionOf(d agreement.Detail, number string) (agreement.Text, error) {
	n, err := strconv.Atoi(number)
	for _, t := range d.Texts {
		if number == "" || err == nil && t.Number == n {
			return t, nil
		}
	}
	return agreement.Text{}, errs.New(errs.NotFound, "not_found")
}

func (p *pages) readText(w http.ResponseWriter, r *http.Request) error {
	d, err := p.forAgreement(r)
	if err != nil {
		return err
	}
	v := textView{Detail: d, Actor: authz.FromContext(r.Context())}
	if v.Text, err = versionOf(d, r.URL.Query().Get("version")); err != nil {
		return err
	}
	for _, c := range agreement.Clauses(v.Text.Body) {
		x := clauseView{Clause: c}
		for _, y := range d.Comments {
			if y.Text == v.Text.Number && y.Clause == c.Number {
				x.Comments = append(x.Comments, y)
			}
		}
		v.Clauses = append(v.Clauses, x)
	}
	return web.Page(w, r, readTextPage(v))
}

// earlier are the open comments on versions before this one, which the new
// wording may have answered.
func (v textView) earlier() []agreement.Comment {
	var out []agreement.Comment
	for _, c := range v.Comments {
		if v.newest() && c.Text < v.Text.Number && c.Open() {
			out = append(out, c)
		}
	}
	return out
}

// differenceView is what two versions differ in.
type differenceView struct {
	agreement.Detail
	Before, After agreement.Text
	Lines         []textdiff.Line
	Form          *form.Form
}

func (v differenceView) changed() int {
	n := 0
	for _, l := range v.Lines {
		if l.Changed() {
			n++
		}
	}
	return n
}

func (p *pages) difference(w http.ResponseWriter, r *http.Request) error {
	d, err := p.forAgreement(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	v := differenceView{Detail: d}
	if v.After, err = versionOf(d, q.Get("to")); err != nil {
		return err
	}
	from := q.Get("from")
	if from == "" {
		from = strconv.Itoa(max(v.After.Number-1, 1))
	}
	if v.Before, err = versionOf(d, from); err != nil {
		return err
	}
	v.Lines = textdiff.Lines(v.Before.Body, v.After.Body)
	v.Form = form.Of("from", v.Before.Number, "to", v.After.Number)
	return web.Page(w, r, differencePage(v))
}

// approveView is the form of an approval.
type approveView struct {
	formView
	Sides   []agreement.Side // empty: the reader's own
	Version int
}

func approveForm(r *http.Request, f *form.Form, d agreement.Detail) (templ.Component, error) {
	l, actor := i18n.From(r.Context()), authz.FromContext(r.Context())
	text, err := versionOf(d, "")
	if err != nil {
		return nil, err
	}
	at := "/agreements/" + d.ID.String()
	v := approveView{Version: text.Number, formView: formView{
		Form: f, Title: l.T("agreement.approve_n", "number", text.Number), Lead: l.T("agreement.approve_lead"), Crumbs: agreementCrumbs(l, d.View),
		Props: ui.FormProps{Action: at + "/approve", Submit: l.T("agreement.approve_do"), Cancel: at + "/text"},
	}}
	if actor.Scope.Partner.IsZero() {
		v.Sides = agreement.Sides()
	}
	return approvePage(v), nil
}

func (p *pages) newApproval(w http.ResponseWriter, r *http.Request) error {
	d, err := p.forAgreement(r)
	if err != nil {
		return err
	}
	c, err := approveForm(r, form.Of("on", p.around.Today(), "side", string(agreement.HostSide)), d)
	if err != nil {
		return err
	}
	return web.Page(w, r, c)
}

func (p *pages) approve(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Agreement](r, "id")
	if err != nil {
		return err
	}
	f := form.Parse(r)
	cmd := agreement.ApproveCommand{Text: f.Int("text"), Side: agreement.Side(f.Text("side")), On: f.Date("on"), Document: f.Text("document")}
	return web.Save(w, r, f, web.Saving{
		Do: func() error { return p.service.Approve(r.Context(), authz.FromContext(r.Context()), key, cmd) },
		To: func() string { return "/agreements/" + key.String() + "/text" }, Done: "agreement.approved",
		Page: func(*ui.Conflict) (templ.Component, error) {
			d, err := p.forAgreement(r)
			if err != nil {
				return nil, err
			}
			return approveForm(r, f, d)
		},
	})
}

// remarkView is the form of a comment, below the clause that it is about.
type remarkView struct {
	formView
	Clause agreement.Clause
	Text   int
}

func (p *pages) remarkForm(r *http.Request, f *form.Form) (templ.Component, error) {
	d, err := p.forAgreement(r)
	if err != nil {
		return nil, err
	}
	text, err := versionOf(d, "")
	if err != nil {
		return nil, err
	}
	l, at := i18n.From(r.Context()), "/agreements/"+d.ID.String()
	number, _ := strconv.Atoi(f.Value("clause")) // what is no number is the beginning
	v := remarkView{Text: text.Number, formView: formView{
		Form: f, Title: l.T("comment.new"), Lead: l.T("comment.lead", "number", text.Number), Crumbs: agreementCrumbs(l, d.View),
		Props: ui.FormProps{Action: at + "/comments", Submit: l.T("comment.do"), Cancel: at + "/text"},
	}}
	for _, c := range agreement.Clauses(text.Body) {
		if c.Number == number {
			v.Clause = c
		}
	}
	return remarkPage(v), nil
}

func (p *pages) newRemark(w http.ResponseWriter, r *http.Request) error {
	c, err := p.remarkForm(r, form.Of("clause", r.URL.Query().Get("clause")))
	if err != nil {
		return err
	}
	return web.Page(w, r, c)
}

func (p *pages) remark(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Agreement](r, "id")
	if err != nil {
		return err
	}
	f := form.Parse(r)
	cmd := agreement.CommentCommand{Text: f.Int("text"), Clause: f.Int("clause"), Body: f.Text("body", form.Required)}
	return web.Save(w, r, f, web.Saving{
		Do: func() error {
			_, err := p.service.Remark(r.Context(), authz.FromContext(r.Context()), key, cmd)
			return err
		},
		To: func() string { return "/agreements/" + key.String() + "/text" }, Done: "comment.made",
		Page: func(*ui.Conflict) (templ.Component, error) { return p.remarkForm(r, f) },
	})
}

// settleView is the form that settles a comment.
type settleView struct {
	formView
	Comment agreement.Comment
}

func settleForm(l *i18n.Localizer, f *form.Form, c agreement.Comment, conflict *ui.Conflict) templ.Component {
	at := "/agreements/" + c.Agreement.String()
	return settlePage(settleView{Comment: c, formView: formView{
		Form: f, Title: l.T("comment.settle"), Crumbs: []ui.Crumb{{Label: l.T("agreement.list"), Href: "/agreements"}, {Label: l.T("agreement.text_read"), Href: at + "/text"}}, Conflict: conflict,
		Props: ui.FormProps{Action: "/comments/" + c.ID.String() + "/settle", Submit: l.T("comment.settle_do"), Cancel: at + "/text"},
	}})
}

func (p *pages) forComment(r *http.Request) (agreement.Comment, error) {
	key, err := web.PathID[id.Comment](r, "id")
	if err != nil {
		return agreement.Comment{}, err
	}
	return p.service.Comment(r.Context(), authz.FromContext(r.Context()), key)
}

func (p *pages) newSettlement(w http.ResponseWriter, r *http.Request) error {
	c, err := p.forComment(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, settleForm(i18n.From(r.Context()), form.Of("version", c.Version), c, nil))
}

func (p *pages) settle(w http.ResponseWriter, r *http.Request) error {
	c, err := p.forComment(r)
	if err != nil {
		return err
	}
	f, l := form.Parse(r), i18n.From(r.Context())
	resolution := f.Text("resolution", form.Required)
	return web.Save(w, r, f, web.Saving{
		Do: func() error {
			_, err := p.service.Settle(r.Context(), authz.FromContext(r.Context()), c.ID, f.Version(), resolution)
			return err
		},
		To: func() string { return "/agreements/" + c.Agreement.String() + "/text" }, Done: "comment.settled", Words: "comment.",
		Version: func() (int64, error) { now, err := p.forComment(r); return now.Version, err },
		Page:    func(conflict *ui.Conflict) (templ.Component, error) { return settleForm(l, f, c, conflict), nil },
	})
}
