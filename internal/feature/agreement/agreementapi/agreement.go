package agreementapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/agreement"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

func registerAgreements(a *api.API, s *agreement.Service) {
	agreements := api.Resource[id.Agreement, agreement.Detail, AgreementDetail]{
		API: a, Path: "/agreements", Tag: "Agreements", Name: "agreement", Get: s.Agreement, View: detailView,
		Key:     func(d agreement.Detail) id.Agreement { return d.ID },
		Version: func(d agreement.Detail) int64 { return d.Version },
	}
	// after reads the record again once it was changed.
	after := func(ctx context.Context, actor authz.Actor, key id.Agreement, err error) (agreement.Detail, error) {
		if err != nil {
			return agreement.Detail{}, err
		}
		return s.Agreement(ctx, actor, key)
	}
	api.One(agreements)
	api.List(a, api.Op{Path: "/agreements", Tag: "Agreements", Summary: "List agreements"},
		func(ctx context.Context, actor authz.Actor, q agreementQuery, r page.Request) (page.Of[agreement.View], error) {
			return s.Agreements(ctx, actor, agreement.Filter{
				Text: q.Q, Stage: agreement.Stage(q.Stage), Kind: agreement.Kind(q.Kind), Cooperation: q.Cooperation,
				Standing: agreement.Standing(q.Standing), Sort: q.Sort, Desc: q.Desc,
			}, r)
		}, agreementView)
	api.Create(agreements, func(ctx context.Context, actor authz.Actor, b draftBody) (agreement.Detail, error) {
		made, err := s.Draft(ctx, actor, b.command())
		return after(ctx, actor, made.ID, err)
	})
	api.Update(agreements, func(ctx context.Context, actor authz.Actor, key id.Agreement, version int64, b termsBody) (agreement.Detail, error) {
		return after(ctx, actor, key, s.Change(ctx, actor, key, version, b.terms()))
	})
	api.Act(agreements, "parties", "Replace parties, witnesses and served facilities", func(ctx context.Context, actor authz.Actor, key id.Agreement, version int64, b partiesBody) (agreement.Detail, error) {
		return after(ctx, actor, key, s.SetParties(ctx, actor, key, version, b.command()))
	})
	api.Act(agreements, "texts", "Add a version of the text", func(ctx context.Context, actor authz.Actor, key id.Agreement, version int64, b textBody) (agreement.Detail, error) {
		_, err := s.AddText(ctx, actor, key, version, b.Body)
		return after(ctx, actor, key, err)
	})
	api.Act(agreements, "move", "Take an agreement one step on", func(ctx context.Context, actor authz.Actor, key id.Agreement, version int64, b moveBody) (agreement.Detail, error) {
		return after(ctx, actor, key, s.Move(ctx, actor, key, version, agreement.MoveCommand{To: agreement.Stage(b.To), On: b.On, Document: b.Document, Reason: b.Reason}))
	})
	api.Act(agreements, "approve", "Approve a version of the text for one side", func(ctx context.Context, actor authz.Actor, key id.Agreement, _ int64, b approveBody) (agreement.Detail, error) {
		return after(ctx, actor, key, s.Approve(ctx, actor, key, agreement.ApproveCommand{Text: b.Text, Side: agreement.Side(b.Side), On: b.On, Document: b.Document}))
	})
	api.CreateUnder(agreements, "/agreements/{agreement}/addenda", func(ctx context.Context, actor authz.Actor, in ofAgreement, b amendBody) (agreement.Detail, error) {
		made, err := s.Amend(ctx, actor, in.Agreement, agreement.AmendCommand(b))
		return after(ctx, actor, made.ID, err)
	})
	api.CreateUnder(agreements, "/agreements/{agreement}/renewal", func(ctx context.Context, actor authz.Actor, in ofAgreement, b renewBody) (agreement.Detail, error) {
		made, err := s.Renew(ctx, actor, in.Agreement, agreement.RenewCommand(b))
		return after(ctx, actor, made.ID, err)
	})
	api.Read(a, api.Op{Path: "/agreements-ending", Tag: "Agreements", Summary: "Agreements that end within 180 days and that nobody renews"},
		func(ctx context.Context, actor authz.Actor, _ api.None) (api.Listed[Ending], error) {
			soon, err := s.EndingSoon(ctx, actor)
			out := api.Listed[Ending]{Items: []Ending{}}
			for _, e := range soon {
				out.Items = append(out.Items, Ending{agreementView(e.View), e.Days, e.Reminder})
			}
			return out, err
		})
}

