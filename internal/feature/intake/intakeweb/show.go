package intakeweb

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/intake"
	"titian/internal/feature/intake/intaketext"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

type showView struct {
	intake.Import
	Form    *form.Form
	L       *i18n.Localizer
	Query   list.Query
	Remarks page.Of[intake.Remark]
	Into    string
	Doer    bool // may confirm
	Undo    bool
}

func (p *pages) show(w http.ResponseWriter, r *http.Request) error {
	i, err := p.load(r)
	if err != nil {
		return err
	}
	return p.showWith(w, r, i, form.Of("version", i.Version, "good_rows", "0"))
}

func (p *pages) showWith(w http.ResponseWriter, r *http.Request, i intake.Import, f *form.Form) error {
	a := authz.FromContext(r.Context())
	v := showView{Import: i, Form: f, L: i18n.From(r.Context()), Doer: intake.May(a, intake.CanImport), Undo: intake.May(a, intake.CanUndo) && i.MayUndo(p.now())}
	var err error
	if r.Method == http.MethodGet {
		if v.Query, err = list.Parse(r, remarkSpec); err != nil {
			return err
		}
	}
	what := v.Query.Filter("what")
	if what != "" && !slices.Contains(kinds(), what) {
		return errs.New(errs.Invalid, "choice.invalid")
	}
	if v.Remarks, err = p.files.Remarks(r.Context(), a, i.ID, intake.RemarkFilter{What: what}, v.Query.Page()); err != nil {
		return err
	}
	if !i.Into.IsZero() {
		o, err := p.orgs.Get(r.Context(), a, i.Into)
		if err != nil {
			return err
		}
		v.Into = o.Name
	}
	return web.FormPage(w, r, f, showPage(v))
}

// remarksFile writes what is to be said of a file's rows. The file itself with these
// remarks beside its rows is at checked.xlsx.
func (p *pages) remarksFile(w http.ResponseWriter, r *http.Request) error {
	i, err := p.load(r)
	if err != nil {
		return err
	}
	q, err := list.Parse(r, remarkSpec)
	if err != nil {
		return err
	}
	what := q.Filter("what")
	if what != "" && !slices.Contains(kinds(), what) {
		return errs.New(errs.Invalid, "choice.invalid")
	}
	l, a := i18n.From(r.Context()), authz.FromContext(r.Context())
	header := []string{l.T("intake.line"), l.T("intake.person"), l.T("intake.becomes"), l.T("intake.why")}
	return list.Export(w, r, l.T("intake.remarks_file"), header, func(pr page.Request) (page.Of[intake.Remark], error) {
		return p.files.Remarks(r.Context(), a, i.ID, intake.RemarkFilter{What: what}, pr)
	}, func(x intake.Remark) list.Cells {
		return list.Cells{x.Line, x.Name, remarkTag(l, x.What).Text, intaketext.Remark(l, i.Shape, x)}
	})
}

var remarkSpec = list.Spec{Filters: []string{"what"}}

// kinds are what remarks can be narrowed to.
func kinds() []string { return []string{"wrong", "doubtful", "changed", "flagged", "skipped", "kept"} }

// tabs are the kinds that the file has.
func tabs(v showView) []ui.Tab {
	count := map[string]int{"wrong": v.Wrong, "doubtful": v.Doubtful, "changed": v.Changed, "flagged": v.Flagged, "skipped": v.Skipped, "kept": v.Kept}
	now := v.Query.Filter("what")
	out := []ui.Tab{{Label: v.L.T("intake.all"), Href: path(v.ID, ""), Current: now == ""}}
	for _, k := range kinds() {
		if count[k] > 0 {
			out = append(out, ui.Tab{Label: v.L.T("intake.tab."+k, "n", count[k]), Href: path(v.ID, "?what="+k), Current: now == k})
		}
	}
	return out
}

// facts are what the file is and what was found.
func facts(v showView) []ui.Fact {
	l, s := v.L, v.Shape
	form := strings.ToUpper(string(s.Format))
	if s.Encoding != "" {
		form += ", " + s.Encoding
	}
	if s.Sheet != "" {
		form += ", " + l.T("intake.sheet_read", "sheet", s.Sheet)
	}
	if len(s.Others) > 0 {
		form += ". " + l.T("intake.sheets_unread", "sheets", strings.Join(s.Others, ", "))
	}
	into := v.Into
	if into == "" {
		into = l.T("intake.into_column")
	}
	out := []ui.Fact{
		{Label: l.T("intake.file"), Text: v.FileName},
		{Label: l.T("intake.form"), Text: form},
		{Label: l.T("intake.into"), Text: into},
		{Label: l.T("intake.columns_taken"), Text: taken(l, s)},
		{Label: l.T("intake.received"), Text: l.T("intake.by_at", "who", v.Actor, "at", l.Time(v.CreatedAt))},
	}
	if v.Doer && (v.Status == intake.Read || v.Status == intake.Checked) {
		out[3].Change = path(v.ID, "/columns")
	}
	return out
}

