package partnershipweb

import (
	"context"
	"net/http"
	"strings"

	"titian/internal/delivery/web"
	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershiptext"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// This file gives the papers of a meeting and the templates that they are made of.

func (p *pages) registerPapers(rt *web.Router) {
	rt.HandleFunc("GET /meetings/{id}/papers/{file}", p.paper)
	rt.HandleFunc("GET /templates", may("meeting.write", p.templates))
	rt.HandleFunc("GET /templates/{file}", may("meeting.write", p.shipped))
}

const wordType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// asked is the paper that a file's name asks for: "minutes.pdf".
func asked(r *http.Request) (p partnership.Paper, ending string, err error) {
	name, ending, _ := strings.Cut(r.PathValue("file"), ".")
	for _, x := range partnership.Papers() {
		if string(x) == name && (ending == "docx" || ending == "pdf") {
			return x, ending, nil
		}
	}
	return "", "", errs.New(errs.NotFound, "not_found")
}

func (p *pages) paper(w http.ResponseWriter, r *http.Request) error {
	which, ending, err := asked(r)
	if err != nil {
		return err
	}
	m, err := p.forMeeting(r)
	if err != nil {
		return err
	}
	l := i18n.From(r.Context())
	name := partnershiptext.Name(l, which, m.Meeting) + "." + ending
	if ending == "pdf" {
		b, err := partnershiptext.PDF(l, which, m, p.around.Today())
		return offer(w, "application/pdf", name, b, err)
	}
	template, err := p.template(r.Context(), which, m.Host)
	if err != nil {
		return err
	}
	b, err := partnershiptext.Word(l, which, m, p.around.Today(), template)
	return offer(w, wordType, name, b, err)
}

// template is the office's own, or nil where it has none.
func (p *pages) template(ctx context.Context, which partnership.Paper, office id.Organisation) ([]byte, error) {
	if p.around.Template == nil {
		return nil, nil
	}
	return p.around.Template(ctx, authz.FromContext(ctx), which, office)
}

// shipped is the template that comes with the program, to begin one's own from.
func (p *pages) shipped(w http.ResponseWriter, r *http.Request) error {
	which, ending, err := asked(r)
	if err == nil && ending != "docx" {
		err = errs.New(errs.NotFound, "not_found")
	}
	if err != nil {
		return err
	}
	l := i18n.From(r.Context())
	b, err := partnershiptext.Template(l, which)
	return offer(w, wordType, l.T("paper.file."+string(which))+"-templat.docx", b, err)
}

// offer sends a file that was made now.
func offer(w http.ResponseWriter, kind, name string, b []byte, err error) error {
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(b) // a reader who has gone needs no answer
	return nil
}

// templatesView is the page of an office's templates.
type templatesView struct {
	Office id.Organisation
	Own    map[partnership.Paper]bool
}

func (p *pages) templates(w http.ResponseWriter, r *http.Request) error {
	v := templatesView{Office: authz.FromContext(r.Context()).Org, Own: map[partnership.Paper]bool{}}
	if v.Office.IsZero() {
		return errs.New(errs.NotFound, "not_found")
	}
	for _, x := range partnership.Papers() {
		b, err := p.template(r.Context(), x, v.Office)
		if err != nil {
			return err
		}
		v.Own[x] = b != nil
	}
	return web.Page(w, r, templatesPage(v))
}

// listNames are the lists of a template in the order in which papers tell them.
func listNames() []string { return []string{"agenda", "bawaan", "keputusan", "hadirin"} }
