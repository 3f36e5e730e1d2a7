package programmeweb

import (
	"net/http"
	"strings"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/feature/programme"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// resultsView is the form in which one participant's units are assessed.
type resultsView struct {
	Form  *form.Form
	Key   id.Enrolment
	Class id.Offering
	Who   programme.Participant
	Units []programme.Unit
}

func (p *pages) resultsForm(w http.ResponseWriter, r *http.Request) error {
	return p.resultsPage(w, r, nil)
}

func (p *pages) resultsPage(w http.ResponseWriter, r *http.Request, f *form.Form) error {
	e, who, err := p.participant(r)
	if err != nil {
		return err
	}
	v := resultsView{Form: f, Key: e.ID, Class: e.Offering, Who: who}
	if v.Units, err = p.unitsOf(r, e); err != nil {
		return err
	}
	if f == nil {
		known, err := p.service.Results(r.Context(), authz.FromContext(r.Context()), e.ID)
		if err != nil {
			return err
		}
		v.Form = filled(p.around.Today(), v.Units, known)
	}
	return web.FormPage(w, r, v.Form, resultsPage(v))
}

func (p *pages) unitsOf(r *http.Request, e programme.Enrolment) ([]programme.Unit, error) {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	o, err := p.service.Class(ctx, actor, e.Offering)
	if err != nil {
		return nil, err
	}
	_, units, err := p.service.Programme(ctx, actor, o.Programme)
	return units, err
}

// filled puts what was recorded earlier beside each unit.
func filled(today civil.Date, units []programme.Unit, known []programme.Result) *form.Form {
	f := form.Of("assessed_on", today)
	of := map[string]programme.Result{}
	for _, x := range known {
		of[x.Unit] = x
		f.Set("assessor", x.Assessor).Set("assessed_on", x.AssessedOn)
	}
	for i, u := range units {
		row := f.Row("results", i)
		x, ok := of[u.Code]
		if !ok {
			continue
		}
		for name, score := range map[string]*int64{"before": x.Before, "after": x.After} {
			if score != nil {
				row.Set(name, int(*score))
			}
		}
		row.Set("competent", x.Competent)
	}
	return f
}

// readResults reads the units for which something was written; the others
// remain unassessed.
func readResults(f *form.Form, units []programme.Unit) []programme.Result {
	assessor, on := f.Text("assessor", form.Required, form.Max(200)), f.Date("assessed_on", form.Required)
	var out []programme.Result
	for i, u := range units {
		row := f.Row("results", i)
		if strings.TrimSpace(row.Value("before")+row.Value("after")) == "" && !row.Bool("competent") {
			continue
		}
		out = append(out, programme.Result{
			Unit: u.Code, Before: score(row, "before"), After: score(row, "after"),
			Competent: row.Bool("competent"), AssessedOn: on, Assessor: assessor,
		})
	}
	return out
}

func score(row *form.Form, name string) *int64 {
	if strings.TrimSpace(row.Value(name)) == "" {
		return nil
	}
	n := int64(row.Int(name, form.Between(0, 100)))
	return &n
}

func (p *pages) assess(w http.ResponseWriter, r *http.Request) error {
	e, _, err := p.participant(r)
	if err != nil {
		return err
	}
	units, err := p.unitsOf(r, e)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	cmd := programme.AssessCommand{Enrolment: e.ID, Results: readResults(f, units)}
	if f.Valid() {
		if _, err := p.service.Assess(r.Context(), authz.FromContext(r.Context()), cmd); err == nil {
			return web.Done(w, r, "/classes/"+e.Offering.String(), "result.recorded")
		} else if !f.Merge(err) {
			return err
		}
	}
	return p.resultsPage(w, r, f)
}

// certificateView shows the certificate in force, or the form that issues one.
type certificateView struct {
	Form        *form.Form
	Key         id.Enrolment
	Class       id.Offering
	Who         programme.Participant
	Certificate programme.Certificate
}

func (p *pages) certificate(w http.ResponseWriter, r *http.Request) error {
	return p.certificatePage(w, r, form.New())
}

func (p *pages) certificatePage(w http.ResponseWriter, r *http.Request, f *form.Form) error {
	e, who, err := p.participant(r)
	if err != nil {
		return err
	}
	v := certificateView{Form: f, Key: e.ID, Class: e.Offering, Who: who}
	v.Certificate, err = p.service.CertificateOf(r.Context(), authz.FromContext(r.Context()), e.ID)
	if err != nil && errs.KindOf(err) != errs.NotFound {
		return err
	}
	return web.FormPage(w, r, f, certificatePage(v))
}

func (p *pages) certify(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Enrolment](r, "id")
	if err != nil {
		return err
	}
	f := form.Parse(r)
	number := f.Text("number", form.Required, form.Max(200))
	if f.Valid() {
		if _, err := p.service.Certify(r.Context(), authz.FromContext(r.Context()), key, number); err == nil {
			return web.Done(w, r, "/enrolments/"+key.String()+"/certificate", "certificate.issued")
		} else if !f.Merge(err) {
			return err
		}
	}
	return p.certificatePage(w, r, f)
}

func (p *pages) revoke(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Enrolment](r, "id")
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	c, err := p.service.CertificateOf(ctx, actor, key)
	if err != nil {
		return err
	}
	if _, err := p.service.Revoke(ctx, actor, c.ID, form.Parse(r).Version()); err != nil {
		return err
	}
	return web.Done(w, r, "/enrolments/"+key.String()+"/certificate", "certificate.revoked")
}