// taken lists the columns that are taken over, and says how many are not.
func taken(l *i18n.Localizer, s intake.Shape) string {
	var names []string
	for _, c := range s.Columns {
		if c.Field != "" {
			names = append(names, c.Header+" → "+intaketext.Field(l, c.Field))
		}
	}
	text := strings.Join(names, "; ")
	if rest := len(s.Columns) - len(names); rest > 0 {
		text += ". " + l.T("intake.columns_left", "n", rest)
	}
	return text
}

func tag(l *i18n.Localizer, i intake.Import) ui.Tag {
	tone := map[intake.Status]ui.Tone{intake.Read: ui.Due, intake.Checked: ui.Due, intake.Applying: ui.Active, intake.Undoing: ui.Active, intake.Done: ui.Good}[i.Status]
	if tone == "" {
		tone = ui.Neutral
	}
	return ui.Tag{Text: l.T("intake.status." + string(i.Status)), Tone: tone}
}

func remarkTag(l *i18n.Localizer, what string) ui.Tag {
	tone := map[string]ui.Tone{"wrong": ui.Overdue, "doubtful": ui.Due, "changed": ui.Active, "flagged": ui.Due, "skipped": ui.Overdue}[what]
	if tone == "" {
		tone = ui.Neutral
	}
	return ui.Tag{Text: intaketext.Verdict(l, what), Tone: tone}
}

// confirm lets the plan be done.
func (p *pages) confirm(w http.ResponseWriter, r *http.Request) error {
	i, err := p.load(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	if f.Valid() {
		_, err := p.files.Confirm(r.Context(), authz.FromContext(r.Context()), i.ID, intake.ConfirmCommand{
			GoodRows: f.Value("good_rows") == "1", NoDoubtful: f.Bool("no_doubtful"), Version: f.Version(),
		})
		if err == nil {
			return web.Done(w, r, path(i.ID, ""), "intake.confirmed")
		}
		if e := errs.As(err); e != nil && e.Code == "intake.wrong_rows" {
			f.Add("good_rows", e.Code, "n", e.Args["n"]) // beside the choice that answers it
		} else if !f.Merge(err) {
			return err
		}
		f.Set(form.VersionField, fmt.Sprint(i.Version))
	}
	return p.showWith(w, r, i, f)
}

func (p *pages) drop(w http.ResponseWriter, r *http.Request) error {
	i, err := p.load(r)
	if err != nil {
		return err
	}
	if _, err := p.files.Drop(r.Context(), authz.FromContext(r.Context()), i.ID, form.Parse(r).Version()); err != nil {
		return err
	}
	return web.Done(w, r, "/imports", "intake.dropped")
}

func (p *pages) askUndo(w http.ResponseWriter, r *http.Request) error {
	i, err := p.load(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, undoPage(i, form.Of("version", i.Version)))
}

func (p *pages) undo(w http.ResponseWriter, r *http.Request) error {
	i, err := p.load(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	if f.Valid() {
		_, err := p.files.Undo(r.Context(), authz.FromContext(r.Context()), i.ID, f.Version())
		if err == nil {
			return web.Done(w, r, path(i.ID, ""), "intake.undo_begun")
		}
		if !f.Merge(err) {
			return err
		}
		f.Set(form.VersionField, fmt.Sprint(i.Version))
	}
	return web.FormPage(w, r, f, undoPage(i, f))
}

// annotated sends the file back with what there is to correct. It is made whole
// first, so that an error becomes a page and not half a workbook.
func (p *pages) annotated(w http.ResponseWriter, r *http.Request) error {
	i, err := p.load(r)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := p.files.Annotated(r.Context(), authz.FromContext(r.Context()), i.ID, &b, intaketext.Annotation(i18n.From(r.Context()), i.Shape)); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	h.Set("Content-Disposition", `attachment; filename="hasil-periksa.xlsx"`)
	_, _ = w.Write(b.Bytes()) // a reader who has gone needs no answer
	return nil
}
