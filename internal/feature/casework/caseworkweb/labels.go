package caseworkweb

import (
	"strconv"
	"strings"

	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/assessment"
	"titian/internal/feature/casework"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/i18n"
)

func crumbs(l *i18n.Localizer, p person.Person) []ui.Crumb {
	return []ui.Crumb{{Label: l.T("casework.people"), Href: "/people"}, {Label: p.Name, Href: below(p.ID, "")}}
}

func options[T ~string](l *i18n.Localizer, family string, values []T) []ui.Option {
	out := make([]ui.Option, 0, len(values))
	for _, v := range values {
		out = append(out, ui.Option{Value: string(v), Label: l.T(family + string(v))})
	}
	return out
}

// excerptLength is what a line of a list shows of a note.
const excerptLength = 300

func excerpt(text string) string {
	if letters := []rune(text); len(letters) > excerptLength {
		return string(letters[:excerptLength]) + "…"
	}
	return text
}

// noteKinds are the choices of the form; who will read the note stands beside.
func noteKinds(l *i18n.Localizer, kinds []casework.NoteKind) []ui.Option {
	out := options(l, "note.kind.", kinds)
	for i, k := range kinds {
		if k.Closed() {
			out[i].Hint = l.T("note.closed_hint." + string(k))
		}
	}
	return out
}

func newNotePath(v notesView) string {
	if v.Kind == "" {
		return below(v.Person.ID, "/notes/new")
	}
	return below(v.Person.ID, "/notes/new?kind="+string(v.Kind))
}

// noteTabs are the kinds that this reader may open; the first is all open ones.
func noteTabs(l *i18n.Localizer, v notesView) []ui.Tab {
	base := below(v.Person.ID, "/notes")
	out := []ui.Tab{{Label: l.T("note.all"), Href: base, Current: v.Kind == ""}}
	for _, k := range v.Kinds {
		out = append(out, ui.Tab{Label: l.T("note.kind." + string(k)), Href: base + "?kind=" + string(k), Current: v.Kind == k})
	}
	return out
}

func noteFacts(l *i18n.Localizer, n casework.Note) []ui.Fact {
	out := []ui.Fact{
		{Label: l.T("note.happened_on"), Text: l.Partial(n.HappenedOn)},
		{Label: l.T("note.author"), Text: n.Author + ", " + n.Office},
		{Label: l.T("note.written_at"), Text: l.Time(n.CreatedAt)},
	}
	if n.Number > 1 && n.Status != casework.NoteRetracted {
		out = append(out, ui.Fact{Label: l.T("note.correct_reason"), Text: n.Reason})
	}
	return out
}

// wordingEvents tell what a note said before, newest first.
func wordingEvents(l *i18n.Localizer, wordings []casework.Note) []ui.Event {
	var out []ui.Event
	for _, n := range wordings[1:] {
		out = append(out, ui.Event{Title: l.T("note.wording", "n", strconv.Itoa(n.Number)), By: n.Author + ", " + n.Office, When: l.Time(n.CreatedAt), Text: n.Text})
	}
	return out
}

func alertKinds(l *i18n.Localizer, kinds []casework.AlertKind) []ui.Option {
	out := options(l, "alert.kind.", kinds)
	for i, k := range kinds {
		out[i].Hint = l.T("alert.kind_hint." + string(k))
	}
	return out
}

func alertTag(l *i18n.Localizer, x casework.Alert, today civil.Date) ui.Tag {
	tag := ui.Tag{Text: l.T("alert.kind." + string(x.Kind)), Tone: ui.Neutral}
	if x.Stands(today) {
		tag.Tone = ui.Due
	}
	return tag
}

func needLabel(l *i18n.Localizer, n assessment.Need) string {
	label := l.T("plan.area." + string(n.Area))
	if n.Topic != "" {
		label += ": " + n.Topic
	}
	return label
}

func planFacts(l *i18n.Localizer, v casework.PlanView) []ui.Fact {
	out := []ui.Fact{
		{Label: l.T("plan.version_of"), Text: strconv.Itoa(v.Number) + " · " + l.Date(v.PlannedOn) + " · " + v.Author},
		{Label: l.T("plan.release"), Text: l.Date(v.Release)},
	}
	if v.Reason != "" {
		out = append(out, ui.Fact{Label: l.T("plan.reason"), Text: v.Reason})
	}
	if !v.ReviewOn.IsZero() {
		out = append(out, ui.Fact{Label: l.T("plan.review_on"), Text: l.Date(v.ReviewOn)})
	}
	return out
}

// who is the post, or whoever was named, or both.
func who(posts map[id.Post]string, s casework.Step) string {
	switch title := posts[s.Post]; {
	case title == "":
		return s.Owner
	case s.Owner == "":
		return title
	default:
		return title + " (" + s.Owner + ")"
	}
}

// dueText is a step's day, and on what it hangs.
func dueText(l *i18n.Localizer, s casework.Step, release civil.Date) string {
	day := l.Date(s.Due(release))
	if s.Hangs() {
		return day + " · " + distance(l, *s.DaysBefore)
	}
	return day
}

func distance(l *i18n.Localizer, days int64) string {
	if days == 0 {
		return l.T("plan.on_release")
	}
	return l.T("plan.before", "n", int(days))
}

func distances(l *i18n.Localizer) []ui.Option {
	var out []ui.Option
	for _, d := range casework.Distances() {
		out = append(out, ui.Option{Value: strconv.FormatInt(d, 10), Label: distance(l, d)})
	}
	return out
}

