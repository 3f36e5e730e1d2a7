package personweb_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/delivery/web/webtest"
	"titian/internal/feature/directory"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/person/personweb"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
)

// TestThePagesOfAPersonReadWellOnADeskAndOnAPhone opens each page of somebody of
// whom much is known and of somebody of whom nothing is; axe looks on.
func TestThePagesOfAPersonReadWellOnADeskAndOnAPhone(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	w := directorytest.Seed(t, d)
	full, stay, asked := known(t, d, w)
	bare := persontest.Convict(t, d, w.LapasBungo, "Wati")
	part := func(context.Context, authz.Actor, person.Person) (templ.Component, error) {
		return ui.Body("Sidang TPP berikutnya 12 Desember 2026."), nil
	}
	around := personweb.Around{
		Today: func() civil.Date { return civil.Today(webtest.Now) }, Next: []personweb.Section{part},
		Tabs: []personweb.Tab{{Path: "needs", Label: "person.tab.needs"}, {Path: "plan", Label: "person.tab.plan"}, {Path: "notes", Label: "person.tab.notes"}, {Path: "classes", Label: "person.tab.classes"}, {Path: "home", Label: "person.tab.home"}},
	}
	s := webtest.New(t, w.Actor(authz.FacilityHead, w.LapasBungo), func(rt *web.Router) {
		personweb.Register(rt, persontest.Service(d), directory.New(d), around)
	}, personweb.Words)
	b := webtest.Open(t, s)
	at := func(p person.Person, rest string) string { return "/people/" + p.ID.String() + rest }
	for name, path := range map[string]string{
		"full": at(full, ""), "bare": at(bare, ""), "register-full": at(full, "/register"), "register-bare": at(bare, "/register"), "conditions": at(full, "/conditions"),
		"corrections": at(full, "/corrections"), "correct": at(full, "/corrections/new?fact=owner&stay="+stay.ID.String()), "transfer": "/transfers/" + asked.ID.String(),
		"transfers": "/transfers/sent", "transfers-none": "/transfers", "transfer-new": at(bare, "/transfers/new"), "legal-new": at(bare, "/legal/new"), "trait-new": at(bare, "/traits/new"),
	} {
		for _, lang := range []i18n.Lang{i18n.Indonesian, i18n.English} {
			for _, width := range []int64{1280, 390} {
				b.Visit(path, width, lang, false)
				look(t, b, fmt.Sprintf("%s-%d-%s", name, width, lang))
			}
		}
	}
	if got := b.Complaints(); len(got) > 0 {
		t.Errorf("the browser complains: %v", got)
	}
}

// known is somebody of whom much is known, with a stay to correct and a transfer
// that awaits its answer.
func known(t *testing.T, d *db.DB, w *directorytest.World) (person.Person, person.Custody, person.Transfer) {
	t.Helper()
	ctx, s, a := t.Context(), persontest.Service(d), w.Actor(authz.FacilityHead, w.LapasBungo)
	p := persontest.Convict(t, d, w.LapasBungo, "Muhammad Sutrisno Hadiwijaya Kusumaningrat")
	since := int64(2011)
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []person.AliasCommand{{Kind: "nickname", Name: "Cak Tris"}, {Kind: "spelling", Name: "Moehammad Soetrisno Hadiwidjaja"}} {
		_, err := s.AddAlias(ctx, a, p.ID, c)
		do(err)
	}
	for _, c := range []person.TraitCommand{{Kind: "language", Title: "Bahasa Melayu Jambi"}, {Kind: "skill", Title: "Mengelas", Level: "good", Since: &since}, {Kind: "work", Title: "Tukang kayu", Detail: "Mebel Jati Makmur", Since: &since}} {
		_, err := s.AddTrait(ctx, a, p.ID, c)
		do(err)
	}
	_, err := s.AddAdjustment(ctx, a, p.ID, person.AdjustmentCommand{Kind: "mobility", Condition: "Kaki kiri diamputasi", Adjustment: "Kamar di lantai dasar dekat kamar mandi", SinceOn: civil.Must("2026-01-01")})
	do(err)
	for i, block := range []string{"Mapenaling", "Blok Melati"} {
		_, err = s.Place(ctx, a, p.ID, person.PlaceCommand{Block: block, Room: "3", Reason: "Sidang TPP 12/2026", On: civil.Must("2026-01-01").AddDays(30 * i)})
		do(err)
	}
	_, err = s.AddNumber(ctx, a, p.ID, person.NumberCommand{Number: "A.III/118/2024", SinceOn: civil.Must("2024-11-02")})
	do(err)
	stays, err := s.CustodyOf(ctx, a, p.ID)
	do(err)
	_, err = s.Correct(ctx, a, p.ID, person.CorrectCommand{Fact: person.FactStart, Stay: stays[0].ID, Date: civil.Must("2025-02-01"), Reason: "Salah ketik; lihat berita acara 3/2026"})
	do(err)
	asked, err := s.RequestTransfer(ctx, a, p.ID, person.TransferCommand{To: w.LapasSelong, Purpose: "family", Letter: "W.5-PK.05.08-112", PlannedOn: civil.Must("2026-11-27"), Note: "Keluarga di Lombok Timur"})
	do(err)
	return p, stays[0], asked
}
