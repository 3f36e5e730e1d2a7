// Package directorytest makes the organisations of the five stories for other
// packages' tests, by inserting rows, and actors who work in them.
package directorytest

import (
	"testing"

	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// World is the tree of organisations in a test.
type World struct {
	Directorate, KanwilJambi, KanwilNTB, KanwilSulsel                 id.Organisation
	LapasBungo, LapasSelong, RutanSungaiPenuh, BapasJambi, LapasMaros id.Organisation
	Baznas, PemkabLotim, PemkotSungaiPenuh, PemkotJambi, PemkabMaros  id.Organisation
	below                                                             map[id.Organisation][]id.Organisation
	names                                                             map[id.Organisation]string
}

// Seed stores the organisations and the five regencies they stand in.
func Seed(t *testing.T, d *db.DB) *World {
	t.Helper()
	w := &World{below: map[id.Organisation][]id.Organisation{}, names: map[id.Organisation]string{}}
	ctx := t.Context()
	err := d.InTx(ctx, func(tx *db.Tx) error {
		for _, p := range [][2]string{{"15", "Jambi"}, {"52", "Nusa Tenggara Barat"}, {"73", "Sulawesi Selatan"}} {
			if _, err := db.Exec(ctx, tx, `INSERT INTO directory_province (code, bps_code, name) VALUES ($1, $2, $3)`, p[0], p[0], p[1]); err != nil {
				return err
			}
		}
		for _, r := range [][4]string{{"15.08", "15", "kabupaten", "Kabupaten Bungo"}, {"15.71", "15", "kota", "Kota Jambi"}, {"15.72", "15", "kota", "Kota Sungai Penuh"}, {"52.03", "52", "kabupaten", "Kabupaten Lombok Timur"}, {"73.09", "73", "kabupaten", "Kabupaten Maros"}} {
			if _, err := db.Exec(ctx, tx, `INSERT INTO directory_regency (code, bps_code, province_code, kind, name) VALUES ($1, $2, $3, $4, $5)`, r[0], r[0], r[1], r[2], r[3]); err != nil {
				return err
			}
		}
		add := func(dst *id.Organisation, code, kind, name, facility, partner, regency string, parent id.Organisation) error {
			*dst = id.Organisation{}.Make()
			w.names[*dst] = name
			for p := parent; !p.IsZero(); {
				w.below[p] = append(w.below[p], *dst)
				if p == w.Directorate {
					break
				}
				p = w.Directorate
			}
			var place any
			if regency != "" {
				place = regency
			}
			_, err := db.Exec(ctx, tx, `INSERT INTO directory_organisation
				(id, code, kind, parent_id, name, facility_type, class, partner_kind, regency_code, address, active, version, created_at, updated_at)
				VALUES ($1, $2, $3, $4, $5, $6, '', $7, $8, '', $9, 1, $10, $11)`,
				*dst, code, kind, parent, name, facility, partner, place, true, tx.Now().UnixMicro(), tx.Now().UnixMicro())
			return err
		}
		for _, o := range []struct {
			dst                                          *id.Organisation
			code, kind, name, facility, partner, regency string
			parent                                       *id.Organisation
		}{
			{&w.Directorate, "DITJENPAS", "directorate", "Direktorat Jenderal Pemasyarakatan", "", "", "", new(id.Organisation)},
			{&w.KanwilJambi, "JAMBI", "regional_office", "Kantor Wilayah Ditjenpas Jambi", "", "", "15.71", &w.Directorate},
			{&w.KanwilNTB, "NTB", "regional_office", "Kantor Wilayah Ditjenpas NTB", "", "", "", &w.Directorate},
			{&w.KanwilSulsel, "SULSEL", "regional_office", "Kantor Wilayah Ditjenpas Sulawesi Selatan", "", "", "", &w.Directorate},
			{&w.LapasBungo, "BUNGO", "facility", "Lapas Kelas IIB Muara Bungo", "LAPAS", "", "15.08", &w.KanwilJambi},
			{&w.LapasSelong, "SELONG", "facility", "Lapas Kelas IIB Selong", "LAPAS", "", "52.03", &w.KanwilNTB},
			{&w.RutanSungaiPenuh, "SPENUH", "facility", "Rutan Sungai Penuh", "RUTAN", "", "15.72", &w.KanwilJambi},
			{&w.BapasJambi, "BAPASJBI", "facility", "Bapas Kelas I Jambi", "BAPAS", "", "15.71", &w.KanwilJambi},
			{&w.LapasMaros, "MAROS", "facility", "Lapas Kelas IIB Maros", "LAPAS", "", "73.09", &w.KanwilSulsel},
			{&w.Baznas, "BAZNASBUNGO", "partner", "BAZNAS Kabupaten Bungo", "", "zakat_board", "15.08", new(id.Organisation)},
			{&w.PemkabLotim, "PEMKABLOTIM", "partner", "Pemerintah Kabupaten Lombok Timur", "", "local_government", "52.03", new(id.Organisation)},
			{&w.PemkotSungaiPenuh, "PEMKOTSPENUH", "partner", "Pemerintah Kota Sungai Penuh", "", "local_government", "15.72", new(id.Organisation)},
			{&w.PemkotJambi, "PEMKOTJBI", "partner", "Pemerintah Kota Jambi", "", "local_government", "15.71", new(id.Organisation)},
			{&w.PemkabMaros, "PEMKABMAROS", "partner", "Pemerintah Kabupaten Maros", "", "local_government", "73.09", new(id.Organisation)},
		} {
			if err := add(o.dst, o.code, o.kind, o.name, o.facility, o.partner, o.regency, *o.parent); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// Actor is somebody with a role in one of the organisations. The user is made
// up: a feature that stores user keys with a foreign key must make a real one.
func (w *World) Actor(role authz.Role, org id.Organisation) authz.Actor {
	a := authz.Actor{
		User: id.User{}.Make(), Name: "Uji " + string(role), Role: role, Org: org, OrgName: w.names[org],
		Origin: authz.Origin{Channel: "web", RequestID: "test", Address: "127.0.0.1"},
	}
	switch {
	case role == authz.Partner:
		a.Scope = authz.Scope{Partner: org}
	case org == w.Directorate:
		a.Scope = authz.Scope{All: true}
	default:
		a.Scope = authz.Scope{Orgs: append([]id.Organisation{org}, w.below[org]...)}
	}
	return a
}
