package sentenceweb

import (
	"errors"
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/person"
	"titian/internal/feature/sentence"
	"titian/internal/feature/sentence/sentencetext"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// formView is a form of one entry, new or to be corrected.
type formView struct {
	Person person.Person
	Entry  sentence.Entry // zero when new
	Topic  sentence.Topic
	Next   bool // another sentence begins
	Form   *form.Form
	Write  bool
}

// command reads the fields that the topic uses.
func command(f *form.Form, t sentence.Topic) sentence.Command {
	c := sentence.Command{Topic: t, Next: f.Bool("next"), Reason: f.Text("reason", form.Max(person.MaxShort))}
	for _, name := range fields(t) {
		switch name {
		case "code":
			c.Code = f.Text("code", form.Required, form.Max(100))
		case "dated_on":
			c.DatedOn = f.Date("dated_on")
		case "years":
			c.Years = f.Int("years")
		case "months":
			c.Months = f.Int("months")
		case "days":
			c.Days = f.Int("days")
		case "met_on":
			c.MetOn = f.Date("met_on")
		case "doc_no":
			c.DocNo = f.Text("doc_no", form.Max(person.MaxTitle))
		case "source":
			c.Source = form.Choice(f, "source", sentence.Sources())
		}
	}
	return c
}

// fields are those of a topic, in the order of the form.
func fields(t sentence.Topic) []string {
	switch t {
	case sentence.Start:
		return []string{"dated_on", "code"}
	case sentence.Verdict:
		return []string{"years", "months", "days", "doc_no", "dated_on"}
	case sentence.Detention:
		return []string{"code", "days"}
	case sentence.Remission:
		return []string{"code", "dated_on", "months", "days", "doc_no"}
	case sentence.Fine:
		return []string{"years", "months", "days", "met_on"}
	case sentence.Condition:
		return []string{"code", "met_on"}
	case sentence.Official:
		return []string{"code", "dated_on", "source", "doc_no"}
	case sentence.Reported:
		return []string{"months", "days"}
	}
	return nil
}

// optional reports whether the form may be sent without a field.
func optional(t sentence.Topic, name string) bool {
	return name == "doc_no" || name == "met_on" || name == "dated_on" && t == sentence.Verdict ||
		(name == "years" || name == "months" || name == "days") && t != sentence.Detention
}

// codes are the choices of a topic.
func codes(l *i18n.Localizer, t sentence.Topic) []ui.Option {
	var out []ui.Option
	add := func(codes []string, label func(code string) string) {
		for _, c := range codes {
			out = append(out, ui.Option{Value: c, Label: label(c)})
		}
	}
	kind := func(code string) string { return sentencetext.Kind(l, code) }
	switch t {
	case sentence.Start:
		add([]string{"adult", "juvenile"}, func(code string) string { return l.T("sentence.status." + code) })
	case sentence.Detention:
		add(sentence.DetentionKinds(), kind)
	case sentence.Remission:
		add(sentence.RemissionKinds(), kind)
	case sentence.Condition:
		add(sentence.ConditionCodes(), kind)
	case sentence.Official:
		add(sentence.OfficialPoints(), kind)
	case sentence.Verdict, sentence.Fine, sentence.Reported:
	}
	return out
}

// topicOf is the topic that an address or a form names.
func topicOf(name string) (sentence.Topic, error) {
	for _, t := range sentence.Topics() {
		if string(t) == name {
			return t, nil
		}
	}
	return "", errs.New(errs.NotFound, "not_found")
}

var errForbidden = errs.New(errs.Forbidden, "forbidden")

// writer is the person of the address, when the reader may write about them.
func (p *Pages) writer(r *http.Request) (person.Person, error) {
	key, err := web.PathID[id.Person](r, "id")
	if err != nil {
		return person.Person{}, err
	}
	actor := authz.FromContext(r.Context())
	x, err := p.people.Get(r.Context(), actor, key)
	if err == nil && !sentence.MayWrite(actor, x) {
		err = errForbidden
	}
	return x, err
}

func (p *Pages) begin(w http.ResponseWriter, r *http.Request) error {
	x, err := p.writer(r)
	if err != nil {
		return err
	}
	t, err := topicOf(r.URL.Query().Get("topic"))
	if err != nil {
		return err
	}
	v := formView{Person: x, Topic: t, Form: form.New(), Next: r.URL.Query().Get("next") == "1"}
	if t == sentence.Start {
		v.Form = form.Of("dated_on", x.AdmittedOn, "code", status(x))
	}
	return web.Page(w, r, formPage(v))
}

// status is the law under which the register says that somebody serves.
func status(x person.Person) string {
	if x.LegalStatus == person.Juvenile || x.LegalStatus == person.ChildSuspect {
		return "juvenile"
	}
	return "adult"
}

func (p *Pages) add(w http.ResponseWriter, r *http.Request) error {
	x, err := p.writer(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	t, err := topicOf(f.Value("topic"))
	if err != nil {
		return err
	}
	cmd := command(f, t)
	if f.Valid() {
		_, err := p.service.Add(r.Context(), authz.FromContext(r.Context()), x.ID, cmd)
		if err == nil {
			return web.Done(w, r, pathOf(x.ID, ""), "sentence.added")
		}
		if !f.Merge(err) {
			return err
		}
	}
	return web.FormPage(w, r, f, formPage(formView{Person: x, Topic: t, Form: f, Next: cmd.Next}))
}

// load is the entry of the address with its person.
func (p *Pages) load(r *http.Request) (formView, error) {
	key, err := web.PathID[sentence.EntryID](r, "id")
	if err != nil {
		return formView{}, err
	}
	actor := authz.FromContext(r.Context())
	e, err := p.service.Entry(r.Context(), actor, key)
	if err != nil {
		return formView{}, err
	}
	x, err := p.people.Get(r.Context(), actor, e.Person)
	return formView{Person: x, Entry: e, Topic: e.Topic, Write: sentence.MayWrite(actor, x) && e.State == sentence.Current}, err
}

// written is load for what was sent. Whether the entry still stands is asked by
// the service, which knows a form that was sent twice.
func (p *Pages) written(r *http.Request) (formView, error) {
	v, err := p.load(r)
	if err == nil && !sentence.MayWrite(authz.FromContext(r.Context()), v.Person) {
		err = errForbidden
	}
	return v, err
}

// opens is load for a form. What does not stand any more has none.
func (p *Pages) opens(r *http.Request) (formView, error) {
	v, err := p.written(r)
	if err == nil && v.Entry.State != sentence.Current {
		err = errs.New(errs.State, "sentence."+string(v.Entry.State))
	}
	return v, err
}

func (p *Pages) entry(w http.ResponseWriter, r *http.Request) error {
	v, err := p.load(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, entryPage(v))
}

func (p *Pages) edit(w http.ResponseWriter, r *http.Request) error {
	v, err := p.opens(r)
	if err != nil {
		return err
	}
	e := v.Entry
	v.Form = form.Of("code", e.Code, "dated_on", e.DatedOn, "years", e.Years, "months", e.Months, "days", e.Days,
		"met_on", e.MetOn, "doc_no", e.DocNo, "source", e.Source, "version", e.Version)
	return web.Page(w, r, formPage(v))
}

func (p *Pages) correct(w http.ResponseWriter, r *http.Request) error {
	v, err := p.written(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	cmd := command(f, v.Topic)
	v.Form = f
	if f.Valid() {
		_, err := p.service.Correct(r.Context(), authz.FromContext(r.Context()), v.Entry.ID, f.Version(), cmd)
		if err == nil {
			return web.Done(w, r, pathOf(v.Person.ID, ""), "sentence.was_corrected")
		}
		if !again(f, err, v.Entry.Version) {
			return err
		}
	}
	return web.FormPage(w, r, f, formPage(v))
}

func (p *Pages) beginWithdraw(w http.ResponseWriter, r *http.Request) error {
	v, err := p.opens(r)
	if err != nil {
		return err
	}
	v.Form = form.Of("version", v.Entry.Version)
	return web.Page(w, r, withdrawPage(v))
}

func (p *Pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	v, err := p.written(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	reason := f.Text("reason", form.Required, form.Max(person.MaxShort))
	v.Form = f
	if f.Valid() {
		_, err := p.service.Withdraw(r.Context(), authz.FromContext(r.Context()), v.Entry.ID, f.Version(), reason)
		if err == nil {
			return web.Done(w, r, pathOf(v.Person.ID, ""), "sentence.was_withdrawn")
		}
		if !again(f, err, v.Entry.Version) {
			return err
		}
	}
	return web.FormPage(w, r, f, withdrawPage(v))
}

// again takes over what is wrong. When somebody else was first the form carries
// the version that stands now, and sending again is a decision.
func again(f *form.Form, err error, latest int64) bool {
	if errors.Is(err, errs.Conflict) {
		f.Set("version", latest)
	}
	return f.Merge(err)
}
