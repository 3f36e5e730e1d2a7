package partnershipapi

import (
	"context"
	"time"

	"titian/internal/delivery/api"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// Delivery is a part of a promise that its giver reports as given, beside what
// the receiver says.
type Delivery struct {
	ID               id.Delivery     `json:"id"`
	Commitment       id.Commitment   `json:"commitment_id"`
	Receiver         id.Organisation `json:"receiver_id"`
	DeliveredOn      civil.Date      `json:"delivered_on"`
	Quantity         int             `json:"quantity"`
	Value            money.Rupiah    `json:"value_rp"`
	Evidence         string          `json:"evidence"`
	Status           string          `json:"status" enum:"reported,confirmed,disputed,withdrawn"`
	ReceivedQuantity *int64          `json:"received_quantity" doc:"The receiver's count; it counts only when confirmed"`
	ReceivedValue    *int64          `json:"received_value_rp"`
	AnsweredOn       civil.Date      `json:"answered_on"`
	AnswerReason     string          `json:"answer_reason"`
	ConfirmBy        civil.Date      `json:"confirm_by" doc:"Day by which the receiver is to answer"`
	Version          int64           `json:"version"`
}

func deliveryView(d partnership.Delivery) Delivery {
	return Delivery{d.ID, d.Commitment, d.Receiver, d.DeliveredOn, d.Quantity, d.Value, d.Evidence, string(d.Status), d.ConfirmedQuantity, amount(d.ConfirmedValue), d.AnsweredOn, d.AnswerReason, d.ConfirmBy(), d.Version}
}

// Word is what one side said of a delivery.
type Word struct {
	Ordinal  int             `json:"ordinal"`
	Act      string          `json:"act" enum:"reported,confirmed,disputed,conceded,withdrawn"`
	By       id.Organisation `json:"by_id"`
	ByName   string          `json:"by_name"`
	Quantity int             `json:"quantity"`
	Value    money.Rupiah    `json:"value_rp"`
	SaidOn   civil.Date      `json:"said_on"`
	Note     string          `json:"note"`
	MadeBy   string          `json:"made_by"`
	MadeAt   time.Time       `json:"made_at"`
}

type ofDelivery struct {
	Delivery id.Delivery `path:"delivery"`
}

type reportBody struct {
	ID          id.Delivery  `json:"id,omitempty"`
	DeliveredOn civil.Date   `json:"delivered_on"`
	Quantity    int          `json:"quantity" minimum:"1"`
	Value       money.Rupiah `json:"value_rp,omitempty" minimum:"0"`
	Evidence    string       `json:"evidence" maxLength:"20000"`
}

type confirmBody struct {
	On       civil.Date   `json:"on,omitempty"`
	Quantity int          `json:"quantity,omitempty" doc:"The whole when left out"`
	Value    money.Rupiah `json:"value_rp,omitempty" doc:"For a part"`
	Reason   string       `json:"reason,omitempty" maxLength:"500" doc:"Needed for a part"`
}

type disputeBody struct {
	On       civil.Date   `json:"on,omitempty"`
	Quantity int          `json:"quantity,omitempty" doc:"The receiver's own count"`
	Value    money.Rupiah `json:"value_rp,omitempty"`
	Reason   string       `json:"reason" maxLength:"500"`
}

type deliveryQuery struct {
	Q           string         `query:"q"`
	Cooperation id.Cooperation `query:"cooperation"`
	Commitment  id.Commitment  `query:"commitment"`
	Status      string         `query:"status" enum:"reported,confirmed,disputed,withdrawn"`
	Desc        bool           `query:"desc"`
}

type ofCommitment struct {
	Commitment id.Commitment `path:"commitment"`
}

func registerDeliveries(a *api.API, s *partnership.Service) {
	get := func(ctx context.Context, actor authz.Actor, key id.Delivery) (partnership.Delivery, error) {
		v, err := s.Delivery(ctx, actor, key)
		return v.Delivery, err
	}
	// after reads the record again once it was changed.
	after := func(ctx context.Context, actor authz.Actor, key id.Delivery, err error) (partnership.Delivery, error) {
		if err != nil {
			return partnership.Delivery{}, err
		}
		return get(ctx, actor, key)
	}
	deliveries := api.Resource[id.Delivery, partnership.Delivery, Delivery]{
		API: a, Path: "/deliveries", Tag: "Deliveries", Name: "delivery", Get: get, View: deliveryView,
		Key:     func(d partnership.Delivery) id.Delivery { return d.ID },
		Version: func(d partnership.Delivery) int64 { return d.Version },
	}
	api.One(deliveries)
	api.List(a, api.Op{Path: "/deliveries", Tag: "Deliveries", Summary: "List deliveries by day"},
		func(ctx context.Context, actor authz.Actor, q deliveryQuery, r page.Request) (page.Of[partnership.DeliveryView], error) {
			return s.Deliveries(ctx, actor, partnership.DeliveryFilter{Text: q.Q, Cooperation: q.Cooperation, Commitment: q.Commitment, Status: partnership.DeliveryStatus(q.Status), Desc: q.Desc}, r)
		}, func(v partnership.DeliveryView) Delivery { return deliveryView(v.Delivery) })
	api.CreateUnder(deliveries, "/commitments/{commitment}/deliveries", func(ctx context.Context, actor authz.Actor, in ofCommitment, b reportBody) (partnership.Delivery, error) {
		return s.Report(ctx, actor, in.Commitment, partnership.ReportCommand(b))
	})
	api.Update(deliveries, func(ctx context.Context, actor authz.Actor, key id.Delivery, version int64, b reportBody) (partnership.Delivery, error) {
		return after(ctx, actor, key, s.ReportAgain(ctx, actor, key, version, partnership.ReportCommand(b)))
	})
	api.Act(deliveries, "confirm", "Confirm a delivery, by the side that received it", func(ctx context.Context, actor authz.Actor, key id.Delivery, version int64, b confirmBody) (partnership.Delivery, error) {
		return after(ctx, actor, key, s.Confirm(ctx, actor, key, version, partnership.ConfirmCommand(b)))
	})
	api.Act(deliveries, "dispute", "Dispute a delivery, by the side that should have received it", func(ctx context.Context, actor authz.Actor, key id.Delivery, version int64, b disputeBody) (partnership.Delivery, error) {
		return after(ctx, actor, key, s.Dispute(ctx, actor, key, version, partnership.DisputeCommand(b)))
	})
	api.Act(deliveries, "concede", "Settle a dispute by the receiver's count, by the side that gave", func(ctx context.Context, actor authz.Actor, key id.Delivery, version int64, _ api.None) (partnership.Delivery, error) {
		return after(ctx, actor, key, s.Concede(ctx, actor, key, version))
	})
	api.Read(a, api.Op{Path: "/deliveries/{delivery}/words", Tag: "Deliveries", Summary: "What both sides said of a delivery, first to last"}, func(ctx context.Context, actor authz.Actor, in ofDelivery) (api.Listed[Word], error) {
		list, err := s.Words(ctx, actor, in.Delivery)
		out := api.Listed[Word]{Items: []Word{}}
		for _, w := range list {
			out.Items = append(out.Items, Word{w.Ordinal, string(w.Act), w.By, w.ByName, w.Quantity, w.Value, w.SaidOn, w.Note, w.MadeBy, w.MadeAt})
		}
		return out, err
	})
	api.Act(deliveries, "withdraw", "Take back a report that is not confirmed", func(ctx context.Context, actor authz.Actor, key id.Delivery, version int64, _ api.None) (partnership.Delivery, error) {
		return after(ctx, actor, key, s.WithdrawDelivery(ctx, actor, key, version))
	})
}
