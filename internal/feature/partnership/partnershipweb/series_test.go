package partnershipweb_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"titian/internal/feature/partnership/partnershiptest"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

func TestAMeetingIsFollowedByAnotherThatShowsWhatIsOpen(t *testing.T) {
	r := enter(t)
	first := r.fill("/meetings/new?cooperation="+r.c.ID.String(), 303, "status", "held", "kind", "coordination", "title", "Rapat koordinasi", "place", "Aula",
		"agenda", "1. Pembukaan\n2. Kebutuhan", "attendee_lines", "Kepala Dinas; Dinas Tenaga Kerja; Lalu Wirajaya\nKepala Seksi\tLapas Selong\n\n").Location()
	page := r.get(first)
	if page.Find("ol.govuk-list--number li").Length() != 2 || page.Find("table tbody tr").Length() != 2 {
		t.Errorf("the agenda or the people are lost: %s", page.Text("main"))
	}
	has(t, page, "Lalu Wirajaya", "Lapas Selong")
	for _, body := range []string{"Kirim surat", "Susun PKS", "Sediakan ruang"} {
		r.fill(first+"/decisions/new", 303, "body", body)
	}
	page = r.get(first)
	settle, _ := page.Find(`a[href$="/settle"]`).Eq(0).Attr("href")
	draft, _ := page.Find(`a[href$="/agreement"]`).Eq(1).Attr("href")
	r.fill(settle, 422, "settled_note", " ")
	r.fill(settle, 303, "settled_note", "Surat dikirim 21 November")
	r.fill(draft, 422, "title", "")
	to := r.fill(draft, 303, "kind", "implementing_agreement", "legal_track", "UPT_PARTNER").Location()
	if !strings.HasPrefix(to, "/agreements/") {
		t.Errorf("the draft leads to %s", to)
	}
	page = r.get(first)
	has(t, page, "Menjadi naskah kerja sama:", "Surat dikirim 21 November")
	if n := page.Find(`a[href$="/agreement"]`).Length(); n != 2 {
		t.Errorf("%d decisions may still become an agreement", n)
	}
	next, _ := page.Find(`a[href*="follows="]`).Attr("href")
	second := r.fill(next, 303, "held_on", "01-12-2026", "begins_at", "9.30").Location()
	page = r.get(second)
	if text := page.Text("main"); strings.Contains(text, "Yang hadir") || strings.Contains(text, "Catatan rapat") || !strings.Contains(text, "Keputusan ditulis setelah rapat berlangsung.") {
		t.Errorf("a meeting to come reads as if it had taken place: %s", text)
	}
	has(t, page, "1 Des 2026, pukul 09.30", "Dibawa dari rapat sebelumnya", "Sediakan ruang", "1 tindak lanjut belum selesai", "Rapat lain dalam rangkaian ini")
	if strings.Contains(page.Text("table"), "Kirim surat") {
		t.Error("what is done is carried over")
	}
	r.as(r.partner)
	has(t, r.get(second), "Sediakan ruang")
	r.status(r.Post(settle, url.Values{"settled_note": {"x"}}), 403)
	r.as(r.World.Actor(authz.Partner, r.PemkabMaros))
	r.status(r.Get(settle), 403)
	r.status(r.Get(second+"/invitation.ics"), 404)
}

func TestAFullRoomIsPastedAtOnce(t *testing.T) {
	r := enter(t)
	var lines strings.Builder
	for i := range 45 {
		fmt.Fprintf(&lines, "Kepala Bidang %d; Dinas Sosial; Bapak %d\n", i, i)
	}
	at := r.fill("/meetings/new?cooperation="+r.c.ID.String(), 303, "status", "held", "kind", "audience", "title", "Audiensi", "attendee_lines", lines.String()).Location()
	if n := r.get(at).Find("table tbody tr").Length(); n != 45 {
		t.Errorf("%d people are kept", n)
	}
	r.fill("/meetings/new?cooperation="+r.c.ID.String(), 422, "status", "held", "kind", "audience", "title", "Audiensi", "attendee_lines", "; Dinas Sosial; Tanpa jabatan")
	r.fill("/meetings/new?cooperation="+r.c.ID.String(), 422, "status", "held", "kind", "audience", "title", "Audiensi", "begins_at", "jam sembilan")
}

