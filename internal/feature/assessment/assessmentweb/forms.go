package assessmentweb

import (
	"io"
	"net/http"
	"strings"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/engine/questionnaire"
	"titian/internal/feature/assessment"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

func formPath(q id.Questionnaire, rest string) string { return "/questionnaires/" + q.String() + rest }

// formView is one version of a questionnaire with what may be done about it.
type formView struct {
	assessment.Questionnaire
	Compiled *questionnaire.Questionnaire
	Owner    string
	Editions []assessment.Edition // of the same key, the newest first
	Edit     bool
	Draft    assessment.Edition // the open draft, if there is one
	Form     *form.Form
	Filling  sheetView // of the preview
}

// forms lists each questionnaire by its newest version; a draft stands beside
// the version that it will follow.
func (p *Pages) forms(w http.ResponseWriter, r *http.Request) error {
	actor := authz.FromContext(r.Context())
	all, err := p.service.Editions(r.Context(), actor)
	if err != nil {
		return err
	}
	return web.Page(w, r, formsPage(newest(all), assessment.MayStart(actor)))
}

// newest keeps of each questionnaire its draft and the newest version that is
// not one; one of which everything is retired is shown by its last.
func newest(all []assessment.Edition) []assessment.Edition {
	var out []assessment.Edition
	seen := map[string]bool{}
	for _, e := range all {
		if e.Status != assessment.FormDraft {
			if seen[e.Code] {
				continue
			}
			seen[e.Code] = true
		}
		out = append(out, e)
	}
	return out
}

// form is the version that the address names.
func (p *Pages) form(r *http.Request) (v formView, err error) {
	key, err := web.PathID[id.Questionnaire](r, "id")
	if err != nil {
		return v, err
	}
	actor := authz.FromContext(r.Context())
	if v.Questionnaire, err = p.service.Questionnaire(r.Context(), actor, key); err != nil {
		return v, err
	}
	if v.Compiled, err = v.Questionnaire.Compiled(); err != nil {
		return v, err
	}
	v.Edit = assessment.MayEdit(actor, v.Edition)
	return v, nil
}

func (p *Pages) showForm(w http.ResponseWriter, r *http.Request) error {
	v, err := p.form(r)
	if err != nil {
		return err
	}
	actor := authz.FromContext(r.Context())
	all, err := p.service.Editions(r.Context(), actor)
	if err != nil {
		return err
	}
	for _, e := range all {
		if e.Code == v.Code {
			v.Editions = append(v.Editions, e)
		}
		if e.Code == v.Code && e.Status == assessment.FormDraft {
			v.Draft = e
		}
	}
	if !v.Questionnaire.Owner.IsZero() {
		o, err := p.directory.Get(r.Context(), actor, v.Questionnaire.Owner)
		if err != nil {
			return err
		}
		v.Owner = o.Name
	}
	return web.Page(w, r, formShowPage(v))
}

// downloadForm gives the document as a file, to read, to change and to send to
// another office.
func (p *Pages) downloadForm(w http.ResponseWriter, r *http.Request) error {
	v, err := p.form(r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+v.Code+`.json"`)
	_, err = io.WriteString(w, v.Document)
	return err
}

// tryForm shows the whole questionnaire on one page, with what follows from the
// answers in the address of a form that stores nothing.
func (p *Pages) tryForm(w http.ResponseWriter, r *http.Request) error {
	v, err := p.form(r)
	if err != nil {
		return err
	}
	v.Form = form.New()
	if r.Method == http.MethodPost {
		v.Form = form.Parse(r)
		if !v.Form.Readable() {
			return v.Form.Err()
		}
	}
	var keys []string
	for _, it := range v.Compiled.Items() {
		keys = append(keys, it.Key)
	}
	answers := readAnswers(v.Form, v.Compiled, keys)
	v.Filling = sheetView{Filling: assessment.Filling{Form: v.Compiled, Answers: answers, WithMedical: true}, Form: v.Form}
	if r.Method == http.MethodPost {
		v.Form.Merge(v.Compiled.Check(answers, true))
		for _, result := range v.Compiled.Results(answers, true) {
			v.Filling.Outcomes = append(v.Filling.Outcomes, assessment.Outcome{Result: result})
		}
		v.Filling.Proposed = v.Compiled.Proposed(answers)
	}
	return web.FormPage(w, r, v.Form, tryPage(v))
}

func (p *Pages) beginForm(w http.ResponseWriter, r *http.Request) error {
	if !assessment.MayStart(authz.FromContext(r.Context())) {
		return errs.New(errs.Forbidden, "forbidden")
	}
	return web.Page(w, r, formNewPage(form.Of("privacy", questionnaire.Restricted, "purpose", assessment.ForOther), form.New()))
}

// startForm begins an empty questionnaire; the editor adds the rest.
func (p *Pages) startForm(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	d := readHead(f, questionnaire.Document{})
	if f.Valid() {
		q, err := p.service.DraftQuestionnaire(r.Context(), authz.FromContext(r.Context()), assessment.DraftCommand{Document: d})
		if err == nil {
			return web.Done(w, r, formPath(q.ID, "/edit"), "questionnaire.drafted")
		}
		if !f.Merge(onForm(i18n.From(r.Context()), err, headFields)) {
			return err
		}
	}
	return web.FormPage(w, r, f, formNewPage(f, form.New()))
}

// importForm takes a whole document, from a file or pasted.
func (p *Pages) importForm(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	raw, err := pasted(f)
	if err != nil {
		return err
	}
	d, err := questionnaire.Parse(raw)
	if err == nil {
		var q assessment.Questionnaire
		if q, err = p.service.DraftQuestionnaire(r.Context(), authz.FromContext(r.Context()), assessment.DraftCommand{Document: d}); err == nil {
			return web.Done(w, r, formPath(q.ID, ""), "questionnaire.drafted")
		}
	}
	if !f.Merge(inDocument(i18n.From(r.Context()), err)) {
		return err
	}
	return web.FormPage(w, r, f, formNewPage(form.Of("privacy", questionnaire.Restricted, "purpose", assessment.ForOther), f))
}

// pasted is the document of a form: the file when there is one, otherwise what
// stands in the box.
func pasted(f *form.Form) ([]byte, error) {
	if !f.Readable() {
		return nil, f.Err()
	}
	if file := f.File("file"); file != nil {
		in, err := file.Open()
		if err != nil {
			return nil, err
		}
		defer in.Close()
		raw, err := io.ReadAll(io.LimitReader(in, questionnaire.MaxBytes+1))
		f.Set("document", string(raw)) // a faulty file can be mended in the box
		return raw, err
	}
	return []byte(f.Value("document")), nil
}

// inDocument gathers the faults of a document under the box that it stands in,
// each with its place. What another field of the page is wrong about stays.
func inDocument(l *i18n.Localizer, err error) error {
	e := errs.As(err)
	if e == nil || e.Kind != errs.Invalid && e.Kind != errs.TooLarge {
		return err
	}
	var lines []string
	for _, f := range e.Fields {
		lines = append(lines, f.Path+": "+l.Field(f))
	}
	if len(lines) == 0 {
		lines = append(lines, l.Error(e))
	}
	var f errs.Fields
	f.Add("document", "questionnaire.document", "faults", strings.Join(lines, " · "))
	return f.Err()
}

// act is a handler for a step that needs no form: publish, retire, renew.
func (p *Pages) act(message string, do func(r *http.Request, actor authz.Actor, q id.Questionnaire, version int64) (assessment.Questionnaire, error)) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		key, err := web.PathID[id.Questionnaire](r, "id")
		if err != nil {
			return err
		}
		q, err := do(r, authz.FromContext(r.Context()), key, form.Parse(r).Version())
		if err != nil {
			return err
		}
		return web.Done(w, r, formPath(q.ID, ""), message)
	}
}

