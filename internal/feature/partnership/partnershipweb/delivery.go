package partnershipweb

import (
	"net/http"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/agreement"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

var deliverySpec = list.Spec{Filters: []string{"status", "cooperation"}, Sorts: []string{"delivered_on"}, Default: "-delivered_on"}

type deliveriesView struct {
	Query list.Query
	Page  page.Of[partnership.DeliveryView]
	Actor authz.Actor
}

func deliveryFilter(q list.Query) (partnership.DeliveryFilter, error) {
	f := partnership.DeliveryFilter{Text: q.Text, Status: partnership.DeliveryStatus(q.Filter("status")), Desc: q.Desc}
	return f, f.Cooperation.UnmarshalText([]byte(q.Filter("cooperation")))
}

func (p *pages) deliveries(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, deliverySpec)
	if err != nil {
		return err
	}
	f, err := deliveryFilter(q)
	if err != nil {
		return err
	}
	actor := authz.FromContext(r.Context())
	found, err := p.service.Deliveries(r.Context(), actor, f, q.Page())
	if err != nil {
		return err
	}
	return web.Page(w, r, deliveriesPage(deliveriesView{q, found, actor}))
}

func (p *pages) deliveriesCSV(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, deliverySpec)
	if err != nil {
		return err
	}
	f, err := deliveryFilter(q)
	if err != nil {
		return err
	}
	ctx, l := r.Context(), i18n.From(r.Context())
	head := []string{
		l.T("commitment.ref"), l.T("commitment.title"), l.T("delivery.delivered_on"), l.T("delivery.quantity"), l.T("commitment.unit"), l.T("delivery.value_rp"),
		l.T("delivery.status"), l.T("delivery.confirm_by"), l.T("delivery.received"), l.T("delivery.answered_on"), l.T("delivery.reason"), l.T("delivery.evidence"),
	}
	return list.Export(w, r, l.T("delivery.file"), head, func(pr page.Request) (page.Of[partnership.DeliveryView], error) {
		return p.service.Deliveries(ctx, authz.FromContext(ctx), f, pr)
	}, func(d partnership.DeliveryView) list.Cells {
		return list.Cells{
			d.CommitmentRef, d.CommitmentTitle, d.DeliveredOn, d.Quantity, d.Unit, d.Value,
			l.T("delivery.status." + string(d.Status)), d.ConfirmBy(), d.ConfirmedQuantity, d.AnsweredOn, d.AnswerReason, d.Evidence,
		}
	})
}

// deliveryView is all that the page of a delivery shows to one reader.
type deliveryView struct {
	partnership.DeliveryView
	Actor authz.Actor
	Files templ.Component
	Words []partnership.WordView
}

func (v deliveryView) path(rest string) string { return "/deliveries/" + v.ID.String() + rest }

func (v deliveryView) gives() bool {
	return partnership.May(v.Actor, "delivery.report") && agreement.ActsFor(v.Actor, v.Promiser)
}

func (v deliveryView) gets() bool {
	return partnership.May(v.Actor, "delivery.confirm") && agreement.ActsFor(v.Actor, v.Receiver)
}

// pending reports whether the two sides may still change their word.
func (v deliveryView) pending() bool {
	return v.Status == partnership.DeliveryReported || v.Status == partnership.DeliveryDisputed
}

func (p *pages) forDelivery(r *http.Request) (partnership.DeliveryView, error) {
	key, err := web.PathID[id.Delivery](r, "id")
	if err != nil {
		return partnership.DeliveryView{}, err
	}
	return p.service.Delivery(r.Context(), authz.FromContext(r.Context()), key)
}

func (p *pages) showDelivery(w http.ResponseWriter, r *http.Request) error {
	d, err := p.forDelivery(r)
	if err != nil {
		return err
	}
	files, err := p.files(r, partnership.DeliveryFiles, id.Any(d.ID))
	if err != nil {
		return err
	}
	actor := authz.FromContext(r.Context())
	words, err := p.service.Words(r.Context(), actor, d.ID)
	if err != nil {
		return err
	}
	return web.Page(w, r, deliveryPage(deliveryView{d, actor, files, words}))
}

