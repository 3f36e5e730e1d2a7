package ui_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// in returns a context of a reader who is signed in.
func in(t *testing.T, lang i18n.Lang) context.Context {
	t.Helper()
	b, err := i18n.NewBundle()
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Add(ui.Words); err != nil {
		t.Fatal(err)
	}
	ctx := i18n.With(t.Context(), b.Localizer(lang))
	ctx = authz.WithActor(ctx, authz.Actor{Name: evil, OrgName: evil, Role: authz.Partner})
	thread := &ui.Thread{Title: evil, Href: evil, Steps: []ui.Step{{Label: evil, Href: evil, Note: evil, State: ui.StepState(evil)}, {Label: evil, Href: evil, State: ui.StepHere}}}
	return ui.WithChrome(ctx, &ui.Chrome{Path: "/x?q=" + evil, Nav: []ui.NavItem{{Label: evil, Href: evil}}, Flash: &ui.Flash{Text: evil}, Thread: thread, Today: civil.Must("2026-11-22")})
}

func render(t *testing.T, ctx context.Context, c templ.Component) *goquery.Document {
	t.Helper()
	var b strings.Builder
	if err := c.Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// evil breaks out of text, attributes and addresses wherever one is not escaped.
const evil = `javascript:alert(1)//"'><script class=evil>alert(1)</script><img class=evil onerror=alert(1)>`

func evilForm() *form.Form {
	f := form.Of("x", evil, "version", evil)
	f.Add("x", evil, "max", evil)
	f.Add("y", "required")
	return f
}

func TestNoComponentLetsMarkupThrough(t *testing.T) {
	field := ui.Field{Name: "x", Label: evil, Hint: evil, Seen: evil, Auto: evil, Prefix: evil, Suffix: evil, Max: 10, Type: evil}
	options := []ui.Option{{Value: evil, Label: evil, Hint: evil}}
	action := ui.Action{Label: evil, Href: evil, Hidden: []ui.Hidden{{Name: evil, Value: evil}}}
	post := action
	post.Post = true
	tag := ui.Tag{Text: evil, Tone: ui.Tone(evil)}
	q, err := list.Parse(httptest.NewRequest("GET", "/x?q=%22%3E%3Cscript+class%3Devil%3E&status=%22%3E%3Cimg+class%3Devil%3E", nil), list.Spec{Filters: []string{"status"}, Sorts: []string{"a"}})
	if err != nil {
		t.Fatal(err)
	}
	chart := ui.Chart{Title: evil, Note: evil, Label: evil, Unit: evil, Points: []string{evil, evil}, Series: []ui.Series{{Name: evil, Values: []float64{1, 2}}}}
	f := evilForm()
	for name, c := range map[string]templ.Component{
		"layout": ui.Layout(ui.Page{Title: evil, Caption: evil, Lead: evil, Crumbs: []ui.Crumb{{Label: evil, Href: evil}}, Action: &action, Status: &tag}),
		"action": ui.Do(post), "tag": ui.StatusTag(tag), "link": ui.Link(evil, evil), "heading": ui.Heading(evil), "body": ui.Body(evil), "warning": ui.Warning(evil),
		"details": ui.Details(evil), "section": ui.Section(evil), "summary": ui.Summary(ui.Fact{Label: evil, Text: evil, Href: evil, Change: evil, Seen: evil}, ui.Fact{Label: evil, Text: evil}),
		"nothing": ui.Nothing(ui.Empty{Title: evil, Text: evil, Action: &action}), "tasks": ui.Tasks(ui.Task{Title: evil, Detail: evil, Href: evil, Due: tag, Action: &post}),
		"tabs": ui.Tabs(evil, ui.Tab{Label: evil, Href: evil}, ui.Tab{Label: evil, Href: evil, Current: true}), "history": ui.History(ui.Event{Title: evil, By: evil, When: evil, Text: evil}),
		"form": ui.Form(f, ui.FormProps{Action: evil, Submit: evil, Cancel: evil}), "text": ui.Text(f, field), "textarea": ui.Textarea(f, field), "date": ui.Date(f, field),
		"partial": ui.PartialDate(f, field), "number": ui.Number(f, field), "rupiah": ui.Rupiah(f, field), "password": ui.Password(f, field), "select": ui.Select(f, field, options),
		"radios": ui.Radios(f, field, options), "checkboxes": ui.Checkboxes(f, field, options), "checkbox": ui.Checkbox(f, field), "file": ui.File(f, field, evil), "fieldset": ui.Fieldset(evil),
		"filters": ui.Filters(ui.FilterProps{Query: q, Search: evil, Selects: []ui.FilterSelect{{Name: evil, Label: evil, Options: options}}}),
		"list":    ui.List(ui.ListProps{Caption: evil, Query: q, Columns: []ui.Column{{Label: evil, Sort: "a"}, {Label: evil}}, Shown: 1, Total: -1, Next: evil, CSV: true}),
		"empty":   ui.List(ui.ListProps{Caption: evil, Empty: ui.Empty{Title: evil}}), "table": ui.Table(evil, []ui.Column{{Label: evil}}), "cell": ui.Cell(evil), "num": ui.Num(evil), "row action": ui.RowAction(action, evil),
		"promises": ui.Promises(evil, ui.Promise{Label: evil, Href: evil, Unit: evil}), "bars": ui.Bars(chart), "lines": ui.Lines(chart, true), "spark": ui.Sparkline(evil, []float64{1}), "progress": ui.Progress(evil, 1, 2),
		"conflict": ui.ConflictPanel(ui.Conflict{By: evil, When: evil, Latest: evil, Differences: []ui.Difference{{Label: evil, Yours: evil, Theirs: evil}}}),
		"marks":    ui.Marks(f, ui.MarksProps{Legend: evil, Rows: []ui.MarkRow{{Name: "x", Label: evil, Note: evil}}, Options: []ui.MarkOption{{Value: evil, Label: evil, Key: evil}}}),
		"problem":  ui.ProblemPage{Kind: "invalid", Text: evil, Fields: []string{evil}, Retry: evil, RequestID: evil},
	} {
		doc := render(t, in(t, i18n.Indonesian), c)
		if n := doc.Find(".evil, [onerror]").Length(); n != 0 {
			t.Errorf("%s lets markup through %d times", name, n)
		}
		doc.Find("[href], [action]").Each(func(_ int, s *goquery.Selection) {
			if to := s.AttrOr("href", s.AttrOr("action", "")); strings.HasPrefix(to, "javascript:") {
				t.Errorf("%s links to a script: %s", name, to)
			}
		})
	}
}

func TestErrorsStandBesideTheFieldAndOnTop(t *testing.T) {
	f := form.Of("title", "Rapat", "due", "31-02-2026")
	f.Date("due")
	f.Add("hidden_field", "required")
	fields := templ.Join(
		ui.Text(f, ui.Field{Name: "title", Label: "Judul"}),
		ui.Date(f, ui.Field{Name: "due", Label: "Tenggat"}))
	doc := render(t, templ.WithChildren(in(t, i18n.Indonesian), fields), ui.Form(f, ui.FormProps{Action: "/x", Submit: "Simpan"}))
	first := doc.Find(".govuk-error-summary__list li").First()
	if first.Text() != "Tenggat: Tulis tanggal yang benar, misalnya 22-11-2026" {
		t.Errorf("the summary says %q", first.Text())
	}
	input := doc.Find(first.Find("a").AttrOr("href", "none"))
	if input.AttrOr("name", "") != "due" || input.AttrOr("value", "") != "31-02-2026" || input.AttrOr("aria-invalid", "") != "true" {
		t.Errorf("the summary leads to %v", input.Nodes)
	}
	for id := range strings.FieldsSeq(input.AttrOr("aria-describedby", "")) {
		if doc.Find("#"+id).Length() != 1 {
			t.Errorf("the field is described by %s, which is not there", id)
		}
	}
	if got := doc.Find("#f-due-error").Text(); !strings.Contains(got, "Tulis tanggal yang benar") {
		t.Errorf("beside the field stands %q", got)
	}
	if doc.Find(".govuk-error-summary__list li").Length() != 2 {
		t.Error("an error without a field on the page is not told")
	}
	if doc.Find("[name=title]").AttrOr("aria-invalid", "") != "" {
		t.Error("a right field is marked as wrong")
	}
}

func TestEveryFormHasItsOwnOnceKey(t *testing.T) {
	keys := map[string]bool{}
	for range 10 {
		doc := render(t, in(t, i18n.English), ui.Form(form.New(), ui.FormProps{Action: "/x", Submit: "Save"}))
		keys[doc.Find("[name=_once]").AttrOr("value", "")] = true
	}
	if len(keys) != 10 || keys[""] {
		t.Errorf("ten forms have %d keys", len(keys))
	}
}

func TestAnUploadBringsItsKeyInTheAddress(t *testing.T) {
	doc := render(t, in(t, i18n.English), ui.Form(form.New(), ui.FormProps{Action: "/import", Submit: "Send", Upload: true}))
	f := doc.Find("form")
	if !strings.HasPrefix(f.AttrOr("action", ""), "/import?_once=0") || f.AttrOr("enctype", "") != "multipart/form-data" {
		t.Errorf("the form goes to %s as %s", f.AttrOr("action", ""), f.AttrOr("enctype", ""))
	}
}

func TestAFormOfARecordCarriesItsVersion(t *testing.T) {
	doc := render(t, in(t, i18n.English), ui.Form(form.Of("version", int64(7)), ui.FormProps{Action: "/x", Submit: "Save"}))
	if got := doc.Find("[name=version]").AttrOr("value", ""); got != "7" {
		t.Errorf("version %q", got)
	}
	doc = render(t, in(t, i18n.English), ui.Form(form.New(), ui.FormProps{Action: "/x", Submit: "Save"}))
	if doc.Find("[name=version]").Length() != 0 {
		t.Error("a new record has a version")
	}
}

func TestPasswordsAreNeverFilledIn(t *testing.T) {
	doc := render(t, in(t, i18n.English), ui.Password(form.Of("p", "secret"), ui.Field{Name: "p", Label: "Password"}))
	if html, _ := doc.Html(); strings.Contains(html, "secret") {
		t.Error("the page holds the password")
	}
}

func TestAListSaysHowMuchAndWhatNext(t *testing.T) {
	q := func(address string) list.Query {
		q, err := list.Parse(httptest.NewRequest("GET", address, nil), list.Spec{Filters: []string{"status"}, Sorts: []string{"name"}, Default: "name"})
		if err != nil {
			t.Fatal(err)
		}
		return q
	}
	columns := []ui.Column{{Label: "Nama", Sort: "name"}, {Label: "Nilai", Numeric: true}}
	empty := ui.Empty{Title: "Belum ada", Action: &ui.Action{Label: "Catat", Href: "/new"}}

	doc := render(t, in(t, i18n.Indonesian), ui.List(ui.ListProps{Caption: "Mitra", Query: q("/x"), Columns: columns, Shown: 50, Total: 3000, Next: "c", CSV: true}))
	if got := doc.Find(".t-results__count").Text(); got != "3.000 catatan" {
		t.Errorf("count: %q", got)
	}
	if doc.Find("caption").Text() != "Mitra" || doc.Find("th[aria-sort=ascending] a").AttrOr("href", "") != "/x?sort=-name" {
		t.Error("the table lacks its caption or its sort link")
	}
	if doc.Find("a[rel=next]").AttrOr("href", "") != "/x?after=c" || doc.Find("a[rel=prev]").Length() != 0 || doc.Find("a[download]").AttrOr("href", "") != "/x.csv" {
		t.Error("paging or export is wrong on the first page")
	}

	doc = render(t, in(t, i18n.Indonesian), ui.List(ui.ListProps{Query: q("/x"), Columns: columns, Total: -1, Empty: empty}))
	if doc.Find("table").Length() != 0 || doc.Find(".t-empty a").AttrOr("href", "") != "/new" {
		t.Error("an empty list does not say what to do")
	}
	doc = render(t, in(t, i18n.English), ui.List(ui.ListProps{Query: q("/x?q=a"), Columns: columns, Total: -1, Empty: empty}))
	if got := doc.Find(".t-empty__title").Text(); got != "Nothing matches" || doc.Find(".t-empty a").AttrOr("href", "") != "/x" {
		t.Errorf("a search without result says %q", got)
	}
	doc = render(t, in(t, i18n.English), ui.List(ui.ListProps{Query: q("/x?after=c"), Columns: columns, Shown: 1, Total: -1}))
	if got := doc.Find(".t-results__count").Text(); got != "1 record on this page" || doc.Find("a[rel=prev]").Length() != 1 {
		t.Errorf("the last page says %q", got)
	}
}

func TestTheNavigationMarksWhereTheReaderIs(t *testing.T) {
	for path, want := range map[string]string{"/": "Home", "/meetings": "Meetings", "/meetings/42?x=1": "Meetings", "/meetingsx": "", "/other": ""} {
		ctx := ui.WithChrome(in(t, i18n.English), &ui.Chrome{Path: path, Nav: []ui.NavItem{{Label: "Home", Href: "/"}, {Label: "Meetings", Href: "/meetings"}}})
		if got := render(t, ctx, ui.Layout(ui.Page{Title: "x"})).Find("[aria-current=page]").Text(); got != want {
			t.Errorf("%s: marked %q, want %q", path, got, want)
		}
	}
}

func TestChartsShowTheirFiguresInWords(t *testing.T) {
	c := ui.Chart{Title: "Hadir", Note: "Naik.", Label: "Bulan", Points: []string{"Sep", "Okt"}, Series: []ui.Series{{Name: "Hadir", Values: []float64{20, 1250}}, {Name: "Alpa", Values: []float64{2.5}}}}
	for name, chart := range map[string]templ.Component{"bars": ui.Bars(c), "lines": ui.Lines(c, false), "steps": ui.Lines(c, true)} {
		doc := render(t, in(t, i18n.Indonesian), chart)
		text := strings.Join(doc.Find("tbody th, tbody td:not(.t-bars__room)").Map(func(_ int, s *goquery.Selection) string { return strings.TrimSpace(s.Text()) }), " ")
		if text != "Sep 20 2,5 Okt 1.250 0" {
			t.Errorf("%s: the table says %q", name, text)
		}
		doc.Find("svg").Each(func(_ int, s *goquery.Selection) {
			if s.AttrOr("aria-label", "") == "" && s.AttrOr("aria-hidden", "") != "true" {
				t.Errorf("%s: a picture without words", name)
			}
		})
	}
	doc := render(t, in(t, i18n.Indonesian), ui.Bars(ui.Chart{Points: []string{"a"}, Series: []ui.Series{{Name: "s"}}}))
	if got := doc.Find("rect").AttrOr("width", ""); got != "0" {
		t.Errorf("no figure draws a bar of %s", got)
	}
}

func TestAPromiseIsDrawnInProportion(t *testing.T) {
	doc := render(t, in(t, i18n.English), ui.Promises("Promises", ui.Promise{Label: "a", Promised: 30, Delivered: 18, Confirmed: 12}, ui.Promise{Label: "b"}, ui.Promise{Label: "c", Promised: 10, Delivered: 20}))
	var got []string
	doc.Find("rect").Each(func(_ int, s *goquery.Selection) { got = append(got, s.AttrOr("width", "")) })
	if want := "100 60 40 0 0 0 50 100 0"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestRestrictedFieldsSayWhoWillSeeThem(t *testing.T) {
	ctx := in(t, i18n.Indonesian)
	for name, c := range map[string]templ.Component{
		"fact": ui.Summary(ui.Fact{Label: "Perkara", Text: "x", Seen: "Wali"}), "field": ui.Text(form.New(), ui.Field{Name: "x", Label: "Perkara", Seen: "Wali"}),
	} {
		if got := render(t, ctx, c).Find(".t-seen").Text(); got != "Data terbatas. Terlihat oleh: Wali" {
			t.Errorf("%s says %q", name, got)
		}
	}
}

func TestPagesWithoutTheirFrameDoNotCrash(t *testing.T) {
	if got := render(t, context.Background(), ui.Layout(ui.Page{Title: "x"})).Find("h1").Text(); got != "x" {
		t.Errorf("got %q", got)
	}
}
