package webtest

import (
	"context"
	"embed"
	"io/fs"
	"net/http"
	"strconv"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

//go:embed words
var words embed.FS

// Words are the gallery's messages.
func Words() fs.FS { return words }

// longNames are as long as real ones get.
var longNames = []string{
	"Badan Amil Zakat Nasional (BAZNAS) Kabupaten Bungo",
	"Raden Ajeng Siti Nur'aini binti Muhammad Abdurrahman Al-Farisi Kusumaningrat",
	"Dinas Pemberdayaan Masyarakat, Perempuan, Perlindungan Anak, Pengendalian Penduduk dan Keluarga Berencana",
	"Ani",
}

// Officer is a signed-in section head.
func Officer() authz.Actor {
	return authz.Actor{Name: "Kepala Seksi Binadik dan Giatja", Role: authz.ProgrammeOfficer, OrgName: "Lapas Kelas IIB Muara Bungo"}
}

// Gallery serves every component: "/" with ?rows=N, "/form", "/form?bad=1".
func Gallery(rt *web.Router) {
	spec := list.Spec{Filters: []string{"status"}, Sorts: []string{"partner", "met_on"}, Default: "-met_on"}
	rt.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) error {
		q, err := list.Parse(r, spec)
		if err != nil {
			return err
		}
		rows, _ := strconv.Atoi(r.URL.Query().Get("rows"))
		return web.Page(w, r, gallery(q, rows))
	})
	rt.HandleFunc("GET /form", func(w http.ResponseWriter, r *http.Request) error {
		f := form.New()
		bad := r.URL.Query().Get("bad") != ""
		if bad {
			f = form.Of("title", `<b>"Ani" & co</b>`, "due", "31-02-2026", "seats", "banyak", "version", 3)
			readGallery(f)
		}
		return web.FormPage(w, r, f, galleryForm(f, bad))
	})
	rt.HandleFunc("POST /form", func(w http.ResponseWriter, r *http.Request) error {
		f := form.Parse(r)
		if readGallery(f); f.Valid() {
			return web.Done(w, r, "/", "gallery.saved", "title", f.Value("title"))
		}
		return web.FormPage(w, r, f, galleryForm(f, false))
	})
}

// readGallery reads the gallery's form as a feature would.
func readGallery(f *form.Form) {
	f.Text("title", form.Required, form.Max(200))
	f.Text("notes", form.Max(500))
	f.Date("due", form.Required)
	f.Partial("met_on")
	f.Int("seats", form.Between(1, 200))
	f.Rupiah("cost")
	f.Choice("kind", "open", "late")
	f.Choice("answer", "open", "late", "")
	form.Choices(f, "sectors", []string{"open", "late"})
	f.Secret("password")
	for _, row := range f.Rows("marks") {
		row.Choice("mark", "present", "excused", "absent")
	}
}

func galleryTasks(ctx context.Context) []ui.Task {
	l, today := i18n.From(ctx), ui.Today(ctx)
	due := func(days int) string { return l.Due(today.AddDays(days), today) }
	return []ui.Task{
		{Title: l.T("gallery.task1"), Detail: longNames[0], Href: "/x", Due: ui.Tag{Text: due(-2), Tone: ui.Overdue}, Action: &ui.Action{Label: l.T("gallery.answer"), Href: "/x", Quiet: true}},
		{Title: l.T("gallery.task2"), Detail: longNames[2], Href: "/x", Due: ui.Tag{Text: due(0), Tone: ui.Due}, Action: &ui.Action{Label: l.T("gallery.open"), Href: "/x", Quiet: true}},
		{Title: l.T("gallery.task3"), Href: "/x", Due: ui.Tag{Text: due(3), Tone: ui.Neutral}},
	}
}

func galleryTag(l *i18n.Localizer, i int) ui.Tag {
	return []ui.Tag{
		{Text: l.T("gallery.done"), Tone: ui.Good},
		{Text: l.T("gallery.due"), Tone: ui.Due},
		{Text: l.T("gallery.late"), Tone: ui.Overdue},
		{Text: l.T("gallery.open"), Tone: ui.Active},
		{Text: l.T("gallery.ended"), Tone: ui.Neutral},
	}[i%5]
}

func galleryNext(rows int) string {
	if rows > 3 {
		return "bmV4dA"
	}
	return ""
}

func galleryOptions(l *i18n.Localizer) []ui.Option {
	return []ui.Option{{Value: "open", Label: l.T("gallery.due")}, {Value: "late", Label: l.T("gallery.late"), Hint: l.T("gallery.hint")}}
}

func galleryMarks(l *i18n.Localizer) []ui.MarkOption {
	return []ui.MarkOption{
		{Value: "present", Label: l.T("gallery.present"), Key: "h"},
		{Value: "excused", Label: l.T("gallery.excused"), Key: "i"},
		{Value: "absent", Label: l.T("gallery.absent"), Key: "a"},
	}
}

func galleryClass() []ui.MarkRow {
	var rows []ui.MarkRow
	for i, name := range longNames {
		rows = append(rows, ui.MarkRow{Name: "marks[" + strconv.Itoa(i) + "].mark", Label: name, Note: "A-12"})
	}
	return rows
}