// stepTag colours a step: open ones are due within two weeks and overdue after.
func stepTag(l *i18n.Localizer, s casework.Step, release, today civil.Date) ui.Tag {
	if s.Status != casework.StepOpen {
		tone := ui.Neutral
		if s.Status == casework.StepDone {
			tone = ui.Good
		}
		return ui.Tag{Text: l.T("plan.status."+string(s.Status)) + ", " + l.Date(s.SettledOn), Tone: tone}
	}
	due := s.Due(release)
	switch {
	case due.IsZero():
		return ui.Tag{Text: l.T("plan.status.open"), Tone: ui.Neutral}
	case due.Before(today):
		return ui.Tag{Text: l.Due(due, today), Tone: ui.Overdue}
	case !due.After(today.AddDays(14)):
		return ui.Tag{Text: l.Due(due, today), Tone: ui.Due}
	}
	return ui.Tag{Text: l.T("plan.status.open"), Tone: ui.Neutral}
}

// statuses are what can become of a step that is not so already.
func statuses(l *i18n.Localizer, s casework.Step) []ui.Option {
	var out []casework.StepStatus
	for _, x := range []casework.StepStatus{casework.StepDone, casework.StepSkipped, casework.StepOpen} {
		if x != s.Status {
			out = append(out, x)
		}
	}
	return options(l, "plan.become.", out)
}

func stepTitle(l *i18n.Localizer, s *form.Form, j int) string {
	if task := strings.TrimSpace(s.Value("task")); task != "" {
		return excerpt(task)
	}
	return l.T("plan.step_n", "n", strconv.Itoa(j+1))
}

// seen is the number of the version that the writer has before them.
func seen(f *form.Form) string {
	if n := f.Value("seen"); n != "" {
		return n
	}
	return "0"
}

func cause(l *i18n.Localizer, code string) string {
	if key := "plan.cause." + code; l.Has(key) {
		return l.T(key)
	}
	return l.T("plan.cause.other")
}

func lineStep(x casework.Line) casework.Step {
	if x.Differs == casework.Dropped {
		return x.Was
	}
	return x.Step
}

func differsTone(d casework.Differs) ui.Tone {
	if d == casework.Dropped {
		return ui.Neutral
	}
	return ui.Active
}

// wasText is what a changed line said before.
func wasText(l *i18n.Localizer, v planView, x casework.Line) string {
	if x.IsGoal() {
		return l.T("plan.was", "text", x.WasGoal.Title)
	}
	return l.T("plan.was", "text", strings.Join([]string{x.Was.Task, who(v.Posts, x.Was), dueText(l, x.Was, v.Plan.Release)}, " · "))
}

func stageEvents(l *i18n.Localizer, rows []casework.StageRow) []ui.Event {
	var out []ui.Event
	for _, r := range rows {
		out = append(out, ui.Event{Title: l.T("stage." + string(r.Stage)), By: r.Author, When: l.Date(r.SinceOn), Text: r.Reason})
	}
	return out
}

func reasonsText(l *i18n.Localizer, rs []casework.Reason) string {
	out := make([]string, len(rs))
	for i, r := range rs {
		out[i] = l.T("case.reason." + string(r))
	}
	return strings.Join(out, ", ")
}

// decisionText is a decision in a line.
func decisionText(l *i18n.Localizer, c casework.Case) string {
	switch {
	case !c.Decided():
		return l.T("case.undecided")
	case c.Decision == casework.MoveStage:
		return l.T("case.moved_to", "stage", l.T("stage."+string(c.ToStage)))
	}
	return l.T("case.decision." + string(c.Decision))
}

func stageText(l *i18n.Localizer, s casework.Stage) string {
	if s == "" {
		return l.T("stage.unsaid")
	}
	return l.T("stage." + string(s))
}

func sittingTag(l *i18n.Localizer, s casework.SittingStatus, heldOn, today civil.Date) ui.Tag {
	switch {
	case s == casework.Concluded:
		return ui.Tag{Text: l.T("review.status.concluded"), Tone: ui.Good}
	case s == casework.Cancelled:
		return ui.Tag{Text: l.T("review.status.cancelled"), Tone: ui.Neutral}
	case heldOn.Before(today):
		return ui.Tag{Text: l.T("review.waits"), Tone: ui.Overdue}
	}
	return ui.Tag{Text: l.T("review.status.planned"), Tone: ui.Active}
}

func reviewPath(x id.Sitting, rest string) string { return "/reviews/" + x.String() + rest }
func casePath(x id.Case, rest string) string      { return "/cases/" + x.String() + rest }

// officeFilter is the choice of an office, for a reader who has several.
func officeFilter(l *i18n.Localizer, choices []ui.Option) []ui.FilterSelect {
	if len(choices) == 0 {
		return nil
	}
	return []ui.FilterSelect{{Name: "facility", Label: l.T("review.office"), Options: choices}}
}

func sittingFilters(l *i18n.Localizer, choices []ui.Option) []ui.FilterSelect {
	return append([]ui.FilterSelect{{Name: "status", Label: l.T("review.status"), Options: options(l, "review.status.", casework.SittingStatuses())}}, officeFilter(l, choices)...)
}

var sittingSpec = list.Spec{Filters: []string{"status", "facility"}, Sorts: []string{"held_on"}, Default: "-held_on"}