func TestAnInvitationStandsInACalendar(t *testing.T) {
	r := enter(t)
	at := r.fill("/meetings/new?cooperation="+r.c.ID.String(), 303, "status", "planned", "kind", "monitoring", "title", "Rapat, pemantauan; triwulan", "held_on", "01-12-2026", "begins_at", "09:30",
		"place", "Kantor Bupati", "agenda", "Laporan", "attendee_lines", "Kepala; Dinas; Nama Rahasia").Location()
	file := r.Get(at + "/invitation.ics")
	if !strings.HasPrefix(file.Header.Get("Content-Type"), "text/calendar") {
		t.Errorf("header %v", file.Header)
	}
	body := strings.ReplaceAll(file.Body, "\r\n ", "") // long lines are folded
	for _, want := range []string{
		"DTSTART;TZID=Asia/Makassar:20261201T093000\r\n", "DTEND;TZID=Asia/Makassar:20261201T113000\r\n",
		"BEGIN:VTIMEZONE\r\nTZID:Asia/Makassar\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0800\r\nTZOFFSETTO:+0800\r\nTZNAME:WITA\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\n",
		`SUMMARY:Rapat\, pemantauan\; triwulan`, "LOCATION:Kantor Bupati", "1. Laporan", "/meetings/",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is not in\n%s", want, body)
		}
	}
	for line := range strings.SplitSeq(file.Body, "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
			t.Errorf("%d octets in one line: %q", len(line), line)
		}
	}
	if strings.Contains(body, "Rahasia") {
		t.Error("who comes is in the file")
	}
	whole := r.fill("/meetings/new?cooperation="+r.c.ID.String(), 303, "status", "planned", "kind", "monitoring", "title", "Sehari", "held_on", "02-12-2026").Location()
	if body := r.Get(whole + "/invitation.ics").Body; !strings.Contains(body, "DTSTART;VALUE=DATE:20261202") {
		t.Errorf("a day without an hour: %s", body)
	}
	month := r.fill("/meetings/new?cooperation="+r.c.ID.String(), 303, "status", "planned", "kind", "monitoring", "title", "Sebulan", "held_on", "12-2026").Location()
	if r.get(month).Find(`a[href$=".ics"]`).Length() != 0 || strings.Contains(r.Get(month+"/invitation.ics").Body, "VEVENT") {
		t.Error("a month is given as a day")
	}
}

// TestACancelledMeetingIsStruckFromCalendars: the same event, with a later number.
func TestACancelledMeetingIsStruckFromCalendars(t *testing.T) {
	r := enter(t)
	at := r.fill("/meetings/new?cooperation="+r.c.ID.String(), 303, "status", "planned", "kind", "monitoring", "title", "Pemantauan", "held_on", "01-12-2026", "begins_at", "09:30").Location()
	lines := func() map[string]string {
		out := map[string]string{}
		for line := range strings.SplitSeq(r.Get(at+"/invitation.ics").Body, "\r\n") {
			name, value, _ := strings.Cut(line, ":")
			out[name] = value
		}
		return out
	}
	before := lines()
	r.status(r.Post(at+"/cancel", url.Values{"version": {"1"}}), 303)
	after := lines()
	if before["STATUS"] != "" || after["STATUS"] != "CANCELLED" || before["SEQUENCE"] != "1" || after["SEQUENCE"] != "2" {
		t.Errorf("planned %v\ncancelled %v", before, after)
	}
	for _, same := range []string{"UID", "DTSTART;TZID=Asia/Makassar", "SUMMARY"} {
		if before[same] == "" || before[same] != after[same] {
			t.Errorf("%s was %q and is %q", same, before[same], after[same])
		}
	}
}

func TestACalendarHoldsMeetingsAndOwnDeadlines(t *testing.T) {
	r := enter(t)
	r.fill("/meetings/new?cooperation="+r.c.ID.String(), 303, "status", "planned", "kind", "monitoring", "title", "Pemantauan", "held_on", "01-12-2026")
	partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 10, today.AddDays(10)) // the partner's
	r.feeds["partner"], r.feeds["officer"] = r.partner, r.officer
	r.as(authz.Actor{}) // a calendar program signs in nowhere
	for who, promises := range map[string]bool{"partner": true, "officer": false} {
		file := r.Get("/calendars/" + who + ".ics")
		if file.Status != 200 || !strings.Contains(file.Body, "SUMMARY:Pemantauan") || strings.Contains(file.Body, "SUMMARY:Tenggat: ") != promises {
			t.Errorf("%s: %d\n%s", who, file.Status, file.Body)
		}
	}
	for _, wrong := range []string{"stranger.ics", "partner", ".ics"} {
		r.status(r.Get("/calendars/"+wrong), 404)
	}
}
