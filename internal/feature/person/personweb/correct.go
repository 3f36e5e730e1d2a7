package personweb

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// corrections adds the routes of what is corrected on a person's record.
func (p *pages) corrections(rt *web.Router) {
	rt.HandleFunc("GET /people/{id}/corrections", p.correctionList)
	p.serve(rt, p.correcting(), "/people/{id}/corrections")
}

// corrects reports whether the actor may correct the person's record.
func corrects(a authz.Actor, x person.Person) bool {
	return person.May(a, person.CanCorrect) && a.Scope.Has(x.Facility)
}

// fact is one thing on record that can be corrected, with its present value and
// where the form for it stands.
type fact struct{ Label, Value, Change string }

// correctionView is what can be corrected, and what was.
type correctionView struct {
	person.Person
	Frame templ.Component
	May   bool
	Own   []fact
	Stays []stayFacts
	Done  []person.Correction
	Names map[id.Organisation]string
}

// stayFacts is one stay with what can be corrected of it.
type stayFacts struct {
	person.Custody
	Facts []fact
	Acts  []ui.Action
}

func (p *pages) correctionList(w http.ResponseWriter, r *http.Request) error {
	x, err := p.load(r)
	if err != nil {
		return err
	}
	ctx, actor, l := r.Context(), authz.FromContext(r.Context()), i18n.From(r.Context())
	v := correctionView{Person: x, Frame: p.frame(x, historyTab.Path), May: corrects(actor, x), Names: map[id.Organisation]string{}}
	stays, err := p.people.CustodyOf(ctx, actor, x.ID)
	if err != nil {
		return err
	}
	if v.Done, err = p.people.Corrections(ctx, actor, x.ID); err != nil {
		return err
	}
	v.Own = ownFacts(l, x, stays)
	for i, s := range stays {
		v.Stays = append(v.Stays, factsOfStay(l, x, s, i == 0, len(stays) == 1))
		if err := p.name(ctx, actor, v.Names, s.Facility); err != nil {
			return err
		}
	}
	return web.Page(w, r, correctionsPage(v))
}

func correctPath(x person.Person, f person.Fact, stay id.Custody) string {
	to := path(x.ID, "/corrections/new?fact="+string(f))
	if !stay.IsZero() {
		to += "&stay=" + stay.String()
	}
	return to
}

// ownFacts are those that are not of a stay.
func ownFacts(l *i18n.Localizer, x person.Person, stays []person.Custody) []fact {
	none := id.Custody{}
	out := []fact{{l.T("person.born"), l.Partial(x.Born), correctPath(x, person.FactBorn, none)}}
	if len(stays) == 0 {
		out = append(out, fact{l.T("person.guided_since"), l.Date(x.ReleasedOn), correctPath(x, person.FactGuided, none)})
	}
	if !x.DiedOn.IsZero() && (len(stays) == 0 || stays[0].EndKind != person.EndDeath) {
		out = append(out, fact{l.T("person.died_on"), l.Date(x.DiedOn), correctPath(x, person.FactDeath, none)})
	}
	return out
}

// factsOfStay are those of one stay; some can be said of the latest alone.
func factsOfStay(l *i18n.Localizer, x person.Person, s person.Custody, latest, only bool) stayFacts {
	out := stayFacts{Custody: s, Facts: []fact{{l.T("custody.starts_on"), l.Date(s.StartsOn), correctPath(x, person.FactStart, s.ID)}}}
	if s.EndKind != "" {
		out.Facts = append(out.Facts, fact{l.T("custody.ends_on"), l.Date(s.EndsOn), correctPath(x, person.FactEnd, s.ID)})
		how := fact{Label: l.T("custody.end_kind"), Value: l.T("custody.end." + string(s.EndKind))}
		if s.EndKind != person.EndTransfer {
			how.Change = correctPath(x, person.FactKind, s.ID)
		}
		out.Facts = append(out.Facts, how)
	}
	if latest && s.EndKind != "" {
		out.Acts = append(out.Acts, ui.Action{Label: l.T("correction.fact.reopen"), Href: correctPath(x, person.FactReopen, s.ID), Quiet: true})
	}
	if s.EndKind != person.EndTransfer && !only { // without its only stay a record says nothing
		out.Acts = append(out.Acts,
			ui.Action{Label: l.T("correction.fact.void"), Href: correctPath(x, person.FactVoid, s.ID), Quiet: true},
			ui.Action{Label: l.T("correction.fact.owner"), Href: correctPath(x, person.FactOwner, s.ID), Quiet: true})
	}
	return out
}

