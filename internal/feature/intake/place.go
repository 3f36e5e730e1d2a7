package intake

import (
	"context"
	"fmt"
	"strings"

	"titian/internal/feature/directory"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// places are the facilities and regencies that a file may name, by every
// spelling that means one of them and no other.
type places struct {
	facilities map[string]office
	byID       map[id.Organisation]office
	regencies  map[string]directory.RegencyCode
	several    map[string]bool // "solok" is a regency and a town
}

type office struct {
	ID   id.Organisation        `db:"id" privacy:"internal"`
	Code string                 `db:"code" privacy:"internal"`
	Name string                 `db:"name" privacy:"internal"`
	Type directory.FacilityType `db:"facility_type" privacy:"internal"`
}

// loadPlaces reads them once a file. Facilities out of the reader's scope are
// as if they did not exist.
func loadPlaces(ctx context.Context, q db.Querier, scope authz.Scope) (*places, error) {
	p := &places{facilities: map[string]office{}, byID: map[id.Organisation]office{}, regencies: map[string]directory.RegencyCode{}, several: map[string]bool{}}
	list, err := db.All[office](ctx, q, `SELECT `+db.Columns[office]("")+` FROM directory_organisation WHERE kind = 'facility' AND active = $1`, true)
	if err != nil {
		return nil, fmt.Errorf("read facilities: %w", err)
	}
	for _, o := range list {
		if scope.Has(o.ID) {
			p.byID[o.ID] = o
			p.facilities[HeaderKey(o.Code)] = o
			p.facilities[HeaderKey(o.Name)] = o
		}
	}
	regencies, err := db.All[directory.Regency](ctx, q, `SELECT `+db.Columns[directory.Regency]("")+` FROM directory_regency`)
	if err != nil {
		return nil, fmt.Errorf("read regencies: %w", err)
	}
	for _, r := range regencies {
		p.name(r)
	}
	return p, nil
}

// name adds the spellings of a regency: "kabupaten bungo", "kab bungo", "bungo", "15 08".
func (p *places) name(r directory.Regency) {
	whole := HeaderKey(r.Name)
	kind, bare, _ := strings.Cut(whole, " ")
	spellings := []string{whole, HeaderKey(string(r.Code)), bare + " " + kind}
	if kind == "kabupaten" {
		spellings = append(spellings, "kab "+bare, bare+" kab")
	}
	if kind == "kota" {
		spellings = append(spellings, "kotamadya "+bare, "kodya "+bare)
	}
	for _, s := range spellings {
		p.regencies[s] = r.Code
	}
	if _, taken := p.regencies[bare]; taken || p.several[bare] {
		delete(p.regencies, bare)
		p.several[bare] = true
		return
	}
	p.regencies[bare] = r.Code
}

// regency is the one that a cell names, or the code of why it is none.
func (p *places) regency(s string) (directory.RegencyCode, string) {
	key := HeaderKey(s)
	if r, ok := p.regencies[key]; ok {
		return r, ""
	}
	if p.several[key] {
		return "", "intake.regency_which"
	}
	return "", "intake.regency"
}

// within looks for a regency in an address: "Jl. Merdeka 4, Kab. Bungo". An
// address that names none says nothing.
func (p *places) within(address string) directory.RegencyCode {
	words := strings.Fields(HeaderKey(address))
	for i, w := range words {
		if w != "kab" && w != "kabupaten" && w != "kota" {
			continue
		}
		for n := min(4, len(words)-i-1); n > 0; n-- {
			if r, ok := p.regencies[strings.Join(words[i:i+1+n], " ")]; ok {
				return r
			}
		}
	}
	return ""
}
