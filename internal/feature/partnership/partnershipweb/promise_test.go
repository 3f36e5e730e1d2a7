package partnershipweb_test

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/agreement"
	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/partnership/partnershiptest"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

func TestTheNeedIsCountedWhileTheProposalIsWritten(t *testing.T) {
	r := enter(t)
	at := "/proposals/new?cooperation=" + r.c.ID.String()
	typed := values(r.get(at))
	for name, v := range map[string]string{"form": "instructors", "topic": "las", "title": "Dua instruktur las", "quantity": "dua"} {
		typed.Set(name, v)
	}
	page := r.status(r.Post("/proposals/need", typed), 200)
	has(t, page, "47 orang di sini membutuhkan: keterampilan (las).", "18 di antaranya bebas dalam 6 bulan (estimasi).", "Angka hari ini")
	if kept := values(page); kept.Get("title") != "Dua instruktur las" || kept.Get("quantity") != "dua" || kept.Get("unit") != "orang" {
		t.Errorf("what was typed is lost: %v", kept)
	}
	typed.Set("quantity", "2")
	made := r.status(r.Post("/proposals", merge(values(page), typed)), 303).Location()
	has(t, r.get(made), "47 orang", "Angka hari ini")
	r.fill(made+"/send", 303)
	has(t, r.get(made), "Angka pada saat dikirim, 22 Nov 2026.")
	has(t, r.as(r.partner).get(made), "47 orang")
	if got := r.get(at).Find(`button[formaction="/proposals/need"]`).Length(); got != 0 {
		t.Error("a partner is offered a count of the facility's people")
	}
}

func merge(a, b url.Values) url.Values {
	for k, v := range b {
		if len(v) > 0 && v[0] != "" && k != "once" {
			a[k] = v
		}
	}
	return a
}

func TestBothSidesCounterAndReadEveryVersion(t *testing.T) {
	r := enter(t)
	p := partnershiptest.Sent(t, r.d, r.c, today)
	at := "/proposals/" + p.ID.String()
	r.status(r.Get(at+"/counter"), 200)
	r.as(r.partner)
	bad := r.fill(at+"/counter", 422, "quantity", "5")
	if bad.Find("#f-reason-error").Length() != 1 {
		t.Errorf("the missing reason is not told: %s", bad.Text("main"))
	}
	r.fill(at+"/counter", 303, "quantity", "3", "value_rp", "3.000.000", "reason", "Anggaran tahun ini terbatas")
	page := r.get(at)
	has(t, page, "Menunggu jawaban dari", "Tawaran terakhir", "3 orang (Rp3.000.000)", "sebelumnya 5 orang", "Anggaran tahun ini terbatas")
	if page.Find(".t-title__action a").Length() != 0 {
		t.Error("who countered is offered an answer to itself")
	}
	r.as(r.officer)
	if got := r.get(at).Text(".t-title__action a"); got != "Jawab usulan" {
		t.Errorf("the officer's act is %q", got)
	}
	has(t, r.get(at+"/answer"), "3 orang (Rp3.000.000)") // what one accepts is said where one accepts it
	r.fill(at+"/answer", 303, "answer", "accepted")
	r.Lang = i18n.English
	has(t, r.get(at), "Counter-offer", "Accepted", "before: 5 orang")
	has(t, r.get("/commitments"), "3 orang")
}

func TestAPromiseIsDividedAndItsFormerPlanStays(t *testing.T) {
	r := enter(t)
	at := "/commitments/new?cooperation=" + r.c.ID.String()
	terms := []string{
		"form", "instructors", "title", "Sepuluh instruktur", "quantity", "10", "unit", "orang", "due_on", "31-12-2026",
		"milestones[0].title", "Kelas pertama", "milestones[0].due_on", "20-11-2026", "milestones[0].quantity", "4",
		"milestones[1].title", "Kelas kedua", "milestones[1].due_on", "10-12-2026", "milestones[1].quantity", "3",
	}
	bad := r.fill(at, 422, append(terms, "milestones[1].quantity", "7")...)
	has(t, bad, "Jumlah semua tahap 11, melebihi janji 10")
	made := r.fill(at, 303, terms...).Location()
	has(t, r.get(made), "Kelas pertama", "Terlambat 2 hari", "Kelas kedua", "Berjalan")
	r.fill(made+"/edit", 303, "milestones[1].due_on", "15-12-2026", "reason", "Instruktur baru datang Desember")
	has(t, r.get(made), "15 Des 2026", "Tahap sebelumnya: Kelas kedua, 3 orang, tenggat 10 Des 2026", "Instruktur baru datang Desember")
}

