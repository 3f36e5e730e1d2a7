package personweb

import (
	"net/http"
	"strings"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/list"
	"titian/internal/feature/person"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// transferFile writes one side's transfers.
func (p *pages) transferFile(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, transferSpec)
	if err != nil {
		return err
	}
	ctx, l, actor, names := r.Context(), i18n.From(r.Context()), authz.FromContext(r.Context()), map[id.Organisation]string{}
	f := person.TransferFilter{Sent: strings.HasPrefix(r.URL.Path, "/transfers/sent."), Status: person.TransferStatus(q.Filter("status"))}
	header := []string{l.T("person.name"), l.T("person.register_no"), l.T("transfer.from"), l.T("person.to"), l.T("transfer.planned_on"), l.T("transfer.status")}
	return list.Export(w, r, l.T("transfer.file"), header, func(pr page.Request) (page.Of[person.TransferView], error) {
		found, err := p.people.Transfers(ctx, actor, f, pr)
		for _, x := range found.Items {
			if err := p.name(ctx, actor, names, x.Facility, x.To); err != nil {
				return found, err
			}
		}
		return found, err
	}, func(x person.TransferView) list.Cells {
		return list.Cells{transferName(l, x), x.RegisterNo, names[x.Facility], names[x.To], x.PlannedOn, l.T("transfer.status." + string(x.Status))}
	})
}

// emergencyFile writes the emergency accesses.
func (p *pages) emergencyFile(w http.ResponseWriter, r *http.Request) error {
	ctx, l, actor, names := r.Context(), i18n.From(r.Context()), authz.FromContext(r.Context()), map[id.Organisation]string{}
	header := []string{
		l.T("emergency.opened_at"), l.T("emergency.opened_by"), l.T("reading.org"), l.T("emergency.person"), l.T("emergency.facility"),
		l.T("emergency.expires_at"), l.T("emergency.reason"), l.T("emergency.review"),
	}
	return list.Export(w, r, l.T("emergency.file"), header, func(pr page.Request) (page.Of[person.EmergencyRow], error) {
		found, err := p.people.Emergencies(ctx, actor, pr)
		for _, e := range found.Items {
			if err := p.name(ctx, actor, names, e.Facility, e.Org); err != nil {
				return found, err
			}
		}
		return found, err
	}, func(e person.EmergencyRow) list.Cells {
		return list.Cells{e.OpenedAt, e.OpenedBy, names[e.Org], e.Name, names[e.Facility], e.ExpiresAt, e.Reason, verdictTag(l, e).Text}
	})
}

// readersFile writes who opened a record.
func (p *pages) readersFile(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Person](r, "id")
	if err != nil {
		return err
	}
	ctx, l, actor, names := r.Context(), i18n.From(r.Context()), authz.FromContext(r.Context()), map[id.Organisation]string{}
	header := []string{l.T("reading.at"), l.T("reading.reader"), l.T("reading.role"), l.T("reading.org"), l.T("reading.way")}
	return list.Export(w, r, l.T("reading.file"), header, func(pr page.Request) (page.Of[person.Reading], error) {
		found, err := p.people.Readers(ctx, actor, key, pr)
		for _, x := range found.Items {
			if err := p.name(ctx, actor, names, x.Org); err != nil {
				return found, err
			}
		}
		return found, err
	}, func(x person.Reading) list.Cells {
		return list.Cells{x.At, x.Reader, l.T("role." + x.Role), names[x.Org], l.T("reading.way." + string(x.Way))}
	})
}

// basesFile writes the laws that were cited instead of consent.
func (p *pages) basesFile(w http.ResponseWriter, r *http.Request) error {
	ctx, l, actor, names := r.Context(), i18n.From(r.Context()), authz.FromContext(r.Context()), map[id.Organisation]string{}
	header := []string{l.T("basis.law"), l.T("consent.partner_id"), l.T("consent.purpose"), l.T("basis.org_id"), l.T("basis.starts_on"), l.T("basis.ends_on"), l.T("basis.status")}
	return list.Export(w, r, l.T("basis.file"), header, func(pr page.Request) (page.Of[person.Basis], error) {
		found, err := p.people.Bases(ctx, actor, pr)
		for _, b := range found.Items {
			if err := p.name(ctx, actor, names, b.Partner, b.Org); err != nil {
				return found, err
			}
		}
		return found, err
	}, func(b person.Basis) list.Cells {
		return list.Cells{b.Law, names[b.Partner], l.T("consent.purpose." + string(b.Purpose)), names[b.Org], b.StartsOn, b.EndsOn, basisTag(l, b, p.around.Today()).Text}
	})
}