func readReport(f *form.Form) partnership.ReportCommand {
	return partnership.ReportCommand{DeliveredOn: f.Date("delivered_on", form.Required), Quantity: f.Int("quantity", form.Required), Value: f.Rupiah("value_rp"), Evidence: f.Text("evidence", form.Required)}
}

// reporting is the form of a first report.
func reporting(l *i18n.Localizer) commitmentShown {
	return func(c partnership.CommitmentDetail, f *form.Form, conflict *ui.Conflict) (templ.Component, error) {
		return reportPage(commitmentFrame(l, c, f, conflict, l.T("delivery.new"), "/deliveries", l.T("delivery.report_do")), c.Unit), nil
	}
}

func (p *pages) newDelivery(w http.ResponseWriter, r *http.Request) error {
	today := p.around.Today()
	return p.showCommitmentForm(w, r, func(c partnership.CommitmentDetail) *form.Form {
		return form.Of("delivered_on", today, "quantity", max(1, c.Quantity-c.Sums.Delivered), "value_rp", max(0, c.Value-c.Sums.DeliveredRp))
	}, reporting(i18n.From(r.Context())))
}

func (p *pages) report(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	cmd := readReport(f)
	return p.alterCommitment(w, r, f, "delivery.was_reported", func(key id.Commitment) error {
		_, err := p.service.Report(r.Context(), authz.FromContext(r.Context()), key, cmd)
		return err
	}, reporting(i18n.From(r.Context())))
}

// deliveryShown is one of the forms of an existing delivery.
type deliveryShown func(partnership.DeliveryView, *form.Form, *ui.Conflict) templ.Component

func deliveryFrame(l *i18n.Localizer, d partnership.DeliveryView, f *form.Form, conflict *ui.Conflict, title, rest, submit string) formView {
	at := "/deliveries/" + d.ID.String()
	return formView{
		Form: f, Title: title, Lead: l.T("delivery.says", "who", d.PromiserName, "amount", quantity(l, d.Quantity, d.Unit), "on", d.DeliveredOn), Conflict: conflict,
		Crumbs: []ui.Crumb{{Label: d.CommitmentTitle, Href: "/commitments/" + d.Commitment.String()}, {Label: l.T("delivery.one"), Href: at}},
		Props:  ui.FormProps{Action: at + rest, Submit: submit, Cancel: at},
	}
}

func reportingAgain(l *i18n.Localizer) deliveryShown {
	return func(d partnership.DeliveryView, f *form.Form, conflict *ui.Conflict) templ.Component {
		return reportPage(deliveryFrame(l, d, f, conflict, l.T("delivery.edit"), "", l.T("delivery.report_again_do")), d.Unit)
	}
}

func confirming(l *i18n.Localizer) deliveryShown {
	return func(d partnership.DeliveryView, f *form.Form, conflict *ui.Conflict) templ.Component {
		return confirmPage(deliveryFrame(l, d, f, conflict, l.T("delivery.confirm"), "/confirm", l.T("delivery.confirm_do")), d.Unit)
	}
}

func disputing(l *i18n.Localizer) deliveryShown {
	return func(d partnership.DeliveryView, f *form.Form, conflict *ui.Conflict) templ.Component {
		v := deliveryFrame(l, d, f, conflict, l.T("delivery.dispute"), "/dispute", l.T("delivery.dispute_do"))
		v.Props.Danger = true
		return disputePage(v, d.Unit)
	}
}

// showDeliveryForm shows a form of an existing delivery for the first time.
func (p *pages) showDeliveryForm(w http.ResponseWriter, r *http.Request, fill func(partnership.DeliveryView) *form.Form, show deliveryShown) error {
	d, err := p.forDelivery(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, show(d, fill(d), nil))
}

// alterDelivery runs a change of an existing delivery and its page.
func (p *pages) alterDelivery(w http.ResponseWriter, r *http.Request, f *form.Form, done string, do func(key id.Delivery) error, show deliveryShown) error {
	key, err := web.PathID[id.Delivery](r, "id")
	if err != nil {
		return err
	}
	return web.Save(w, r, f, web.Saving{
		Do: func() error { return do(key) }, To: func() string { return "/deliveries/" + key.String() }, Done: done, Words: "delivery.",
		Version: func() (int64, error) { d, err := p.forDelivery(r); return d.Version, err },
		Page: func(conflict *ui.Conflict) (templ.Component, error) {
			d, err := p.forDelivery(r)
			return show(d, f, conflict), err
		},
	})
}

