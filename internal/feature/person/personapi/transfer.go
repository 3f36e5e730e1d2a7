package personapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// Transfer is a transfer as its reader's side may see it.
type Transfer struct {
	ID           id.Transfer            `json:"id"`
	Facility     id.Organisation        `json:"facility_id" doc:"The sender"`
	To           id.Organisation        `json:"to_id" doc:"The receiver"`
	Person       id.Person              `json:"person_id"`
	Name         string                 `json:"name" doc:"Empty to a receiver who did not take the person"`
	RegisterNo   string                 `json:"register_no" doc:"Empty to a sender whose person has moved"`
	LegalStatus  person.LegalStatus     `json:"legal_status" enum:",detainee,convict,child_suspect,juvenile,client,free"`
	Custody      person.CustodyStatus   `json:"custody_status" enum:",active,released,escaped,died"`
	ReleaseDueOn civil.Date             `json:"release_due_on"`
	ReleasedOn   civil.Date             `json:"released_on"`
	Purpose      person.TransferPurpose `json:"purpose" enum:"programme,crowding,security,health,family,trial,placement,other"`
	Letter       string                 `json:"letter"`
	Note         string                 `json:"note"`
	PlannedOn    civil.Date             `json:"planned_on"`
	Status       person.TransferStatus  `json:"status" enum:"requested,accepted,returned,cancelled"`
	MovedOn      civil.Date             `json:"moved_on"`
	AnsweredOn   civil.Date             `json:"answered_on"`
	Reason       string                 `json:"answer_reason"`
	Version      int64                  `json:"version"`
}

func viewTransfer(v person.TransferView) Transfer {
	return Transfer{
		ID: v.ID, Facility: v.Facility, To: v.To, Person: v.Person, Name: v.Name, RegisterNo: v.RegisterNo, LegalStatus: v.LegalStatus, Custody: v.Custody,
		ReleaseDueOn: v.ReleaseDueOn, ReleasedOn: v.ReleasedOn, Purpose: v.Purpose, Letter: v.Letter, Note: v.Note, PlannedOn: v.PlannedOn,
		Status: v.Status, MovedOn: v.MovedOn, AnsweredOn: v.AnsweredOn, Reason: v.Reason, Version: v.Version,
	}
}

// transferBody asks another facility to take a person.
type transferBody struct {
	To        id.Organisation        `json:"to_id"`
	Purpose   person.TransferPurpose `json:"purpose" enum:"programme,crowding,security,health,family,trial,placement,other"`
	Letter    string                 `json:"letter" maxLength:"200" doc:"Number of the decision"`
	Note      string                 `json:"note,omitempty" maxLength:"500"`
	PlannedOn civil.Date             `json:"planned_on"`
}

type acceptBody struct {
	On         civil.Date `json:"on"`
	RegisterNo string     `json:"register_no,omitempty" maxLength:"100" doc:"The receiver's own number; the old one stays when empty"`
}

type answerBody struct {
	Reason string `json:"reason" maxLength:"500"`
}

type transferQuery struct {
	Sent   bool                  `query:"sent" doc:"What own facilities asked, instead of what they are asked"`
	Status person.TransferStatus `query:"status" enum:"requested,accepted,returned,cancelled"`
}

// transfers adds the operations on transfers. Each answers with the transfer as
// the actor's side may see it afterwards.
func transfers(a *api.API, s *person.Service) {
	r := api.Resource[id.Transfer, person.TransferView, Transfer]{
		API: a, Path: "/transfers", Tag: "Transfers", Name: "transfer", Get: s.Transfer, View: viewTransfer,
		Key:     func(v person.TransferView) id.Transfer { return v.ID },
		Version: func(v person.TransferView) int64 { return v.Version },
	}
	api.One(r)
	api.List(a, api.Op{Path: "/transfers", Tag: "Transfers", Summary: "List transfers of one side, newest first"},
		func(ctx context.Context, actor authz.Actor, q transferQuery, p page.Request) (page.Of[person.TransferView], error) {
			return s.Transfers(ctx, actor, person.TransferFilter{Sent: q.Sent, Status: q.Status}, p)
		}, viewTransfer)
	api.CreateUnder(r, "/people/{person}/transfers", func(ctx context.Context, actor authz.Actor, in of, b transferBody) (person.TransferView, error) {
		t, err := s.RequestTransfer(ctx, actor, in.Person, person.TransferCommand(b))
		return seen(ctx, s, actor, t, err)
	})
	api.Act(r, "accept", "Take a person in", func(ctx context.Context, actor authz.Actor, key id.Transfer, version int64, b acceptBody) (person.TransferView, error) {
		t, err := s.AcceptTransfer(ctx, actor, key, person.AcceptCommand{On: b.On, RegisterNo: b.RegisterNo, Version: version})
		return seen(ctx, s, actor, t, err)
	})
	api.Act(r, "return", "Return a transfer with a reason", func(ctx context.Context, actor authz.Actor, key id.Transfer, version int64, b answerBody) (person.TransferView, error) {
		t, err := s.ReturnTransfer(ctx, actor, key, person.AnswerCommand{Reason: b.Reason, Version: version})
		return seen(ctx, s, actor, t, err)
	})
	api.Act(r, "cancel", "Take a request back", func(ctx context.Context, actor authz.Actor, key id.Transfer, version int64, b answerBody) (person.TransferView, error) {
		t, err := s.CancelTransfer(ctx, actor, key, person.AnswerCommand{Reason: b.Reason, Version: version})
		return seen(ctx, s, actor, t, err)
	})
}

// seen reads a transfer that was just changed as the actor's side may see it.
func seen(ctx context.Context, s *person.Service, actor authz.Actor, t person.Transfer, err error) (person.TransferView, error) {
	if err != nil {
		return person.TransferView{}, err
	}
	return s.Transfer(ctx, actor, t.ID)
}
