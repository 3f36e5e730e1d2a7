package assessmentweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/engine/questionnaire"
	"titian/internal/feature/assessment"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// The editor changes a draft one part at a time. Each form builds the whole
// document anew and hands it to the service, which compiles it: an error about
// the part stands beside its field, one elsewhere in the document on top.

// editing is the draft that the address names, for whoever may write it.
func (p *Pages) editing(r *http.Request) (formView, error) {
	v, err := p.form(r)
	switch {
	case err != nil:
	case !v.Edit:
		err = errs.New(errs.Forbidden, "questionnaire.not_yours")
	case v.Status != assessment.FormDraft:
		err = errs.New(errs.State, "questionnaire.fixed")
	}
	return v, err
}

func (p *Pages) editForm(w http.ResponseWriter, r *http.Request) error {
	v, err := p.editing(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, editorPage(v))
}

// part is one part of a document with its form: how it is read, filled and put
// back.
type part struct {
	title  string // a message
	path   string // below the questionnaire, where the form is sent
	fields func(path string) (string, bool)
	read   func(f *form.Form, d questionnaire.Document) questionnaire.Document
}

// save reads a part's form, changes the document and stores it.
func (p *Pages) save(w http.ResponseWriter, r *http.Request, v formView, x part) error {
	f := form.Parse(r)
	d := x.read(f, copied(v.Compiled.Document))
	if f.Valid() {
		_, err := p.service.ChangeQuestionnaire(r.Context(), authz.FromContext(r.Context()), v.ID, f.Version(), d)
		if err == nil {
			return web.Done(w, r, formPath(v.ID, "/edit"), "questionnaire.changed")
		}
		if !again(f, onForm(i18n.From(r.Context()), err, x.fields), v.Version) {
			return err
		}
	}
	v.Form = f
	return web.FormPage(w, r, f, partPage(v, x))
}

// copied lets a change leave the compiled document alone.
func copied(d questionnaire.Document) questionnaire.Document {
	again, err := questionnaire.Parse(d.Bytes())
	if err != nil {
		return d // what compiled can be read
	}
	return again
}

// onForm leads the errors of a document to the fields of a form; what the form
// has no field for is told on top with its place.
func onForm(l *i18n.Localizer, err error, fields func(path string) (string, bool)) error {
	e := errs.As(err)
	if e == nil || e.Kind != errs.Invalid {
		return err
	}
	out := *e
	out.Fields = nil
	for _, f := range e.Fields {
		if name, found := fields(f.Path); found {
			f.Path = name
			out.Fields = append(out.Fields, f)
			continue
		}
		out.Fields = append(out.Fields, errs.Field{Code: "questionnaire.elsewhere", Args: errs.Args{"place": f.Path, "fault": l.Field(f)}})
	}
	return &out
}

// headFields are those of the questionnaire's own form.
func headFields(path string) (string, bool) {
	if rest, found := strings.CutPrefix(path, "parameters["); found {
		return "parameters", rest != ""
	}
	name := strings.ReplaceAll(path, ".", "_")
	return name, slices.Contains([]string{"key", "purpose", "privacy", "title_id", "title_en", "about_id", "about_en"}, name)
}

func readHead(f *form.Form, d questionnaire.Document) questionnaire.Document {
	if d.Key == "" {
		d.Key = f.Text("key", form.Required)
	}
	d.Purpose, d.Privacy = form.Choice(f, "purpose", assessment.Purposes()), form.Choice(f, "privacy", []questionnaire.Privacy{questionnaire.Restricted, questionnaire.Medical})
	d.Title, d.About = readText(f, "title", form.Required), readText(f, "about")
	d.Parameters = nil
	for i, cells := range lines(f, "parameters", 4) {
		n, err := strconv.ParseFloat(strings.Replace(cells[1], ",", ".", 1), 64)
		if err != nil {
			f.Add("parameters", "questionnaire.line", "n", i+1)
		}
		d.Parameters = append(d.Parameters, questionnaire.Parameter{Key: cells[0], Value: n, Label: questionnaire.Text{ID: cells[2], EN: cells[3]}})
	}
	return d
}