func TestADisputeIsSettledByTheReceiversCount(t *testing.T) {
	r := enter(t)
	c := partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 10, today)
	d := partnershiptest.Report(t, r.d, c, today, 10)
	at := "/deliveries/" + d.ID.String()
	has(t, r.get(at), "Dikonfirmasi paling lambat 6 Des 2026, yaitu 14 hari setelah laporan.")
	r.fill(at+"/dispute", 303, "quantity", "7", "reason", "Tiga belum datang")
	page := r.as(r.partner).get(at)
	form := page.Find(`form[action="` + at + `/concede"]`)
	if form.Length() != 1 || !strings.Contains(form.Text(), "Terima hitungan penerima: 7 orang") {
		t.Fatalf("the giver is not offered the receiver's count: %s", page.Text("main"))
	}
	version, _ := form.Find("[name=version]").Attr("value")
	r.status(r.Post(at+"/concede", url.Values{"version": {version}}), 303)
	has(t, r.get(at), "Dikonfirmasi", "menerima hitungan 7 orang", "menghitung 7 orang", "melaporkan 10 orang", "Tiga belum datang")
	r.status(r.as(r.officer).Post(at+"/concede", url.Values{}), 403)
}

var rupiahText = regexp.MustCompile(`-?Rp[\d.]+`)

// figures are the numbers in the cells of a table's row, without its head.
func figures(t *testing.T, row *goquery.Selection) []int64 {
	t.Helper()
	var out []int64
	row.Find("td").Each(func(_ int, cell *goquery.Selection) {
		text := strings.TrimPrefix(strings.ReplaceAll(strings.TrimSpace(cell.Text()), ".", ""), "Rp")
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			t.Fatalf("%q is no figure", cell.Text())
		}
		out = append(out, n)
	})
	return out
}

// TestTheLedgersPageAddsUpToItsOwnRowsAndToItsCommitments reads the page as a
// person does: the last row is the sum of those above it, and each line is the
// sum of the list to which it leads.
func TestTheLedgersPageAddsUpToItsOwnRowsAndToItsCommitments(t *testing.T) {
	r := enter(t)
	for i := range 6 {
		c := partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 4+i, today.AddDays(10*i-20))
		partnershiptest.Confirmed(t, r.d, c, today, 1+i)
		partnershiptest.Report(t, r.d, c, today, 2)
	}
	for _, by := range []string{"partner", "agreement", "facility"} {
		page := r.get("/ledger?by=" + by)
		accounts := page.Find("#results table").First().Find("tbody tr")
		sum := make([]int64, 6)
		accounts.Each(func(i int, row *goquery.Selection) {
			for j, n := range figures(t, row) {
				if i == accounts.Length()-1 && sum[j] != n {
					t.Errorf("by %s: the total of column %d is %d, its rows add up to %d", by, j, n, sum[j])
				}
				sum[j] += n
			}
		})
		if accounts.Length() != 2 || sum[1] == 0 {
			t.Errorf("by %s: %d rows", by, accounts.Length())
		}
	}
	line := r.get("/ledger").Find("#results table").Last().Find("tbody tr").First()
	href, _ := line.Find("a").Attr("href")
	var promised, delivered, confirmed int64
	csv := strings.Split(strings.TrimSpace(r.get(strings.Replace(href, "/commitments", "/commitments.csv", 1)).Body), "\n")
	for _, row := range csv[1:] {
		cells := strings.Split(row, ",")
		for i, to := range []*int64{&promised, &delivered, &confirmed} {
			n, err := strconv.ParseInt(cells[9+i], 10, 64)
			if err != nil {
				t.Fatalf("%q: %v", row, err)
			}
			*to += n
		}
	}
	if got := figures(t, line); got[1] != promised || got[3] != delivered || got[4] != confirmed || promised == 0 {
		t.Errorf("the line says %v, its commitments %d, %d, %d", got, promised, delivered, confirmed)
	}
	account, _ := r.get("/ledger").Find("#results table").First().Find("tbody a").First().Attr("href")
	narrowed := r.get(account)
	has(t, narrowed, "Mitra: Pemerintah Kabupaten Lombok Timur", "Tampilkan semua")
	if csv := r.get(strings.Replace(account, "/ledger", "/ledger.csv", 1)); !strings.Contains(csv.Body, "Tanpa perjanjian,6,") {
		t.Errorf("csv %q", csv.Body)
	}
}

