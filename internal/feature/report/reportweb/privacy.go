package reportweb

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/person"
	"titian/internal/feature/report"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/docgen"
	"titian/internal/platform/i18n"
)

// Privacy are the pages on who may see a person and what is held about them.
type Privacy struct {
	Reports *report.Service
	People  *person.Service
	Frame   func(p person.Person, current string) templ.Component
}

// Register adds the pages to rt.
func (p *Privacy) Register(rt *web.Router) {
	rt.HandleFunc("GET /people/{id}/access", p.access)
	rt.HandleFunc("GET /people/{id}/extract", p.begin)
	rt.HandleFunc("POST /people/{id}/extract", p.extract, web.Repeat("/people/{id}/extract"))
}

// load is the person of the address, who must be of the reader's scope: an
// emergency opens the record and not who else may see it.
func (p *Privacy) load(r *http.Request) (person.Person, error) {
	key, err := web.PathID[id.Person](r, "id")
	if err != nil {
		return person.Person{}, err
	}
	actor := authz.FromContext(r.Context())
	x, err := p.People.Get(r.Context(), actor, key)
	if err == nil && !x.In(actor.Scope) {
		err = errs.New(errs.NotFound, "not_found")
	}
	return x, err
}

// accessView is who may see a person, on a page of theirs.
type accessView struct {
	report.Access
	Frame   templ.Component
	Extract *ui.Action
	Ask     bool // the reader may record what the person answers
}

func (p *Privacy) access(w http.ResponseWriter, r *http.Request) error {
	x, err := p.load(r)
	if err != nil {
		return err
	}
	actor := authz.FromContext(r.Context())
	v := accessView{Frame: p.Frame(x, "access"), Ask: person.May(actor, person.CanConsent)}
	if v.Access, err = p.Reports.AccessTo(r.Context(), actor, x.ID); err != nil {
		return err
	}
	if report.May(actor, "extract.make") {
		v.Extract = &ui.Action{Label: i18n.From(r.Context()).T("extract.begin"), Href: "/people/" + x.ID.String() + "/extract"}
	}
	return web.Page(w, r, accessPage(v))
}

func orNone(l *i18n.Localizer, titles []string) string {
	if len(titles) == 0 {
		return l.T("introduction.no_certificates")
	}
	return strings.Join(titles, ", ")
}

// untilOf is the last day on which the partner may know the name.
func untilOf(l *i18n.Localizer, x report.Introduction) string {
	if x.Until.IsZero() {
		return l.T("introduction.by_law")
	}
	return l.Date(x.Until)
}

// formats are the forms in which everything is taken out.
var formats = []string{"pdf", "json"}

func (p *Privacy) begin(w http.ResponseWriter, r *http.Request) error {
	x, err := p.load(r)
	if err != nil {
		return err
	}
	if !report.May(authz.FromContext(r.Context()), "extract.make") {
		return errs.New(errs.Forbidden, "forbidden")
	}
	return web.Page(w, r, extractPage(x, form.Of("format", "pdf")))
}

// extract answers with the file itself. It is a POST, because it leaves a trace.
func (p *Privacy) extract(w http.ResponseWriter, r *http.Request) error {
	x, err := p.load(r)
	if err != nil {
		return err
	}
	actor, f := authz.FromContext(r.Context()), form.Parse(r)
	if !report.May(actor, "extract.make") {
		return errs.New(errs.Forbidden, "forbidden")
	}
	format := form.Choice(f, "format", formats)
	if !f.Valid() {
		return web.FormPage(w, r, f, extractPage(x, f))
	}
	n, err := p.People.Identity(r.Context(), actor, x)
	if err != nil {
		return err
	}
	found, err := p.Reports.Extract(r.Context(), actor, x.ID, n.Masked)
	if err != nil {
		return err
	}
	content, kind := []byte(nil), "application/pdf"
	if format == "json" {
		kind = "application/json"
		content, err = json.MarshalIndent(found, "", "  ")
	} else {
		content, err = extractFile(i18n.From(r.Context()), x, found)
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="data-`+x.ID.String()+"."+format+`"`)
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(content)
	return err
}

// extractFile is the extract to print and hand over.
func extractFile(l *i18n.Localizer, x person.Person, e report.Extract) ([]byte, error) {
	d := docgen.New(l.T("extract.title"), l.T("extract.footer", "day", civil.Today(e.MadeAt)), e.MadeAt)
	d.Facts(
		docgen.Fact{Label: l.T("extract.col.name"), Text: x.Name},
		docgen.Fact{Label: l.T("extract.nik"), Text: orNothing(l, e.Masked)},
		docgen.Fact{Label: l.T("extract.made_at"), Text: l.Time(e.MadeAt)},
		docgen.Fact{Label: l.T("extract.made_by"), Text: e.MadeBy},
	)
	d.Para(l.T("extract.lead"))
	d.Heading(l.T("whosees.partners"))
	var shared [][]string
	for _, s := range e.Shared.Partners {
		shared = append(shared, []string{s.Name, word(l, "purpose", string(s.Purpose)), l.T("whosees.reason." + string(s.Reason))})
	}
	if len(shared) == 0 {
		d.Para(l.T("whosees.no_partners"))
	} else {
		d.Table([]string{l.T("extract.col.partner"), l.T("extract.col.purpose"), l.T("whosees.decision")}, shared)
	}
	for _, part := range e.Parts {
		if len(part.Rows) == 0 {
			continue
		}
		d.Heading(l.T("extract.part." + part.Key))
		d.Table(heads(l, part), Told(l, part))
	}
	return d.Bytes()
}

func orNothing(l *i18n.Localizer, s string) string {
	if s == "" {
		return l.Unknown()
	}
	return s
}

// decisionTag says whether the partner may know the name.
func decisionTag(l *i18n.Localizer, d person.Decision) ui.Tag {
	if d.Allowed {
		return ui.Tag{Text: l.T("whosees.allowed"), Tone: ui.Good}
	}
	return ui.Tag{Text: l.T("whosees.denied"), Tone: ui.Neutral}
}

// why is the reason of a decision with what it stands on.
func why(l *i18n.Localizer, p report.PartnerAccess) string {
	out := l.T("whosees.reason." + string(p.Reason))
	if p.Basis != "" {
		out += " (" + p.Basis + ")"
	}
	if p.Agreement != "" {
		out += " · " + l.T("whosees.agreement", "ref", p.Agreement)
	}
	if !p.Until.IsZero() {
		out += " · " + l.T("whosees.until", "day", p.Until)
	}
	return out
}

// shown lists the fields that a decision lets through.
func shown(l *i18n.Localizer, d person.Decision) string {
	var out []string
	for _, f := range d.Fields {
		out = append(out, l.T("whosees.field."+f))
	}
	if len(out) == 0 {
		return l.T("whosees.nothing")
	}
	return strings.Join(out, ", ")
}
