package caseworkweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/casework"
	"titian/internal/feature/person"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// notesView is the notes about one person.
type notesView struct {
	Person person.Person
	Frame  templ.Component
	Query  list.Query
	Kind   casework.NoteKind
	Kinds  []casework.NoteKind // that this reader may open
	Found  page.Of[casework.Note]
	Write  bool
}

var noteSpec = list.Spec{Filters: []string{"kind", "retracted"}}

func askedNotes(r *http.Request) (list.Query, casework.NoteFilter, error) {
	q, err := list.Parse(r, noteSpec)
	return q, casework.NoteFilter{Kind: casework.NoteKind(q.Filter("kind")), Retracted: q.Filter("retracted") == "1"}, err
}

func (p *Pages) notes(w http.ResponseWriter, r *http.Request) error {
	q, f, err := askedNotes(r)
	if err != nil {
		return err
	}
	if !casework.May(authz.FromContext(r.Context()), casework.CanReadNote) {
		return errForbidden
	}
	x, err := p.load(r)
	if err != nil {
		return err
	}
	actor := authz.FromContext(r.Context())
	v := notesView{
		Person: x, Frame: p.frame(x, "notes"), Query: q, Kind: f.Kind, Kinds: casework.ReadableKinds(actor, x),
		Write: casework.MayWork(actor, x, casework.CanWriteNote),
	}
	if v.Found, err = p.service.Notes(r.Context(), actor, x.ID, f, q.Page()); err != nil {
		return err
	}
	return web.Page(w, r, notesPage(v))
}

func (p *Pages) exportNotes(w http.ResponseWriter, r *http.Request) error {
	_, f, err := askedNotes(r)
	if err != nil {
		return err
	}
	key, err := web.PathID[id.Person](r, "id")
	if err != nil {
		return err
	}
	l, actor := i18n.From(r.Context()), authz.FromContext(r.Context())
	header := []string{l.T("note.happened_on"), l.T("note.kind"), l.T("note.text"), l.T("note.author"), l.T("note.office")}
	return list.Export(w, r, l.T("note.file"), header, func(pr page.Request) (page.Of[casework.Note], error) {
		return p.service.Notes(r.Context(), actor, key, f, pr)
	}, func(n casework.Note) list.Cells {
		return list.Cells{n.HappenedOn, l.T("note.kind." + string(n.Kind)), n.Text, n.Author, n.Office}
	})
}

// noteView is one note, or the form of one.
type noteView struct {
	Person   person.Person
	Frame    templ.Component
	Form     *form.Form
	Kinds    []casework.NoteKind
	Note     casework.Note // that is corrected or retracted
	Wordings []casework.Note
	Write    bool
}

func readNote(f *form.Form, kinds []casework.NoteKind) casework.NoteCommand {
	return casework.NoteCommand{Kind: form.Choice(f, "kind", kinds), HappenedOn: f.Partial("happened_on", form.Required), Text: f.Text("text", form.Required, form.Max(person.MaxLong))}
}

func (p *Pages) beginNote(w http.ResponseWriter, r *http.Request) error {
	x, err := p.writer(r, casework.CanWriteNote)
	if err != nil {
		return err
	}
	f := form.Of("happened_on", p.around.Today(), "kind", r.URL.Query().Get("kind"))
	return web.Page(w, r, noteFormPage(noteView{Person: x, Form: f, Kinds: casework.ReadableKinds(authz.FromContext(r.Context()), x)}))
}

func (p *Pages) writeNote(w http.ResponseWriter, r *http.Request) error {
	x, err := p.load(r)
	if err != nil {
		return err
	}
	actor := authz.FromContext(r.Context())
	f, v := form.Parse(r), noteView{Person: x, Kinds: casework.ReadableKinds(actor, x)}
	cmd := readNote(f, casework.NoteKinds())
	v.Form = f
	return web.Save(w, r, f, web.Saving{
		Do: func() error {
			_, err := p.service.WriteNote(r.Context(), actor, x.ID, cmd)
			return err
		},
		To: func() string {
			if cmd.Kind.Closed() { // it is not among the open ones
				return below(x.ID, "/notes?kind="+string(cmd.Kind))
			}
			return below(x.ID, "/notes")
		},
		Done: "note.written",
		Page: func(*ui.Conflict) (templ.Component, error) { return noteFormPage(v), nil },
	})
}

