package personweb

import (
	"net/http"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/docgen"
	"titian/internal/platform/i18n"
)

// consentView is what a person has agreed to, with the form to record more.
type consentView struct {
	person.Person
	Frame    templ.Component
	May      bool
	Today    civil.Date
	Consents []person.Consent
	Names    map[id.Organisation]string
	Form     *form.Form
	Partners []ui.Option
}

func (p *pages) consents(w http.ResponseWriter, r *http.Request) error {
	x, err := p.load(r)
	if err != nil {
		return err
	}
	return p.consentPage(w, r, x, p.newAnswer(x))
}

// consentPage shows the consents with a form, which may hold errors.
func (p *pages) consentPage(w http.ResponseWriter, r *http.Request, x person.Person, f *form.Form) (err error) {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	v := consentView{Person: x, Frame: p.frame(x, consentTab.Path), May: person.May(actor, person.CanConsent), Today: p.around.Today(), Names: map[id.Organisation]string{}, Form: f}
	if v.Consents, err = p.people.Consents(ctx, actor, x.ID); err != nil {
		return err
	}
	for _, c := range v.Consents {
		if err := p.name(ctx, actor, v.Names, c.Partner); err != nil {
			return err
		}
	}
	if v.May {
		if v.Partners, err = ui.Options(p.directory.Choices(ctx, actor, directory.Partner)); err != nil {
			return err
		}
	}
	return web.FormPage(w, r, f, consentsPage(v))
}

