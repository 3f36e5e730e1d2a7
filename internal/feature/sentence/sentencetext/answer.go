package sentencetext

import (
	"titian/internal/engine/sentence"
	"titian/internal/kernel/civil"
	"titian/internal/platform/i18n"
)

// Text is one sentence by language.
type Text map[i18n.Lang]string

// Answer is a timeline for programs. A date is null where the right does not
// exist, and Reasons says why under the same name.
type Answer struct {
	RuleSet          string          `json:"rule_set"`
	Estimate         bool            `json:"estimate" doc:"Always true: the official figures are those of SDP and the decrees."`
	Notice           Text            `json:"notice"`
	NominalExpiry    civil.Date      `json:"nominal_expiry"`
	NetExpiry        civil.Date      `json:"net_expiry"`
	OneThird         civil.Date      `json:"one_third"`
	OneHalf          civil.Date      `json:"one_half"`
	TwoThirds        civil.Date      `json:"two_thirds"`
	Assimilation     civil.Date      `json:"assimilation_from"`
	FamilyLeave      civil.Date      `json:"family_leave_from"`
	Parole           civil.Date      `json:"parole_from"`
	SupervisionEnd   civil.Date      `json:"supervision_end"`
	ConditionalLeave civil.Date      `json:"conditional_leave_from"`
	PrereleaseLeave  civil.Date      `json:"prerelease_leave_from"`
	SubstituteFrom   civil.Date      `json:"substitute_from"`
	SubstituteUntil  civil.Date      `json:"substitute_until"`
	Release          civil.Date      `json:"release_on"`
	CreditDays       int             `json:"credit_days"`
	RemissionDays    int             `json:"remission_days"`
	Reasons          map[string]Said `json:"reasons"`
	Steps            []StepLine      `json:"steps"`
	Needs            []NeedLine      `json:"needs"`
	Changes          []ChangeLine    `json:"changes"`
}

// Said is a code in words.
type Said struct {
	Code string `json:"code"`
	Text Text   `json:"text"`
}

// StepLine is one step with its figures.
type StepLine struct {
	Of        string     `json:"of"`
	Code      string     `json:"code"`
	From      civil.Date `json:"from,omitzero"`
	Date      civil.Date `json:"date,omitzero"`
	Days      int32      `json:"days,omitzero"`
	Source    string     `json:"source,omitzero"`
	Uncertain bool       `json:"uncertain,omitzero"`
	Text      Text       `json:"text"`
}

// NeedLine is something to be shown before a right is granted.
type NeedLine struct {
	Of   string     `json:"of"`
	Code string     `json:"code"`
	From civil.Date `json:"from,omitzero"`
	To   civil.Date `json:"to,omitzero"`
	Text Text       `json:"text"`
}

// ChangeLine is something that would move a date.
type ChangeLine struct {
	Of   string     `json:"of"`
	Code string     `json:"code"`
	Date civil.Date `json:"date,omitzero"`
	Text Text       `json:"text"`
}

// Answered is a timeline in each language given.
func Answered(t sentence.Timeline, in ...*i18n.Localizer) Answer {
	say := func(f func(l *i18n.Localizer) string) Text {
		out := Text{}
		for _, l := range in {
			out[l.Lang()] = f(l)
		}
		return out
	}
	a := dates(t)
	a.Notice = say(func(l *i18n.Localizer) string { return l.T("sentence.official") })
	for _, p := range sentence.Points() {
		if why := t.Why(p); why.Code != "" {
			a.Reasons[p.String()] = Said{why.Code, say(func(l *i18n.Localizer) string { return Reason(l, why) })}
		}
	}
	for _, s := range t.Steps {
		text := say(func(l *i18n.Localizer) string { return Step(l, s) })
		a.Steps = append(a.Steps, StepLine{s.Of.String(), s.Code, s.From, s.Date, s.Days, s.Rule.Source, s.Rule.Uncertain, text})
	}
	for _, n := range t.Needs {
		a.Needs = append(a.Needs, NeedLine{n.Of.String(), n.Code, n.From, n.To, say(func(l *i18n.Localizer) string { return Need(l, n) })})
	}
	for _, c := range t.Changes {
		a.Changes = append(a.Changes, ChangeLine{c.Of.String(), c.Code, c.Date, say(func(l *i18n.Localizer) string { return Change(l, c) })})
	}
	return a
}

func dates(t sentence.Timeline) Answer {
	return Answer{
		RuleSet: t.Rules, Estimate: true, CreditDays: t.Credit, RemissionDays: t.Reduced,
		NominalExpiry: t.On(sentence.NominalExpiry), NetExpiry: t.On(sentence.NetExpiry),
		OneThird: t.On(sentence.OneThird), OneHalf: t.On(sentence.OneHalf), TwoThirds: t.On(sentence.TwoThirds),
		Assimilation: t.On(sentence.Assimilation), FamilyLeave: t.On(sentence.FamilyLeave), Parole: t.On(sentence.Parole), SupervisionEnd: t.On(sentence.SupervisionEnd),
		ConditionalLeave: t.On(sentence.ConditionalLeave), PrereleaseLeave: t.On(sentence.PrereleaseLeave),
		SubstituteFrom: t.On(sentence.SubstituteFrom), SubstituteUntil: t.On(sentence.SubstituteUntil), Release: t.On(sentence.Release),
		Reasons: map[string]Said{}, Steps: []StepLine{}, Needs: []NeedLine{}, Changes: []ChangeLine{},
	}
}