// note is the note whom the address names, with its wordings.
func (p *Pages) note(r *http.Request) (v noteView, err error) {
	key, err := web.PathID[id.Note](r, "id")
	if err != nil {
		return v, err
	}
	actor := authz.FromContext(r.Context())
	if v.Wordings, err = p.service.Wordings(r.Context(), actor, key); err != nil {
		return v, err
	}
	v.Note = v.Wordings[0]
	if v.Person, err = p.about(r.Context(), v.Note.Person); err != nil {
		return v, err
	}
	v.Frame, v.Write = p.frame(v.Person, "notes"), casework.MayWork(actor, v.Person, casework.CanWriteNote)
	return v, nil
}

func (p *Pages) wordings(w http.ResponseWriter, r *http.Request) error {
	v, err := p.note(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, wordingsPage(v))
}

// present is note for a form: of the present wording.
func (p *Pages) present(ctx context.Context, r *http.Request) (noteView, error) {
	if !casework.May(authz.FromContext(ctx), casework.CanWriteNote) {
		return noteView{}, errForbidden
	}
	v, err := p.note(r)
	if err == nil && !v.Write {
		err = errForbidden
	}
	return v, err
}

func (p *Pages) beginCorrect(w http.ResponseWriter, r *http.Request) error {
	v, err := p.present(r.Context(), r)
	if err != nil {
		return err
	}
	v.Form = form.Of("kind", v.Note.Kind, "happened_on", v.Note.HappenedOn, "text", v.Note.Text, "version", v.Note.Version)
	return web.Page(w, r, correctPage(v))
}

func (p *Pages) correctNote(w http.ResponseWriter, r *http.Request) error {
	v, err := p.present(r.Context(), r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	v.Form = f
	cmd := casework.NoteCommand{
		HappenedOn: f.Partial("happened_on", form.Required), Text: f.Text("text", form.Required, form.Max(person.MaxLong)),
		Reason: f.Text("reason", form.Required, form.Max(person.MaxShort)),
	}
	to := v.Note.ID
	return web.Save(w, r, f, web.Saving{
		Do: func() error {
			n, err := p.service.CorrectNote(r.Context(), authz.FromContext(r.Context()), v.Note.ID, f.Version(), cmd)
			to = n.ID
			return err
		},
		To: func() string { return notePath(to, "") }, Done: "note.corrected",
		Page: func(*ui.Conflict) (templ.Component, error) { return correctPage(v), nil },
	})
}

func (p *Pages) beginRetract(w http.ResponseWriter, r *http.Request) error {
	v, err := p.present(r.Context(), r)
	if err != nil {
		return err
	}
	v.Form = form.Of("version", v.Note.Version)
	return web.Page(w, r, retractPage(v))
}

func (p *Pages) retractNote(w http.ResponseWriter, r *http.Request) error {
	v, err := p.present(r.Context(), r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	v.Form = f
	reason := f.Text("reason", form.Required, form.Max(person.MaxShort))
	return web.Save(w, r, f, web.Saving{
		Do: func() error {
			_, err := p.service.RetractNote(r.Context(), authz.FromContext(r.Context()), v.Note.ID, f.Version(), reason)
			return err
		},
		To: func() string { return notePath(v.Note.ID, "") }, Done: "note.retracted",
		Page: func(*ui.Conflict) (templ.Component, error) { return retractPage(v), nil },
	})
}

func notePath(n id.Note, rest string) string { return "/notes/" + n.String() + rest }