func (p *pages) editDelivery(w http.ResponseWriter, r *http.Request) error {
	return p.showDeliveryForm(w, r, func(d partnership.DeliveryView) *form.Form {
		return form.Of("delivered_on", d.DeliveredOn, "quantity", d.Quantity, "value_rp", d.Value, "evidence", d.Evidence, "version", d.Version)
	}, reportingAgain(i18n.From(r.Context())))
}

func (p *pages) reportAgain(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	cmd := readReport(f)
	return p.alterDelivery(w, r, f, "delivery.was_reported", func(key id.Delivery) error {
		return p.service.ReportAgain(r.Context(), authz.FromContext(r.Context()), key, f.Version(), cmd)
	}, reportingAgain(i18n.From(r.Context())))
}

// asReported fills a receiver's form with the giver's figures.
func asReported(d partnership.DeliveryView) *form.Form {
	return form.Of("quantity", d.Quantity, "value_rp", d.Value, "version", d.Version)
}

func (p *pages) confirmForm(w http.ResponseWriter, r *http.Request) error {
	return p.showDeliveryForm(w, r, asReported, confirming(i18n.From(r.Context())))
}

func (p *pages) confirm(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	cmd := partnership.ConfirmCommand{Quantity: f.Int("quantity", form.Required, form.Between(1, maxQuantity)), Value: f.Rupiah("value_rp"), Reason: f.Text("reason")}
	return p.alterDelivery(w, r, f, "delivery.was_confirmed", func(key id.Delivery) error {
		return p.service.Confirm(r.Context(), authz.FromContext(r.Context()), key, f.Version(), cmd)
	}, confirming(i18n.From(r.Context())))
}

// maxQuantity keeps a typed zero from meaning "all of it", as it does in the core.
const maxQuantity = 1_000_000_000

func (p *pages) disputeForm(w http.ResponseWriter, r *http.Request) error {
	return p.showDeliveryForm(w, r, func(d partnership.DeliveryView) *form.Form { return form.Of("version", d.Version) }, disputing(i18n.From(r.Context())))
}

func (p *pages) dispute(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	cmd := partnership.DisputeCommand{Quantity: f.Int("quantity"), Value: f.Rupiah("value_rp"), Reason: f.Text("reason", form.Required)}
	return p.alterDelivery(w, r, f, "delivery.was_disputed", func(key id.Delivery) error {
		return p.service.Dispute(r.Context(), authz.FromContext(r.Context()), key, f.Version(), cmd)
	}, disputing(i18n.From(r.Context())))
}

func (p *pages) withdrawDelivery(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Delivery](r, "id")
	if err != nil {
		return err
	}
	if err := p.service.WithdrawDelivery(r.Context(), authz.FromContext(r.Context()), key, form.Parse(r).Version()); err != nil {
		return err
	}
	return web.Done(w, r, "/deliveries/"+key.String(), "delivery.was_withdrawn")
}

func (p *pages) concede(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Delivery](r, "id")
	if err != nil {
		return err
	}
	if err := p.service.Concede(r.Context(), authz.FromContext(r.Context()), key, form.Parse(r).Version()); err != nil {
		return err
	}
	return web.Done(w, r, "/deliveries/"+key.String(), "delivery.was_conceded")
}

// given is the receiver's count with its value, unknown while there is none.
func given(l *i18n.Localizer, d partnership.Delivery, unit string) string {
	if d.ConfirmedQuantity == nil {
		return l.Unknown()
	}
	var value money.Rupiah
	if d.ConfirmedValue != nil {
		value = *d.ConfirmedValue
	}
	return amountText(l, int(*d.ConfirmedQuantity), unit, value)
}

// amountText is "5 orang (Rp5.000.000)".
func amountText(l *i18n.Localizer, n int, unit string, value money.Rupiah) string {
	if value == 0 {
		return quantity(l, n, unit)
	}
	return quantity(l, n, unit) + " (" + l.Rupiah(value) + ")"
}