// giveConsent takes the form that stands on the page of consents; with errors the
// page comes back with the form as it was. What was recorded is shown as the
// sheet to print and hand over.
func (p *pages) giveConsent(w http.ResponseWriter, r *http.Request) error {
	x, err := p.load(r)
	if err != nil {
		return err
	}
	actor, f := authz.FromContext(r.Context()), form.Parse(r)
	if !person.May(actor, person.CanConsent) {
		return errForbidden
	}
	cmd := person.ConsentCommand{
		Partner:        form.ID[id.Organisation](f, "partner_id", form.Required),
		Purpose:        form.Choice(f, "purpose", person.Purposes()),
		Answer:         form.Choice(f, "answer", person.Answers()),
		By:             form.Choice(f, "answered_by", person.Bys()),
		Representative: f.Text("representative", form.Max(person.MaxTitle)),
		GivenOn:        f.Date("given_on", form.Required),
		ExpiresOn:      f.Date("expires_on"),
		Evidence:       f.Text("evidence", form.Max(person.MaxShort)),
	}
	if f.Valid() {
		c, err := p.people.GiveConsent(r.Context(), actor, x.ID, cmd)
		if err == nil {
			return web.Done(w, r, receiptPath(c, ""), "consent.recorded."+string(c.Answer))
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.consentPage(w, r, x, f)
}

func (p *pages) withdrawConsent(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Person](r, "id")
	if err != nil {
		return err
	}
	consent, err := web.PathID[id.Consent](r, "consent")
	if err != nil {
		return err
	}
	if _, err := p.people.WithdrawConsent(r.Context(), authz.FromContext(r.Context()), key, consent); err != nil {
		return err
	}
	return web.Done(w, r, path(key, "/consents"), "consent.withdrawn")
}

// newAnswer is the form before anything is typed: the usual answer of an adult,
// and of a child's parents.
func (p *pages) newAnswer(x person.Person) *form.Form {
	by := person.Self
	if x.IsChild(p.around.Today()) {
		by = person.Parent
	}
	return form.Of("given_on", p.around.Today(), "answer", person.Given, "answered_by", by)
}

// receiptView is one answer as its sheet says it. What was agreed is Indonesian;
// a reader of another language gets it explained.
type receiptView struct {
	person.Receipt
	Tag       ui.Tag
	Agreed    []string
	Explained []string
	Actions   []ui.Action
}

func (p *pages) readReceipt(r *http.Request) (person.Receipt, error) {
	key, err := web.PathID[id.Person](r, "id")
	if err != nil {
		return person.Receipt{}, err
	}
	consent, err := web.PathID[id.Consent](r, "consent")
	if err != nil {
		return person.Receipt{}, err
	}
	return p.people.Receipt(r.Context(), authz.FromContext(r.Context()), key, consent)
}

func (p *pages) receipt(w http.ResponseWriter, r *http.Request) error {
	x, err := p.readReceipt(r)
	if err != nil {
		return err
	}
	l, today := i18n.From(r.Context()), p.around.Today()
	v := receiptView{Receipt: x, Tag: standingTag(l, x.Consent, today), Actions: []ui.Action{{Label: l.T("consent.pdf"), Href: receiptPath(x.Consent, "/receipt.pdf")}}}
	if x.Standing == person.InForce && person.May(authz.FromContext(r.Context()), person.CanConsent) {
		v.Actions = append(v.Actions, ui.Action{Label: l.T("consent.withdraw"), Href: receiptPath(x.Consent, "/withdraw"), Post: true, Quiet: true})
	}
	if v.Agreed, err = x.Text(string(i18n.Indonesian), l.As(i18n.Indonesian).LongDate); err != nil {
		return err
	}
	if l.Lang() != i18n.Indonesian {
		if v.Explained, err = x.Text(string(l.Lang()), l.LongDate); err != nil {
			return err
		}
	}
	return web.Page(w, r, receiptPage(v))
}

// receiptFile is the sheet as PDF, with room for the hands of both.
func (p *pages) receiptFile(w http.ResponseWriter, r *http.Request) error {
	x, err := p.readReceipt(r)
	if err != nil {
		return err
	}
	l := i18n.From(r.Context())
	d := docgen.New(l.T("consent.receipt_title", "number", x.Number), l.T("consent.footer", "facility", x.FacilityName, "number", x.Number), x.UpdatedAt)
	for _, f := range receiptFacts(l, receiptView{Receipt: x}) {
		d.Facts(docgen.Fact{Label: f.Label, Text: f.Text})
	}
	d.Heading(l.T("consent.agreed"))
	text, err := x.Text(string(i18n.Indonesian), l.As(i18n.Indonesian).LongDate)
	if err != nil {
		return err
	}
	for _, para := range text {
		d.Para(para)
	}
	signs := l.T("consent.by." + string(x.By))
	d.Signatures(signs, l.T("consent.officer"))
	return sendFile(w, "application/pdf", x.Number+".pdf", d.Bytes)
}

// sendFile answers with a file to keep; nobody between keeps a copy.
func sendFile(w http.ResponseWriter, kind, name string, content func() ([]byte, error)) error {
	b, err := content()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(b)
	return err
}

func receiptFacts(l *i18n.Localizer, v receiptView) []ui.Fact {
	out := []ui.Fact{
		{Label: l.T("person.name"), Text: v.Name},
		{Label: l.T("person.register_no"), Text: v.RegisterNo},
		{Label: l.T("consent.partner_id"), Text: v.PartnerName},
		{Label: l.T("consent.purpose"), Text: l.T("consent.purpose." + string(v.Purpose))},
		{Label: l.T("consent.answer"), Text: l.T("consent.answer." + string(v.Answer))},
		{Label: l.T("consent.answered_by"), Text: answeredBy(l, v.Consent)},
		{Label: l.T("consent.given_on"), Text: l.LongDate(v.GivenOn)},
	}
	if !v.ExpiresOn.IsZero() {
		out = append(out, ui.Fact{Label: l.T("consent.expires_on"), Text: l.LongDate(v.ExpiresOn)})
	}
	if !v.WithdrawnOn.IsZero() {
		out = append(out, ui.Fact{Label: l.T("consent.withdrawn_on"), Text: l.LongDate(v.WithdrawnOn)})
	}
	return append(out,
		ui.Fact{Label: l.T("consent.evidence"), Text: orUnknown(l, v.Evidence)},
		ui.Fact{Label: l.T("consent.wording"), Text: l.T("consent.wording_no", "n", v.Wording)},
	)
}

func answeredBy(l *i18n.Localizer, c person.Consent) string {
	by := l.T("consent.by." + string(c.By))
	if c.Representative == "" {
		return by
	}
	return by + ": " + c.Representative
}

// standingTag says what an answer is worth today.
func standingTag(l *i18n.Localizer, c person.Consent, today civil.Date) ui.Tag {
	standing := c.On(today)
	tone := map[person.Standing]ui.Tone{person.InForce: ui.Good, person.Expired: ui.Due}[standing]
	if tone == "" {
		tone = ui.Neutral
	}
	day := c.ExpiresOn
	if standing == person.Withdrawn {
		day = c.WithdrawnOn
	}
	return ui.Tag{Text: l.T("consent.standing."+string(standing), "day", day), Tone: tone}
}

// receiptPath is an address below one answer.
func receiptPath(c person.Consent, rest string) string {
	return path(c.Person, "/consents/"+c.ID.String()+rest)
}
