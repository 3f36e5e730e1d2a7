package app

import (
	"context"
	"io"
	"slices"

	"github.com/a-h/templ"

	"titian/internal/delivery/api"
	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/account"
	"titian/internal/feature/account/accountapi"
	"titian/internal/feature/account/accountweb"
	"titian/internal/feature/agreement"
	"titian/internal/feature/agreement/agreementapi"
	"titian/internal/feature/agreement/agreementweb"
	"titian/internal/feature/assessment"
	"titian/internal/feature/assessment/assessmentapi"
	"titian/internal/feature/assessment/assessmentweb"
	"titian/internal/feature/attachment/attachmentapi"
	"titian/internal/feature/attachment/attachmentweb"
	"titian/internal/feature/casework"
	"titian/internal/feature/casework/caseworkapi"
	"titian/internal/feature/casework/caseworkweb"
	"titian/internal/feature/directory/directoryapi"
	"titian/internal/feature/directory/directoryweb"
	"titian/internal/feature/fund/fundapi"
	"titian/internal/feature/fund/fundweb"
	"titian/internal/feature/handover"
	"titian/internal/feature/handover/handoverapi"
	"titian/internal/feature/handover/handoverweb"
	"titian/internal/feature/intake/intakeapi"
	"titian/internal/feature/intake/intakeweb"
	"titian/internal/feature/notice/noticeapi"
	"titian/internal/feature/notice/noticeweb"
	"titian/internal/feature/outcome/outcomeapi"
	"titian/internal/feature/outcome/outcomeweb"
	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershipapi"
	"titian/internal/feature/partnership/partnershipweb"
	"titian/internal/feature/person"
	"titian/internal/feature/person/personapi"
	"titian/internal/feature/person/personweb"
	"titian/internal/feature/programme"
	"titian/internal/feature/programme/programmeapi"
	"titian/internal/feature/programme/programmeweb"
	"titian/internal/feature/report"
	"titian/internal/feature/report/reportapi"
	"titian/internal/feature/report/reportweb"
	"titian/internal/feature/sentence"
	"titian/internal/feature/sentence/sentenceapi"
	"titian/internal/feature/sentence/sentenceweb"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// pages registers every feature's pages and hands each what stands around its
// records in higher features.
func (a *App) pages(site *web.Web, sessions *account.Sessions, who *account.Resolver) {
	rt := &site.Router
	today := func() civil.Date { return civil.Today(a.DB.Now()) }
	accountweb.Register(rt, a.Account, a.Directory, sessions, func(x authz.Actor) bool { return partnership.May(x, "commitment.read") })
	directoryweb.Register(rt, a.Directory)
	files := attachmentweb.New(a.Attachment, homes())
	files.Register(rt)
	needs := assessmentweb.New(a.Assessment, a.Person, a.Directory, today)
	needs.Register(rt)
	work := caseworkweb.New(a.Casework, a.Person, a.Assessment, a.Directory, caseworkweb.Around{Today: today, Frame: personweb.NewFrame(personTabs()...)})
	work.Register(rt)
	terms := sentenceweb.New(a.Sentence, a.Person, sentenceweb.Around{Today: today, Frame: personweb.NewFrame(personTabs()...)})
	terms.Register(rt)
	across := reportweb.NewPeoplePages(a.Report, a.Person, a.Directory, personweb.NewFrame(personTabs()...))
	across.Register(rt)
	personweb.Register(rt, a.Person, a.Directory, a.aroundPerson(needs, work, terms, across))
	intakeweb.Register(rt, a.Intake, a.Directory, a.DB.Now)
	agreementweb.Register(rt, a.Agreement, agreementweb.Around{
		Today:       today,
		Cooperation: []func(context.Context, authz.Actor, agreement.CooperationView) (templ.Component, error){partnershipweb.CooperationPart(a.Partnership)},
		Agreement:   []func(context.Context, authz.Actor, agreement.View) (templ.Component, error){partnershipweb.AgreementPart(a.Partnership)},
		Stops:       []func(context.Context, authz.Actor, agreement.View) (templ.Component, error){reportweb.Stops(a.Report)},
		Done:        a.planDone,
		Scans:       files.Part,
	})
	partnershipweb.Register(rt, a.Partnership, a.Agreement, partnershipweb.Around{Today: today, Files: files.Part, Template: a.template, Calendar: who.Calendar})
	a.courses(rt)
	programmeweb.Register(rt, a.Programme, programmeweb.Around{Today: today, Promise: a.promise, Promises: a.promises, Document: agreementweb.Verdict(a.Agreement)})
	fundweb.Register(rt, a.Fund, fundweb.Around{Today: today, Cooperations: a.openFiles, Classes: a.classesOf, People: a.findPeople})
	handoverweb.Register(rt, a.HandOver, a.Person, a.Directory)
	outcomeweb.Register(rt, a.Outcome, a.Directory)
	noticeweb.Register(rt, a.Notice, a.aroundNotices(today))
	reportweb.Register(rt, a.Report, a.config.Version)
	(&reportweb.Open{Reports: a.Report, Now: a.DB.Now}).Register(rt)
	privacy := reportweb.Privacy{Reports: a.Report, People: a.Person, Frame: personweb.NewFrame(personTabs()...)}
	privacy.Register(rt)
}

// homes is where each kind of record that takes files has its page.
func homes() attachmentweb.Homes {
	h := attachmentweb.Homes{agreement.Scans: "/agreements/", partnership.MeetingFiles: "/meetings/", partnership.DeliveryFiles: "/deliveries/"}
	for _, p := range partnership.Papers() {
		h[p.Template()] = "/templates?office="
	}
	return h
}

// template is the Word template that an office uses for a paper, nil for the one
// that comes with the program: the last that was uploaded and not taken away.
func (a *App) template(ctx context.Context, actor authz.Actor, p partnership.Paper, office id.Organisation) ([]byte, error) {
	l, err := a.Attachment.List(ctx, actor, p.Template(), id.Any(office))
	if err != nil {
		return nil, err
	}
	for _, f := range slices.Backward(l.Files) {
		if f.Removed() {
			continue
		}
		_, content, err := a.Attachment.Open(ctx, actor, f.ID)
		if err != nil {
			return nil, err
		}
		return io.ReadAll(content)
	}
	return nil, nil
}

// personTabs are the pages of a person that higher features fill, in order. One
// whose address is served by its own feature has no parts in aroundPerson.
func personTabs() []personweb.Tab {
	return []personweb.Tab{
		{Path: "sentence", Label: "person.tab.sentence", May: func(a authz.Actor, _ person.Person) bool { return sentence.May(a, sentence.CanRead) }},
		{Path: "needs", Label: "person.tab.needs", May: func(a authz.Actor, _ person.Person) bool { return assessment.May(a, assessment.CanReadNeeds) }},
		{Path: "plan", Label: "person.tab.plan", May: func(a authz.Actor, _ person.Person) bool { return casework.May(a, casework.CanReadPlan) }},
		{Path: "notes", Label: "person.tab.notes", May: func(a authz.Actor, _ person.Person) bool { return casework.May(a, casework.CanReadNote) }},
		{Path: "alerts", Label: "person.tab.alerts", May: func(a authz.Actor, _ person.Person) bool { return casework.May(a, casework.CanReadAlert) }},
		{Path: "classes", Label: "person.tab.classes", May: func(a authz.Actor, _ person.Person) bool { return programme.May(a, "roster.read") }},
		{Path: "timeline", Label: "person.tab.timeline", May: func(a authz.Actor, _ person.Person) bool { return report.May(a, "timeline.read") }},
		{Path: "home", Label: "person.tab.home", May: func(a authz.Actor, _ person.Person) bool { return handover.May(a, handover.CanRead) }},
		{Path: "access", Label: "person.tab.access", May: func(a authz.Actor, p person.Person) bool { return report.May(a, "access.read") && p.In(a.Scope) }},
	}
}

// aroundPerson is what higher features add to a person's pages, in their order.
func (a *App) aroundPerson(needs *assessmentweb.Pages, work *caseworkweb.Pages, terms *sentenceweb.Pages, across *reportweb.PeoplePages) personweb.Around {
	return personweb.Around{
		Today:    func() civil.Date { return civil.Today(a.DB.Now()) },
		Next:     []personweb.Section{work.Banner, terms.Next, across.Next},
		Offers:   []personweb.Offer{outcomeweb.Offer(a.Outcome), needs.Offer, handoverweb.Offer(a.HandOver)}, // a follow-up that is due comes before all else
		Sections: []personweb.Section{reportweb.PersonSection(a.Report)},
		Tabs:     personTabs(),
		Fares:    outcomeweb.Fares(a.Outcome),
		Parts: map[string][]personweb.Section{
			"needs":   {needs.Needs, needs.Readiness, needs.Sheets, needs.Health},
			"classes": {programmeweb.PersonSection(a.Programme)},
			"home":    {handoverweb.Section(a.HandOver), outcomeweb.Section(a.Outcome)},
		},
		Acts: map[string][]personweb.Offer{
			"needs": {needs.Offer},
			"home":  {outcomeweb.Offer(a.Outcome), handoverweb.Offer(a.HandOver)},
		},
	}
}

// resources registers every feature's API. Texts that the API gives in both languages
// are words'.
func (a *App) resources(rest *api.API, words *i18n.Bundle) {
	directoryapi.Register(rest, a.Directory)
	accountapi.Register(rest, a.Account)
	attachmentapi.Register(rest, a.Attachment)
	personapi.Register(rest, a.Person)
	sentenceapi.Register(rest, a.Sentence, words.Localizer(i18n.Indonesian), words.Localizer(i18n.English))
	intakeapi.Register(rest, a.Intake)
	assessmentapi.Register(rest, a.Assessment)
	caseworkapi.Register(rest, a.Casework)
	agreementapi.Register(rest, a.Agreement)
	partnershipapi.Register(rest, a.Partnership)
	partnershipapi.Papers{Meetings: a.Partnership, Words: words, Today: func() civil.Date { return civil.Today(a.DB.Now()) }, Template: a.template}.Register(rest)
	fundapi.Register(rest, a.Fund)
	programmeapi.Register(rest, a.Programme)
	handoverapi.Register(rest, a.HandOver)
	outcomeapi.Register(rest, a.Outcome)
	noticeapi.Register(rest, a.Notice)
	reportapi.Register(rest, a.Report)
	reportapi.RegisterTogether(rest, a.Report, a.Partnership, a.config.Address, a.DB.Now)
}

// planDone tells the pages of work plans what has come of each activity.
func (a *App) planDone(ctx context.Context, actor authz.Actor, key id.Agreement) (map[id.Activity]agreementweb.Done, error) {
	found, err := a.Report.ProgressOf(ctx, actor, key)
	out := map[id.Activity]agreementweb.Done{}
	for _, p := range found {
		d := agreementweb.Done{Sessions: p.Sessions, Seated: p.Seated, Finished: p.Finished}
		for _, c := range p.Classes {
			d.Classes = append(d.Classes, ui.Crumb{Label: c.Ref + " · " + c.Title, Href: "/classes/" + c.ID.String()})
		}
		for _, c := range p.Promises {
			d.Promises = append(d.Promises, ui.Crumb{Label: c.Ref + " · " + c.Title, Href: "/commitments/" + c.ID.String()})
		}
		out[p.Activity] = d
	}
	return out, err
}

// promise finds the promise that a class may stand on.
func (a *App) promise(ctx context.Context, actor authz.Actor, key id.Commitment) (programmeweb.Promise, error) {
	c, err := a.Partnership.Commitment(ctx, actor, key)
	if err != nil {
		return programmeweb.Promise{}, err
	}
	return promiseOf(c.CommitmentView), nil
}

// promises lists those that the actor may see and a class may stand on: the open
// ones by their day, then the kept ones, because what a partner has given whole,
// such as its instructors, is often what a class begins with.
func (a *App) promises(ctx context.Context, actor authz.Actor) ([]programmeweb.Promise, error) {
	var out []programmeweb.Promise
	for _, f := range []partnership.CommitmentFilter{{Status: partnership.CommitmentOpen}, {Status: partnership.CommitmentFulfilled, Sort: "due_on", Desc: true}} {
		list, err := a.Partnership.Commitments(ctx, actor, f, page.Request{Size: page.MaxSize})
		if err != nil {
			return nil, err
		}
		for _, c := range list.Items {
			out = append(out, promiseOf(c))
		}
	}
	return out, nil
}

// openFiles lists the active cooperations in which the actor may open a fund.
func (a *App) openFiles(ctx context.Context, actor authz.Actor) ([]ui.Option, error) {
	list, err := a.Agreement.Cooperations(ctx, actor, agreement.CooperationFilter{Status: agreement.Active}, page.Request{Size: page.MaxSize})
	if err != nil {
		return nil, err
	}
	var out []ui.Option
	for _, c := range list.Items {
		out = append(out, ui.Option{Value: c.ID.String(), Label: c.Ref + " · " + c.Title, Hint: c.PartnerName})
	}
	return out, nil
}

// classesOf lists the classes of a cooperation.
func (a *App) classesOf(ctx context.Context, actor authz.Actor, key id.Cooperation) ([]ui.Option, error) {
	list, err := a.Programme.Classes(ctx, actor, programme.ClassFilter{Cooperation: key, Desc: true}, page.Request{Size: page.MaxSize})
	if err != nil {
		return nil, err
	}
	var out []ui.Option
	for _, c := range list.Items {
		out = append(out, ui.Option{Value: c.ID.String(), Label: c.Ref + " · " + c.Title})
	}
	return out, nil
}

// findPeople finds people in the actor's scope by a part of their name.
func (a *App) findPeople(ctx context.Context, actor authz.Actor, text string) ([]ui.Option, error) {
	list, err := a.Person.List(ctx, actor, person.Filter{Text: text}, page.Request{Size: 20})
	if err != nil {
		return nil, err
	}
	var out []ui.Option
	for _, p := range list.Items {
		out = append(out, ui.Option{Value: p.ID.String(), Label: p.Name, Hint: p.RegisterNo})
	}
	return out, nil
}

func promiseOf(c partnership.CommitmentView) programmeweb.Promise {
	return programmeweb.Promise{ID: c.ID, Ref: c.Ref, Title: c.Title, Partner: c.PartnerName, Quantity: c.Quantity, Unit: c.Unit, DueOn: c.DueOn}
}
