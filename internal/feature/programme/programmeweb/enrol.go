package programmeweb

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/programme"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// enrolView offers those who need the class most, and whoever was searched for.
type enrolView struct {
	programme.ClassRow
	Form       *form.Form
	Query      list.Query
	Candidates []programme.Candidate
	Found      []programme.Candidate // by name, without an assessed need
	Searched   bool
}

func (p *pages) choosePeople(w http.ResponseWriter, r *http.Request) error {
	return p.enrolPage(w, r, form.New())
}

func (p *pages) enrolPage(w http.ResponseWriter, r *http.Request, f *form.Form) error {
	key, err := web.PathID[id.Offering](r, "id")
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	v := enrolView{Form: f}
	if v.Query, err = list.Parse(r, list.Spec{}); err != nil {
		return err
	}
	if v.ClassRow, err = p.service.Class(ctx, actor, key); err != nil {
		return err
	}
	if v.Candidates, err = p.service.Candidates(ctx, actor, key); err != nil {
		return err
	}
	if v.Searched = utf8.RuneCountInString(v.Query.Text) >= 2; v.Searched {
		v.Found, err = p.service.Unseated(ctx, actor, key, v.Query.Text)
		if err != nil && errs.KindOf(err) != errs.Invalid {
			return err
		}
	}
	return web.FormPage(w, r, f, enrolPage(v))
}

func (p *pages) enrol(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Offering](r, "id")
	if err != nil {
		return err
	}
	f := form.Parse(r)
	cmds := readPeople(f, key)
	if f.Valid() {
		list, err := p.service.EnrolAll(r.Context(), authz.FromContext(r.Context()), key, cmds)
		if err == nil {
			return web.Done(w, r, "/classes/"+key.String(), "enrolment.done", "n", len(list))
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.enrolPage(w, r, f)
}

// readPeople reads the ticked boxes: "person need" for a candidate, "person"
// for somebody found by name. Who is ticked in both lists is meant once.
func readPeople(f *form.Form, class id.Offering) []programme.EnrolCommand {
	var out []programme.EnrolCommand
	seen := map[id.Person]bool{}
	for _, value := range append(f.Values("people"), f.Values("others")...) {
		person, need, _ := strings.Cut(value, " ")
		cmd := programme.EnrolCommand{Offering: class}
		if cmd.Person.UnmarshalText([]byte(person)) != nil || cmd.Need.UnmarshalText([]byte(need)) != nil {
			f.Add("people", "choice.invalid")
			return nil
		}
		if !seen[cmd.Person] {
			out = append(out, cmd)
		}
		seen[cmd.Person] = true
	}
	return out
}

func candidateOptions(l *i18n.Localizer, list []programme.Candidate) []ui.Option {
	var out []ui.Option
	for _, c := range list {
		o := ui.Option{Value: c.Person.String(), Label: c.Name, Hint: l.T("enrolment.person", "register", c.RegisterNo, "release", l.Date(c.ReleaseDue))}
		if !c.Need.IsZero() {
			o.Value += " " + c.Need.String()
			o.Hint = l.T("enrolment.need", "severity", l.T("enrolment.severity."+severity(c.Severity)), "topic", c.Topic) + " · " + o.Hint
		}
		out = append(out, o)
	}
	return out
}

func severity(n int) string { return []string{"1", "2", "3"}[min(max(n, 1), 3)-1] }