func TestTheAmountsOfACommitmentsPageAreThoseOfItsDeliveries(t *testing.T) {
	r := enter(t)
	c := partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 10, today)
	for i := range 3 {
		partnershiptest.Confirmed(t, r.d, c, today.AddDays(-i), 1+i)
	}
	page := r.get("/commitments/" + c.ID.String())
	var sum money.Rupiah
	page.Find("table.t-table").Not(".t-bars").First().Find("tbody tr").Each(func(_ int, row *goquery.Selection) {
		cells := row.Find("td")
		amount, err := money.Parse(rupiahText.FindString(cells.Eq(1).Text()))
		if err != nil {
			t.Fatal(err)
		}
		sum += amount
	})
	if sum != 6_000_000 || !strings.Contains(page.Text("main"), "dikonfirmasi "+sum.String()) {
		t.Errorf("its rows add up to %s: %s", sum, page.Text("dl"))
	}
}

func TestAnotherPartnersLedgerIsEmptyAndNamesNobody(t *testing.T) {
	r := enter(t)
	partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 4, today)
	r.as(r.World.Actor(authz.Partner, r.PemkabMaros))
	for _, path := range []string{"/ledger", "/ledger?by=partner&partner=" + r.PemkabLotim.String(), "/ledger?facility=" + r.LapasSelong.String(), "/ledger.csv"} {
		page := r.get(path)
		for _, name := range []string{"Lombok Timur", "Selong", "Rp"} {
			if strings.Contains(textOf(page), name) {
				t.Errorf("%s tells %q", path, name)
			}
		}
	}
}

func textOf(a *webtest.Answer) string {
	if a.Find("main").Length() == 0 {
		return a.Body
	}
	return a.Text("main")
}

// A promise is put under an agreement first and then feeds an activity of its
// work plan, both on the promise's own page.
func TestAPromiseFeedsAnActivityOfItsAgreementsPlan(t *testing.T) {
	r := enter(t)
	a := agreementtest.Signed(t, r.d, r.c, today.AddDays(-30), today.AddDays(300))
	plan := agreement.ActivityCommand{Title: "Pelatihan las tahap I", Year: 2026, Quarter: 4, Target: 10, Unit: "orang", Responsible: "Kasi Binadik", BudgetSource: "APBD"}
	activity, err := agreement.New(r.d).Plan(t.Context(), authz.OperatorAs("uji"), a.ID, plan)
	if err != nil {
		t.Fatal(err)
	}
	c := partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 10, today.AddDays(10))
	at := "/commitments/" + c.ID.String()
	if n := r.get(at + "/edit").Find("select[name=activity_id]").Length(); n != 0 {
		t.Error("a promise under no agreement is offered activities")
	}
	r.fill(at+"/edit", 303, "agreement_id", a.ID.String(), "reason", "Dituangkan dalam naskah")
	if got := r.get(at + "/edit").Find(`select[name=activity_id] option[value="` + activity.ID.String() + `"]`).Text(); got != plan.Title {
		t.Fatalf("the plan offers %q", got)
	}
	r.fill(at+"/edit", 303, "activity_id", activity.ID.String(), "reason", "Masuk rencana kerja")
	if r.get(at).Find(`main a[href="/activities/`+activity.ID.String()+`"]`).Length() == 0 {
		t.Error("the promise does not lead to its activity")
	}
	r.fill(at+"/edit", 303, "quantity", "8", "reason", "Delapan orang")
	if got := r.get(at+"/edit").Find("select[name=activity_id] option[selected]").AttrOr("value", ""); got != activity.ID.String() {
		t.Errorf("another change moves the promise to the activity %q", got)
	}
}