func formTag(l *i18n.Localizer, s assessment.FormStatus) ui.Tag {
	tones := map[assessment.FormStatus]ui.Tone{assessment.FormDraft: ui.Due, assessment.FormPublished: ui.Good, assessment.FormRetired: ui.Neutral}
	return ui.Tag{Text: l.T("questionnaire.status." + string(s)), Tone: tones[s]}
}

func formFacts(l *i18n.Localizer, v formView) []ui.Fact {
	owner := v.Owner
	if owner == "" {
		owner = l.T("questionnaire.program")
	}
	out := []ui.Fact{
		{Label: l.T("questionnaire.number"), Text: l.Number(v.Number)},
		{Label: l.T("questionnaire.purpose"), Text: l.T("questionnaire.purpose." + v.Purpose)},
		{Label: l.T("questionnaire.privacy"), Text: l.T("questionnaire.seen." + string(v.Privacy))},
		{Label: l.T("questionnaire.owner"), Text: owner},
	}
	if v.Edit { // the short name is for those who write formulas
		out = append(out, ui.Fact{Label: l.T("questionnaire.key"), Text: v.Code})
	}
	for _, x := range v.Compiled.Parameters {
		out = append(out, ui.Fact{Label: tr(l, x.Label), Text: number(l, x.Value)})
	}
	return out
}