func readText(f *form.Form, name string, rules ...form.Rule) questionnaire.Text {
	return questionnaire.Text{ID: f.Text(name+"_id", rules...), EN: f.Text(name+"_en", rules...)}
}

// lines reads a box that holds a little table: one row a line, its cells parted
// by | or, pasted from a spreadsheet, by tabs. Missing cells are empty.
func lines(f *form.Form, name string, cells int) [][]string {
	var out [][]string
	for i, line := range strings.Split(strings.ReplaceAll(f.Value(name), "\r\n", "\n"), "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		row := strings.FieldsFunc(line, func(r rune) bool { return r == '|' || r == '\t' })
		if len(row) > cells {
			f.Add(name, "questionnaire.line", "n", i+1)
		}
		for len(row) < cells {
			row = append(row, "")
		}
		for j := range row {
			row[j] = strings.TrimSpace(row[j])
		}
		out = append(out, row[:cells])
	}
	return out
}

// line writes a row of such a table.
func line(cells ...string) string { return strings.TrimRight(strings.Join(cells, " | "), " |") }

func plain(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

func (p *Pages) editHead(w http.ResponseWriter, r *http.Request) error {
	v, err := p.editing(r)
	if err != nil {
		return err
	}
	head := part{title: "questionnaire.head", path: "/head", fields: headFields, read: readHead}
	if r.Method == http.MethodPost {
		return p.save(w, r, v, head)
	}
	d := v.Compiled.Document
	var params []string
	for _, x := range d.Parameters {
		params = append(params, line(x.Key, plain(x.Value), x.Label.ID, x.Label.EN))
	}
	v.Form = form.Of("version", v.Version, "purpose", d.Purpose, "privacy", d.Privacy, "title_id", d.Title.ID, "title_en", d.Title.EN,
		"about_id", d.About.ID, "about_en", d.About.EN, "parameters", strings.Join(params, "\n"))
	return web.Page(w, r, partPage(v, head))
}

// editDocument shows the whole document as text.
func (p *Pages) editDocument(w http.ResponseWriter, r *http.Request) error {
	v, err := p.editing(r)
	if err != nil {
		return err
	}
	if r.Method != http.MethodPost {
		v.Form = form.Of("document", v.Document, "version", v.Version)
		return web.Page(w, r, documentPage(v))
	}
	f := form.Parse(r)
	raw, err := pasted(f)
	if err != nil {
		return err
	}
	d, err := questionnaire.Parse(raw)
	if err == nil {
		if _, err = p.service.ChangeQuestionnaire(r.Context(), authz.FromContext(r.Context()), v.ID, f.Version(), d); err == nil {
			return web.Done(w, r, formPath(v.ID, "/edit"), "questionnaire.changed")
		}
	}
	if !again(f, inDocument(i18n.From(r.Context()), err), v.Version) {
		return err
	}
	v.Form = f
	return web.FormPage(w, r, f, documentPage(v))
}

// store keeps a rearranged document and comes back to the editor; there it says
// what stands against it.
func (p *Pages) store(w http.ResponseWriter, r *http.Request, v formView, f *form.Form, d questionnaire.Document) error {
	_, err := p.service.ChangeQuestionnaire(r.Context(), authz.FromContext(r.Context()), v.ID, f.Version(), d)
	if err == nil {
		return web.Redirect(w, r, formPath(v.ID, "/edit"))
	}
	nowhere := func(string) (string, bool) { return "", false }
	if !again(f, onForm(i18n.From(r.Context()), err, nowhere), v.Version) {
		return err
	}
	v.Form = f
	return web.FormPage(w, r, f, editorPage(v))
}