// correcting is the form for one fact.
func (p *pages) correcting() deed {
	return deed{
		at: "corrections", back: "corrections", title: "correction.new", lead: "correction.lead", submit: "correction.do", done: "correction.done", may: corrects, fields: correctionFields,
		begin: func(r *http.Request, x person.Person) *form.Form {
			q := r.URL.Query()
			f := form.Of("fact", q.Get("fact"), "stay_id", q.Get("stay"), "version", x.Version)
			return f.Set("born", x.Born)
		},
		offer: func(ctx context.Context, v *deedView) error {
			if v.Form.Value("fact") != string(person.FactOwner) {
				return nil
			}
			return p.owners(ctx, v)
		},
		take: func(ctx context.Context, a authz.Actor, x person.Person, f *form.Form) func() error {
			c := person.CorrectCommand{
				Fact: form.Choice(f, "fact", person.CorrectFacts()), Stay: form.ID[id.Custody](f, "stay_id"), Reason: f.Text("reason", form.Required, form.Max(person.MaxShort)), Version: f.Version(),
			}
			switch c.Fact {
			case person.FactStart, person.FactEnd, person.FactGuided:
				c.Date = f.Date("date", form.Required)
			case person.FactKind:
				c.Kind = form.Choice(f, "kind", person.CorrectKinds())
			case person.FactBorn:
				c.Born = f.Partial("born")
			case person.FactOwner:
				c.Owner = form.ID[id.Person](f, "owner_id")
				if f.Value("owner") != "" && c.Owner.IsZero() {
					f.Add("owner_id", "required") // the search is made, the choice is not
				}
			}
			return func() error { _, err := p.people.Correct(ctx, a, x.ID, c); return err }
		},
	}
}

// owners offers whose stay it may be: who matches what was typed.
func (p *pages) owners(ctx context.Context, v *deedView) error {
	text := strings.TrimSpace(v.Form.Value("owner"))
	if text == "" {
		return nil
	}
	found, err := p.people.List(ctx, v.Actor, person.Filter{Text: text, Facility: v.Facility}, page.Request{Size: 20})
	for _, x := range found.Items {
		if x.ID != v.ID {
			v.Options = append(v.Options, ui.Option{Value: x.ID.String(), Label: x.Name, Hint: x.RegisterNo})
		}
	}
	return err
}

// factWord is the fact in words; an address can hold any.
func factWord(l *i18n.Localizer, f person.Fact) string {
	for _, known := range person.CorrectFacts() {
		if f == known {
			return l.T("correction.fact." + string(f))
		}
	}
	return ""
}

// correctionText tells a correction's values as a reader knows them.
func correctionText(l *i18n.Localizer, c person.Correction) string {
	was, became := valueText(l, c.Was), valueText(l, c.Became)
	switch c.Fact {
	case person.FactVoid, person.FactReopen, person.FactDeath:
		return l.T("correction.was", "was", was)
	case person.FactOwner:
		return l.T("correction.was", "was", was)
	}
	return l.T("correction.changed", "was", was, "became", became)
}

// valueText reads the days and the ends of stays in a stored value.
func valueText(l *i18n.Localizer, s string) string {
	var parts []string
	for _, w := range strings.Fields(s) {
		d, err := civil.Parse(w)
		switch {
		case err == nil:
			parts = append(parts, l.Date(d))
		case isEnd(w):
			parts = append(parts, l.T("custody.end."+w))
		default:
			parts = append(parts, l.Partial(civil.Partial(w)))
		}
	}
	if len(parts) == 0 {
		return l.Unknown()
	}
	return strings.Join(parts, ", ")
}

func isEnd(s string) bool {
	for _, k := range append(person.CorrectKinds(), person.EndTransfer) {
		if s == string(k) {
			return true
		}
	}
	return false
}

// correctable are facts with the way to their form.
func correctable(facts []fact) []ui.Fact {
	out := make([]ui.Fact, len(facts))
	for i, f := range facts {
		out[i] = ui.Fact{Label: f.Label, Text: f.Value, Change: f.Change}
	}
	return out
}

// corrected are the corrections as events, newest first.
func corrected(l *i18n.Localizer, done []person.Correction) []ui.Event {
	out := make([]ui.Event, len(done))
	for i, c := range done {
		out[i] = ui.Event{Title: factWord(l, c.Fact), By: c.By, When: l.Time(c.CreatedAt), Text: correctionText(l, c) + "\n" + l.T("correction.because", "reason", c.Reason)}
	}
	return out
}