type ofAgreement struct {
	Agreement id.Agreement `path:"agreement"`
}

type agreementQuery struct {
	Q           string         `query:"q" doc:"Part of a title, number or name of a side"`
	Stage       string         `query:"stage"`
	Kind        string         `query:"kind" enum:"memorandum,accord,joint_agreement,implementing_agreement,action_plan,addendum"`
	Standing    string         `query:"standing" enum:"preparing,in_force,ending,past"`
	Cooperation id.Cooperation `query:"cooperation"`
	Sort        string         `query:"sort" enum:"ref,ends_on"`
	Desc        bool           `query:"desc"`
}

// termsBody is what people write into an agreement before it is signed.
type termsBody struct {
	Kind       string       `json:"kind" enum:"memorandum,accord,joint_agreement,implementing_agreement,action_plan,addendum"`
	Label      string       `json:"label" maxLength:"200" doc:"As the title page has it" example:"Nota Kesepahaman"`
	LegalTrack string       `json:"legal_track" enum:"SINERGI,KSDD,KSDPK,UPT_PARTNER"`
	Title      string       `json:"title" maxLength:"200"`
	Scope      string       `json:"scope,omitempty" maxLength:"20000"`
	Financing  string       `json:"financing,omitempty" maxLength:"20000"`
	Place      string       `json:"place,omitempty" maxLength:"500"`
	StartsOn   civil.Date   `json:"starts_on,omitempty"`
	EndsOn     civil.Date   `json:"ends_on,omitempty"`
	Parent     id.Agreement `json:"parent_id,omitempty" doc:"The memorandum that this one implements"`
}

func (b termsBody) terms() agreement.Terms {
	return agreement.Terms{
		Kind: agreement.Kind(b.Kind), Label: b.Label, LegalTrack: agreement.LegalTrack(b.LegalTrack), Title: b.Title, Scope: b.Scope,
		Financing: b.Financing, Place: b.Place, StartsOn: b.StartsOn, EndsOn: b.EndsOn, Parent: b.Parent,
	}
}

type draftBody struct {
	ID          id.Agreement   `json:"id,omitempty"`
	Cooperation id.Cooperation `json:"cooperation_id"`
	Stage       string         `json:"stage,omitempty" enum:"PENJAJAKAN,AUDIENSI,USULAN,DRAF"`
	On          civil.Date     `json:"on,omitempty" doc:"Day on which it stood there; today when left out"`
	termsBody
}

func (b draftBody) command() agreement.DraftCommand {
	return agreement.DraftCommand{ID: b.ID, Cooperation: b.Cooperation, Stage: agreement.Stage(b.Stage), On: b.On, Terms: b.terms()}
}

type partyBody struct {
	Organisation id.Organisation `json:"organisation_id"`
	Number       string          `json:"number,omitempty" maxLength:"200"`
	Signatory    string          `json:"signatory,omitempty" maxLength:"200" doc:"A post, never a person's name"`
	Authority    string          `json:"authority,omitempty" maxLength:"500"`
}

type partiesBody struct {
	Parties   []partyBody       `json:"parties" maxItems:"20"`
	Witnesses []string          `json:"witnesses,omitempty" maxItems:"20"`
	Served    []id.Organisation `json:"served,omitempty" maxItems:"100"`
}

func (b partiesBody) command() agreement.PartiesCommand {
	c := agreement.PartiesCommand{Witnesses: b.Witnesses, Served: b.Served}
	for _, p := range b.Parties {
		c.Parties = append(c.Parties, agreement.Party(p))
	}
	return c
}

type textBody struct {
	Body string `json:"body" maxLength:"100000"`
}

type moveBody struct {
	To       string     `json:"to" enum:"PENJAJAKAN,AUDIENSI,USULAN,DRAF,TELAAH_HUKUM,DISEPAKATI,DITANDATANGANI,AKTIF,EVALUASI,BERAKHIR,DIBATALKAN"`
	On       civil.Date `json:"on,omitempty"`
	Document string     `json:"document,omitempty" maxLength:"500"`
	Reason   string     `json:"reason,omitempty" maxLength:"500" doc:"Required where something ends before its time"`
}

type renewBody struct {
	ID       id.Agreement `json:"id,omitempty"`
	StartsOn civil.Date   `json:"starts_on"`
	EndsOn   civil.Date   `json:"ends_on"`
}
