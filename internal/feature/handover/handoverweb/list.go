package handoverweb

import (
	"context"
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/list"
	"titian/internal/feature/directory"
	"titian/internal/feature/handover"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

func spec() list.Spec {
	return list.Spec{Filters: []string{"side", "status", "office"}, Sorts: []string{"release_on"}, Default: "release_on"}
}

// asked turns the address into the service's filter. Without a side in the
// address a probation office reads what comes in, everybody else what goes out.
func (p *pages) asked(r *http.Request) (list.Query, handover.Filter, error) {
	q, err := list.Parse(r, spec())
	if err != nil {
		return q, handover.Filter{}, err
	}
	f := handover.Filter{Side: handover.Side(q.Filter("side")), Status: handover.Status(q.Filter("status")), Text: q.Text, Desc: q.Desc}
	if o := q.Filter("office"); o != "" {
		if err := f.Office.UnmarshalText([]byte(o)); err != nil {
			return q, f, err
		}
	}
	if f.Side == "" {
		f.Side, err = p.usual(r.Context())
	}
	return q, f, err
}

func (p *pages) usual(ctx context.Context) (handover.Side, error) {
	a := authz.FromContext(ctx)
	if a.Org.IsZero() {
		return handover.Outgoing, nil
	}
	o, err := p.orgs.Get(ctx, a, a.Org)
	if err != nil {
		return "", err
	}
	if o.FacilityType == directory.Bapas {
		return handover.Incoming, nil
	}
	return handover.Outgoing, nil
}

type listView struct {
	Actor authz.Actor
	Query list.Query
	Side  handover.Side
	Page  page.Of[handover.Row]
	Names names
}

func (p *pages) list(w http.ResponseWriter, r *http.Request) error {
	q, f, err := p.asked(r)
	if err != nil {
		return err
	}
	v := listView{Actor: authz.FromContext(r.Context()), Query: q, Side: f.Side}
	if v.Page, err = p.files.List(r.Context(), v.Actor, f, q.Page()); err != nil {
		return err
	}
	if v.Names, err = p.named(r.Context(), sides(v.Page.Items)...); err != nil {
		return err
	}
	return web.Page(w, r, listPage(v))
}

// sides are the organisations of the rows.
func sides(rows []handover.Row) []id.Organisation {
	var out []id.Organisation
	for _, x := range rows {
		out = append(out, x.Facility, x.To)
	}
	return out
}

func (p *pages) export(w http.ResponseWriter, r *http.Request) error {
	_, f, err := p.asked(r)
	if err != nil {
		return err
	}
	ctx, l := r.Context(), i18n.From(r.Context())
	known := names{}
	fetch := func(pr page.Request) (page.Of[handover.Row], error) {
		found, err := p.files.List(ctx, authz.FromContext(ctx), f, pr)
		if err != nil {
			return found, err
		}
		known, err = p.named(ctx, sides(found.Items)...)
		return found, err
	}
	header := []string{
		l.T("handover.ref"), l.T("handover.person"), l.T("handover.register_no"), l.T("handover.from"), l.T("handover.to_id"),
		l.T("handover.release_on"), l.T("handover.status"), l.T("handover.sent_on"),
	}
	return list.Export(w, r, "serah-terima", header, fetch, func(x handover.Row) list.Cells {
		return list.Cells{x.Ref, x.Name, x.RegisterNo, known[x.Facility], known[x.To], x.ReleaseOn, l.T("handover.status." + string(x.Status)), x.SentOn}
	})
}
