package directoryweb

import (
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/feature/directory"
	"titian/internal/platform/authz"
)

// spareRows are empty rows of the potential's form, for those without a script.
const spareRows = 3

func (p *pages) regencies(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	provinces, err := p.orgs.Provinces(ctx, actor)
	if err != nil {
		return err
	}
	chosen := r.URL.Query().Get("province")
	var list []directory.Regency
	if chosen != "" { // 514 rows at once help nobody
		if list, err = p.orgs.Regencies(ctx, actor, chosen); err != nil {
			return err
		}
	}
	return web.Page(w, r, regenciesPage(provinces, chosen, list))
}

func (p *pages) loadRegency(r *http.Request) (directory.Regency, []directory.Potential, error) {
	ctx, actor, code := r.Context(), authz.FromContext(r.Context()), directory.RegencyCode(r.PathValue("code"))
	regency, err := p.orgs.Regency(ctx, actor, code)
	if err != nil {
		return regency, nil, err
	}
	sectors, err := p.orgs.Potential(ctx, actor, code)
	return regency, sectors, err
}

func (p *pages) regency(w http.ResponseWriter, r *http.Request) error {
	regency, sectors, err := p.loadRegency(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, regencyPage(regency, sectors, directory.May(authz.FromContext(r.Context()), directory.CanAssess)))
}

func (p *pages) editPotential(w http.ResponseWriter, r *http.Request) error {
	regency, sectors, err := p.loadRegency(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, potentialPage(sectorForm(sectors), regency, len(sectors)+spareRows))
}

// sectorForm fills the form without gaps between its rows.
func sectorForm(sectors []directory.Potential) *form.Form {
	f := form.New()
	for i, s := range sectors {
		f.Set(rowName(i, "sector"), s.Sector).Set(rowName(i, "source"), s.Source).Set(rowName(i, "year"), s.Year)
	}
	return f
}

func (p *pages) setPotential(w http.ResponseWriter, r *http.Request) error {
	regency, _, err := p.loadRegency(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	var sectors []directory.Potential
	for _, row := range f.Rows("sectors") {
		sectors = append(sectors, directory.Potential{
			Sector: row.Text("sector", form.Required, form.Max(60)), Source: row.Text("source", form.Required, form.Max(200)),
			Year: row.Int("year", form.Required),
		})
	}
	if f.Valid() {
		_, err := p.orgs.SetPotential(r.Context(), authz.FromContext(r.Context()), regency.Code, sectors)
		if err == nil {
			return web.Done(w, r, "/regencies/"+string(regency.Code), "potential.saved")
		}
		// The service counts the rows that were filled in, so the form does too.
		if f = sectorForm(sectors); !f.Merge(err) {
			return err
		}
	}
	return web.FormPage(w, r, f, potentialPage(f, regency, len(f.Rows("sectors"))+spareRows))
}
