package demo

import (
	"context"

	"titian/internal/feature/programme"
	"titian/internal/platform/authz"
)

// catalogue makes the programmes that the stories' classes run. Units are named
// as the field names them; their texts are ours.
func (t *teller) catalogue(ctx context.Context) {
	op := authz.OperatorAs("demo")
	for _, c := range []programme.ProgrammeCommand{
		{Code: "JAHIT", Name: "Menjahit produktif", Category: programme.SelfReliance, Area: "skill", Sector: "garmen", Hours: 56, Capacity: 20, Units: []programme.Unit{
			{Code: "GAR.CM01", Title: "Mengukur badan dan membuat pola"}, {Code: "GAR.CM02", Title: "Memotong bahan"}, {Code: "GAR.SM01", Title: "Menjahit dengan mesin"},
		}},
		{Code: "KAYU", Name: "Pertukangan kayu", Category: programme.SelfReliance, Area: "skill", Sector: "pertukangan", Hours: 64, Capacity: 20, Units: []programme.Unit{
			{Code: "KYU.01", Title: "Menyiapkan bahan kayu"}, {Code: "KYU.02", Title: "Merakit mebel sederhana"},
		}},
		{Code: "LAS", Name: "Las dasar", Category: programme.SelfReliance, Area: "skill", Sector: "konstruksi", Hours: 56, Capacity: 16, Units: []programme.Unit{
			{Code: "LOG.OO05", Title: "Las busur manual"}, {Code: "LOG.OO18", Title: "Keselamatan kerja las"},
		}},
		{Code: "UMKM", Name: "Usaha mikro bagi klien", Category: programme.Reintegration, Area: "work", Sector: "usaha mikro", Hours: 40, Capacity: 20, Units: []programme.Unit{
			{Code: "UMK.01", Title: "Menyusun rencana usaha"}, {Code: "UMK.02", Title: "Mencatat keuangan usaha"},
		}},
		{Code: "IKAN", Name: "Budidaya perikanan", Category: programme.SelfReliance, Area: "skill", Sector: "perikanan", Hours: 72, Capacity: 20, Units: []programme.Unit{
			{Code: "PRK.01", Title: "Menyiapkan kolam"}, {Code: "PRK.02", Title: "Menebar dan memelihara benih"}, {Code: "PRK.03", Title: "Memanen dan memasarkan"},
		}},
		{Code: "AGAMA", Name: "Pembinaan keagamaan", Category: programme.Personal, Area: "character", Hours: 48, Capacity: 40},
	} {
		made := got(t, func() (programme.Programme, error) { return t.s.Programme.AddProgramme(ctx, op, c) })
		t.programmes[c.Code] = made.ID
	}
}