// formActions are the steps that a version is open for.
func formActions(l *i18n.Localizer, v formView) []ui.Action {
	version := []ui.Hidden{{Name: form.VersionField, Value: l.Number(int(v.Version))}}
	at := func(rest string) string { return formPath(v.ID, rest) }
	out := []ui.Action{}
	switch {
	case !v.Edit:
	case v.Status == assessment.FormDraft:
		out = append(out,
			ui.Action{Label: l.T("questionnaire.publish"), Href: at("/publish"), Post: true, Hidden: version},
			ui.Action{Label: l.T("questionnaire.edit"), Href: at("/edit"), Quiet: true},
			ui.Action{Label: l.T("questionnaire.set_aside"), Href: at("/retire"), Post: true, Quiet: true, Hidden: version})
	default:
		if v.Draft.ID.IsZero() {
			out = append(out, ui.Action{Label: l.T("questionnaire.renew"), Href: at("/renew"), Post: true})
		} else {
			out = append(out, ui.Action{Label: l.T("questionnaire.to_draft"), Href: formPath(v.Draft.ID, "")})
		}
		if v.Status == assessment.FormPublished {
			out = append(out, ui.Action{Label: l.T("questionnaire.retire"), Href: at("/retire"), Post: true, Quiet: true, Hidden: version})
		}
	}
	return append(out, ui.Action{Label: l.T("questionnaire.try"), Href: at("/try"), Quiet: true}, ui.Action{Label: l.T("questionnaire.download"), Href: at("/document.json"), Quiet: true})
}

func formCrumbs(l *i18n.Localizer) []ui.Crumb {
	return []ui.Crumb{{Label: l.T("questionnaire.list"), Href: "/questionnaires"}}
}

// itemLine is a question's kind and condition in a line.
func itemLine(l *i18n.Localizer, it questionnaire.Item) string {
	out := []string{l.T("questionnaire.type." + string(it.Kind))}
	if it.Required {
		out = append(out, l.T("questionnaire.is_required"))
	}
	var choices []string
	for _, o := range it.Options {
		choices = append(choices, tr(l, o.Label))
	}
	switch {
	case len(choices) > 0:
		out = append(out, strings.Join(choices, ", "))
	case it.Min != nil && it.Max != nil:
		out = append(out, l.T("sheet.between", "low", number(l, *it.Min), "high", number(l, *it.Max)))
	}
	if it.When != "" {
		out = append(out, l.T("questionnaire.asked_when", "when", it.When))
	}
	return strings.Join(out, " · ")
}

func (p *Pages) publish(r *http.Request, a authz.Actor, q id.Questionnaire, version int64) (assessment.Questionnaire, error) {
	return p.service.PublishQuestionnaire(r.Context(), a, q, version)
}

func (p *Pages) retire(r *http.Request, a authz.Actor, q id.Questionnaire, version int64) (assessment.Questionnaire, error) {
	return p.service.RetireQuestionnaire(r.Context(), a, q, version)
}

func (p *Pages) renew(r *http.Request, a authz.Actor, q id.Questionnaire, _ int64) (assessment.Questionnaire, error) {
	return p.service.RenewQuestionnaire(r.Context(), a, q)
}
