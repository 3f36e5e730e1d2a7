package caseworkweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/casework"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// Banner stands at the head of a person's page: the alerts that this reader must
// know of. Nothing when there are none.
func (p *Pages) Banner(ctx context.Context, actor authz.Actor, x person.Person) (templ.Component, error) {
	if !casework.May(actor, casework.CanReadAlert) {
		return nil, nil
	}
	found, err := p.service.Alerts(ctx, actor, x.ID, false)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return banner(x, found), nil
}

// alertsView is every alert about a person that the reader must know of, or the
// form of one.
type alertsView struct {
	Person   person.Person
	Frame    templ.Component
	Alerts   []casework.Alert
	Today    civil.Date
	Write    bool
	Alert    casework.Alert // that is changed or ended
	Kinds    []casework.AlertKind
	Form     *form.Form
	Conflict *ui.Conflict
}

func (p *Pages) alerts(w http.ResponseWriter, r *http.Request) error {
	actor := authz.FromContext(r.Context())
	if !casework.May(actor, casework.CanReadAlert) {
		return errForbidden
	}
	x, err := p.load(r)
	if err != nil {
		return err
	}
	v := alertsView{Person: x, Frame: p.frame(x, "alerts"), Today: p.around.Today(), Write: casework.MayWork(actor, x, casework.CanWriteAlert)}
	if v.Alerts, err = p.service.Alerts(r.Context(), actor, x.ID, true); err != nil {
		return err
	}
	return web.Page(w, r, alertsPage(v))
}

// kinds are those that the writer may read afterwards.
func kinds(a authz.Actor, x person.Person) []casework.AlertKind {
	var out []casework.AlertKind
	for _, k := range casework.AlertKinds() {
		if casework.MayReadAlert(a, x, k) {
			out = append(out, k)
		}
	}
	return out
}

func (p *Pages) beginAlert(w http.ResponseWriter, r *http.Request) error {
	x, err := p.writer(r, casework.CanWriteAlert)
	if err != nil {
		return err
	}
	return web.Page(w, r, alertFormPage(alertsView{Person: x, Kinds: kinds(authz.FromContext(r.Context()), x), Form: form.Of("since_on", p.around.Today())}))
}

func readAlert(f *form.Form) casework.AlertCommand {
	return casework.AlertCommand{Text: f.Text("text", form.Required, form.Max(person.MaxShort)), SinceOn: f.Date("since_on", form.Required), UntilOn: f.Date("until_on")}
}

func (p *Pages) raiseAlert(w http.ResponseWriter, r *http.Request) error {
	x, err := p.load(r)
	if err != nil {
		return err
	}
	actor, f := authz.FromContext(r.Context()), form.Parse(r)
	v := alertsView{Person: x, Kinds: kinds(actor, x), Form: f}
	cmd := readAlert(f)
	cmd.Kind = form.Choice(f, "kind", casework.AlertKinds())
	return web.Save(w, r, f, web.Saving{
		Do: func() error {
			_, err := p.service.RaiseAlert(r.Context(), actor, x.ID, cmd)
			return err
		},
		To: func() string { return below(x.ID, "/alerts") }, Done: "alert.raised",
		Page: func(*ui.Conflict) (templ.Component, error) { return alertFormPage(v), nil },
	})
}

// alert is the alert whom the address names, for a form.
func (p *Pages) alert(r *http.Request) (v alertsView, err error) {
	actor := authz.FromContext(r.Context())
	if !casework.May(actor, casework.CanWriteAlert) {
		return v, errForbidden
	}
	key, err := web.PathID[id.Alert](r, "id")
	if err != nil {
		return v, err
	}
	if v.Alert, err = p.service.Alert(r.Context(), actor, key); err != nil {
		return v, err
	}
	v.Person, err = p.about(r.Context(), v.Alert.Person)
	return v, err
}

func (p *Pages) editAlert(w http.ResponseWriter, r *http.Request) error {
	v, err := p.alert(r)
	if err != nil {
		return err
	}
	x := v.Alert
	v.Form = form.Of("text", x.Text, "since_on", x.SinceOn, "until_on", x.UntilOn, "version", x.Version)
	return web.Page(w, r, alertFormPage(v))
}

func (p *Pages) changeAlert(w http.ResponseWriter, r *http.Request) error {
	v, err := p.alert(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	v.Form = f
	cmd := readAlert(f)
	return web.Save(w, r, f, web.Saving{
		Do: func() error {
			_, err := p.service.ChangeAlert(r.Context(), authz.FromContext(r.Context()), v.Alert.ID, f.Version(), cmd)
			return err
		},
		To: func() string { return below(v.Person.ID, "/alerts") }, Done: "alert.changed", Words: "alert.",
		Version: func() (int64, error) { return v.Alert.Version, nil },
		Page: func(c *ui.Conflict) (templ.Component, error) {
			v.Conflict = c
			return alertFormPage(v), nil
		},
	})
}

func (p *Pages) beginEndAlert(w http.ResponseWriter, r *http.Request) error {
	v, err := p.alert(r)
	if err != nil {
		return err
	}
	v.Form = form.Of("version", v.Alert.Version)
	return web.Page(w, r, endAlertPage(v))
}

func (p *Pages) endAlert(w http.ResponseWriter, r *http.Request) error {
	v, err := p.alert(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	v.Form = f
	reason := f.Text("reason", form.Required, form.Max(person.MaxShort))
	return web.Save(w, r, f, web.Saving{
		Do: func() error {
			_, err := p.service.EndAlert(r.Context(), authz.FromContext(r.Context()), v.Alert.ID, f.Version(), reason)
			return err
		},
		To: func() string { return below(v.Person.ID, "/alerts") }, Done: "alert.is_ended",
		Page: func(*ui.Conflict) (templ.Component, error) { return endAlertPage(v), nil },
	})
}

func alertPath(x id.Alert, rest string) string { return "/alerts/" + x.String() + rest }

// alertLine is an alert as the banner says it.
func alertLine(l *i18n.Localizer, x casework.Alert) string {
	line := l.T("alert.kind."+string(x.Kind)) + ": " + x.Text
	if !x.UntilOn.IsZero() {
		line += " (" + l.T("alert.until", "day", x.UntilOn) + ")"
	}
	return line
}
