package sentenceapi

import (
	engine "titian/internal/engine/sentence"
	"titian/internal/feature/sentence"
	"titian/internal/feature/sentence/sentencetext"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/i18n"
)

// Entry is one fact about a sentence as clients see it.
type Entry struct {
	ID       sentence.EntryID  `json:"id"`
	Facility id.Organisation   `json:"facility_id"`
	Person   id.Person         `json:"person_id"`
	Number   int               `json:"number" doc:"Which sentence of the person, from 1"`
	Topic    string            `json:"topic" enum:"start,verdict,detention,remission,fine,condition,official,reported"`
	Code     string            `json:"code"`
	DatedOn  civil.Date        `json:"dated_on"`
	Years    int               `json:"years"`
	Months   int               `json:"months"`
	Days     int               `json:"days"`
	MetOn    civil.Date        `json:"met_on" doc:"Fine paid, or special condition shown"`
	DocNo    string            `json:"doc_no"`
	Source   string            `json:"source" enum:"officer,sdp,sk"`
	State    string            `json:"state" enum:"current,corrected,withdrawn"`
	Replaces *sentence.EntryID `json:"replaces_id,omitempty"`
	Reason   string            `json:"reason"`
	Version  int64             `json:"version"`
}

func view(e sentence.Entry) Entry {
	out := Entry{
		ID: e.ID, Facility: e.Facility, Person: e.Person, Number: e.Number, Topic: string(e.Topic), Code: e.Code, DatedOn: e.DatedOn,
		Years: e.Years, Months: e.Months, Days: e.Days, MetOn: e.MetOn, DocNo: e.DocNo, Source: string(e.Source), State: string(e.State),
		Reason: e.Reason, Version: e.Version,
	}
	if !e.Replaces.IsZero() {
		out.Replaces = &e.Replaces
	}
	return out
}

// Date is one date, official or ours.
type Date struct {
	Point    string     `json:"point"`
	On       civil.Date `json:"on" doc:"null when there is none"`
	Source   string     `json:"source" enum:"estimate,sdp,sk"`
	DocNo    string     `json:"doc_no"`
	Estimate civil.Date `json:"estimate" doc:"Ours"`
	Differs  bool       `json:"differs" doc:"The official date is another than ours"`
}

// Sheet is a person's sentence.
type Sheet struct {
	Person    id.Person            `json:"person_id"`
	Number    int                  `json:"number" doc:"Which sentence of the person; 0 when nothing is written down"`
	Missing   []string             `json:"missing" doc:"Topics without which nothing can be computed"`
	Dates     []Date               `json:"dates"`
	Computed  *sentencetext.Answer `json:"computed" doc:"Our estimates with their steps; null when nothing can be computed"`
	Entries   []Entry              `json:"entries"`
	Past      []Entry              `json:"past" doc:"Corrected, withdrawn, or of an earlier sentence; newest first"`
	Proposals []engine.Expected    `json:"proposals" doc:"Remissions that would be due within a year; counted nowhere"`
	NoFeast   bool                 `json:"feast_unknown" doc:"The day of the next main feast of the person's religion is not known, so that its remission is missing from the proposals"`
}

func sheet(v sentence.View, speakers []*i18n.Localizer) Sheet {
	out := Sheet{
		Person: v.Person.ID, Number: v.Timeline.Number, Missing: []string{}, Dates: []Date{},
		Entries: entries(v.Entries), Past: entries(v.Past), Proposals: append([]engine.Expected{}, v.Proposals...), NoFeast: v.NoFeast,
	}
	for _, t := range v.Timeline.Missing {
		out.Missing = append(out.Missing, string(t))
	}
	for _, d := range v.Timeline.Dates {
		out.Dates = append(out.Dates, Date{d.Point.String(), d.On, string(d.Source), d.DocNo, d.Estimate, d.Differs()})
	}
	if v.Timeline.Known() {
		answer := sentencetext.Answered(v.Timeline.Computed, speakers...)
		out.Computed = &answer
	}
	return out
}

