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
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// nightsView is a list of emergency accesses with the offices that it names.
type nightsView struct {
	Query list.Query
	Found page.Of[person.EmergencyRow]
	Names map[id.Organisation]string
}

func (p *pages) emergencies(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	q, err := list.Parse(r, list.Spec{})
	if err != nil {
		return err
	}
	v := nightsView{Query: q, Names: map[id.Organisation]string{}}
	if v.Found, err = p.people.Emergencies(ctx, actor, q.Page()); err != nil {
		return err
	}
	for _, e := range v.Found.Items {
		if err := p.name(ctx, actor, v.Names, e.Facility, e.Org); err != nil {
			return err
		}
	}
	return web.Page(w, r, nightsPage(v))
}

func (p *pages) beginEmergency(w http.ResponseWriter, r *http.Request) error {
	return p.emergencyForm(w, r, form.New())
}

// emergencyForm offers every office to choose from, because whoever needs it has
// a number in hand and no list of people.
func (p *pages) emergencyForm(w http.ResponseWriter, r *http.Request, f *form.Form) error {
	actor := authz.FromContext(r.Context())
	if !person.May(actor, person.CanBreak) {
		return errForbidden
	}
	offices, err := ui.Options(p.directory.Choices(r.Context(), actor, directory.Facility))
	if err != nil {
		return err
	}
	return web.FormPage(w, r, f, emergencyPage(f, offices))
}

func (p *pages) breakGlass(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	c := person.EmergencyCommand{
		Number: f.Text("number", form.Required, form.Max(100)), Facility: form.ID[id.Organisation](f, "facility_id"),
		Reason: f.Text("reason", form.Required, form.Max(person.MaxShort)),
	}
	if f.Valid() {
		e, err := p.people.BreakGlass(r.Context(), authz.FromContext(r.Context()), c)
		if err == nil {
			return web.Done(w, r, path(e.Person, ""), "emergency.opened", "until", i18n.From(r.Context()).Time(e.ExpiresAt))
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.emergencyForm(w, r, f)
}

// nightView is one access, with the head's form where it is due.
type nightView struct {
	person.EmergencyRow
	Names map[id.Organisation]string
	Form  *form.Form
}

func (p *pages) emergency(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Emergency](r, "id")
	if err != nil {
		return err
	}
	e, err := p.people.Emergency(r.Context(), authz.FromContext(r.Context()), key)
	if err != nil {
		return err
	}
	return p.nightPage(w, r, e, form.Of("version", e.Version))
}

func (p *pages) nightPage(w http.ResponseWriter, r *http.Request, e person.EmergencyRow, f *form.Form) error {
	v := nightView{EmergencyRow: e, Names: map[id.Organisation]string{}, Form: f}
	if err := p.name(r.Context(), authz.FromContext(r.Context()), v.Names, e.Facility, e.Org); err != nil {
		return err
	}
	return web.FormPage(w, r, f, emergencyShown(v))
}

func (p *pages) review(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Emergency](r, "id")
	if err != nil {
		return err
	}
	ctx, actor, f := r.Context(), authz.FromContext(r.Context()), form.Parse(r)
	c := person.ReviewCommand{Verdict: form.Choice(f, "verdict", person.Verdicts()), Note: f.Text("review_note", form.Max(person.MaxShort)), Version: f.Version()}
	if f.Valid() {
		_, err := p.people.Review(ctx, actor, key, c)
		if e := errs.As(err); e != nil && e.Code == "stale" {
			err = errs.New(errs.Conflict, "person.stale")
		}
		if err == nil {
			return web.Done(w, r, "/emergencies/"+key.String(), "emergency.reviewed")
		}
		if !f.Merge(err) {
			return err
		}
	}
	e, err := p.people.Emergency(ctx, actor, key)
	if err != nil {
		return err
	}
	return p.nightPage(w, r, e, f)
}

// traceView is who opened a person's record.
type traceView struct {
	person.Person
	Frame templ.Component
	Query list.Query
	Found page.Of[person.Reading]
	Names map[id.Organisation]string
}

func (p *pages) readers(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	key, err := web.PathID[id.Person](r, "id")
	if err != nil {
		return err
	}
	q, err := list.Parse(r, list.Spec{})
	if err != nil {
		return err
	}
	v := traceView{Query: q, Names: map[id.Organisation]string{}}
	if v.Found, err = p.people.Readers(ctx, actor, key, q.Page()); err != nil {
		return err
	}
	if v.Person, err = p.people.Get(ctx, actor, key); err != nil {
		return err
	}
	for _, x := range v.Found.Items {
		if err := p.name(ctx, actor, v.Names, x.Org); err != nil {
			return err
		}
	}
	v.Frame = p.frame(v.Person, readersTab.Path)
	return web.Page(w, r, readersPage(v))
}

// mayTrace reports whether the reader may ask who opened a record.
func mayTrace(a authz.Actor, p person.Person) bool {
	return person.May(a, person.CanTrace) && p.In(a.Scope)
}

// onlyReading reports whether the reader sees a record under an emergency alone.
func onlyReading(ctx context.Context, p person.Person) bool {
	return !p.In(authz.FromContext(ctx).Scope)
}

// verdictTag says whether the access stands, is over, and what was said of it.
func verdictTag(l *i18n.Localizer, e person.EmergencyRow) *ui.Tag {
	switch e.Verdict {
	case person.Justified:
		return &ui.Tag{Text: l.T("emergency.verdict.justified"), Tone: ui.Good}
	case person.NotJustified:
		return &ui.Tag{Text: l.T("emergency.verdict.not_justified"), Tone: ui.Overdue}
	}
	return &ui.Tag{Text: l.T("emergency.unreviewed"), Tone: ui.Due}
}

// openingWord says what one opens an access for.
func openingWord(l *i18n.Localizer, e person.EmergencyRow) string {
	if e.MayReview {
		return l.T("emergency.to_review")
	}
	return l.T("emergency.look")
}

func nightFacts(l *i18n.Localizer, v nightView) []ui.Fact {
	who := l.T("emergency.not_named")
	if v.Name != "" {
		who = v.Name + " · " + v.RegisterNo
	}
	out := []ui.Fact{
		{Label: l.T("emergency.person"), Text: who},
		{Label: l.T("emergency.facility"), Text: v.Names[v.Facility]},
		{Label: l.T("emergency.opened_by"), Text: v.OpenedBy + " · " + l.T("role."+v.Role) + "\n" + v.Names[v.Org]},
		{Label: l.T("emergency.opened_at"), Text: l.Time(v.OpenedAt)},
		{Label: l.T("emergency.expires_at"), Text: l.Time(v.ExpiresAt)},
		{Label: l.T("emergency.reason"), Text: v.Reason},
	}
	if v.Verdict != "" {
		out = append(out,
			ui.Fact{Label: l.T("emergency.reviewed_by"), Text: v.ReviewedBy + " · " + l.Time(v.ReviewedAt)})
	}
	if v.ReviewNote != "" {
		out = append(out, ui.Fact{Label: l.T("emergency.review_note"), Text: v.ReviewNote})
	}
	return out
}

// when is the instant of a reading as people say it.
func when(l *i18n.Localizer, x person.Reading) string {
	return l.Date(civil.Today(x.At)) + " " + l.Clock(x.At)
}