func entries(list []sentence.Entry) []Entry {
	out := make([]Entry, len(list))
	for i, e := range list {
		out[i] = view(e)
	}
	return out
}

// entryBody writes an entry down; which fields count is the topic's.
type entryBody struct {
	ID      sentence.EntryID `json:"id,omitempty" doc:"A key of the client's own, optional"`
	Topic   sentence.Topic   `json:"topic" enum:"start,verdict,detention,remission,fine,condition,official,reported"`
	Code    string           `json:"code,omitempty" maxLength:"100" doc:"start: adult or juvenile; detention: rutan, house, city; remission: RU, RK …; condition: its category; official: the date's name"`
	DatedOn civil.Date       `json:"dated_on,omitempty"`
	Years   int              `json:"years,omitempty"`
	Months  int              `json:"months,omitempty"`
	Days    int              `json:"days,omitempty"`
	MetOn   civil.Date       `json:"met_on,omitempty"`
	DocNo   string           `json:"doc_no,omitempty" maxLength:"200"`
	Source  sentence.Source  `json:"source,omitempty" enum:"sdp,sk" doc:"Of an official date"`
	Next    bool             `json:"next,omitempty" doc:"With start: another sentence begins"`
}

func (b entryBody) command() sentence.Command {
	return sentence.Command{
		ID: b.ID, Topic: b.Topic, Code: b.Code, DatedOn: b.DatedOn, Years: b.Years, Months: b.Months, Days: b.Days,
		MetOn: b.MetOn, DocNo: b.DocNo, Source: b.Source, Next: b.Next,
	}
}

// correctBody is what stands in the place of an entry; its topic stays.
type correctBody struct {
	Code    string          `json:"code,omitempty" maxLength:"100"`
	DatedOn civil.Date      `json:"dated_on,omitempty"`
	Years   int             `json:"years,omitempty"`
	Months  int             `json:"months,omitempty"`
	Days    int             `json:"days,omitempty"`
	MetOn   civil.Date      `json:"met_on,omitempty"`
	DocNo   string          `json:"doc_no,omitempty" maxLength:"200"`
	Source  sentence.Source `json:"source,omitempty" enum:"sdp,sk"`
	Reason  string          `json:"reason" maxLength:"500"`
}

func (b correctBody) command() sentence.Command {
	return sentence.Command{
		Code: b.Code, DatedOn: b.DatedOn, Years: b.Years, Months: b.Months, Days: b.Days, MetOn: b.MetOn, DocNo: b.DocNo, Source: b.Source, Reason: b.Reason,
	}
}

type reasonBody struct {
	Reason string `json:"reason" maxLength:"500"`
}

// Due is one line of the list of what comes due.
type Due struct {
	Facility   id.Organisation `json:"facility_id"`
	Person     id.Person       `json:"person_id"`
	Name       string          `json:"name"`
	RegisterNo string          `json:"register_no"`
	Point      string          `json:"point"`
	FallsOn    civil.Date      `json:"falls_on"`
	Source     string          `json:"source" enum:"estimate,sdp,sk"`
}

func due(d sentence.Due) Due {
	return Due{d.Facility, d.Person, d.Name, d.RegisterNo, d.Point, d.FallsOn, string(d.Source)}
}

type dueQuery struct {
	Facility id.Organisation `query:"facility" doc:"One facility of the reader's scope; a national reader must name one"`
	Point    string          `query:"point" doc:"One date's name, such as parole_from"`
	From     civil.Date      `query:"from"`
	Until    civil.Date      `query:"until" doc:"Required"`
	Sort     string          `query:"sort" enum:"falls_on,-falls_on"`
}

func (q dueQuery) filter() sentence.Filter {
	return sentence.Filter{Facility: q.Facility, Point: q.Point, From: q.From, Until: q.Until, Desc: q.Sort == "-falls_on"}
}
