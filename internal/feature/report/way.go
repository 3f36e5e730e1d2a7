package report

import (
	"slices"

	"titian/internal/feature/casework"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
)

// The rights that lead out before the end: PB, CB and CMB, named as the board's
// proposals are.
const (
	Parole           = "parole"
	ConditionalLeave = "conditional_leave"
	PrereleaseLeave  = "prerelease_leave"
)

// Rights lists them in the order in which they are thought of.
func Rights() []string { return []string{Parole, ConditionalLeave, PrereleaseLeave} }

// rightOf is the right that a key date of a sentence begins.
var rightOf = map[string]string{"parole_from": Parole, "conditional_leave_from": ConditionalLeave, "prerelease_leave_from": PrereleaseLeave}

// What can block a right. A paper is an item of the readiness checklist, a
// document one of the hand-over's.
const (
	BlockSentence  = "sentence"
	BlockDate      = "date"
	BlockStage     = "stage"
	BlockPaper     = "paper"
	BlockDocument  = "document"
	BlockProgramme = "programme"
	BlockBoard     = "board"
)

// BlockKinds lists them in the order of the page.
func BlockKinds() []string {
	return []string{BlockSentence, BlockDate, BlockStage, BlockPaper, BlockDocument, BlockProgramme, BlockBoard}
}

// Block is one thing that stands in the way: which date is not reached, which
// paper or programme is missing.
type Block struct {
	Kind string     `json:"kind"`
	Code string     `json:"code"`
	On   civil.Date `json:"on"` // of a date that is not reached
}

// What to do next.
const (
	NextSentence  = "enter_sentence"
	NextPapers    = "complete_papers"
	NextProgramme = "enrol"
	NextWait      = "wait_date"
	NextBoard     = "bring_to_board"
	NextSits      = "board_sits"
	NextDecree    = "await_decree"
)

// Nexts lists them in the order of the filter.
func Nexts() []string {
	return []string{NextSentence, NextPapers, NextProgramme, NextWait, NextBoard, NextSits, NextDecree}
}

// Way is what is next for one person on the way out, and what blocks it. It is
// computed at each read and stored nowhere: the dates move.
type Way struct {
	Person     id.Person       `json:"person_id"`
	Facility   id.Organisation `json:"facility_id"`
	Name       string          `json:"name"`
	RegisterNo string          `json:"register_no"`
	Stage      casework.Stage  `json:"stage"`
	Release    civil.Date      `json:"release_due_on"`
	Right      string          `json:"right"` // nearest; empty while no date is known
	From       civil.Date      `json:"from"`
	Official   bool            `json:"official"` // of From: SDP or a decree says so, else it is an estimate
	Proposed   civil.Date      `json:"proposed_on"`
	Next       string          `json:"next"`
	Blocks     []Block         `json:"blocks"`
	nameKey    string
}

// Blocked reports whether something of a kind stands in the way; an empty kind
// means anything.
func (w Way) Blocked(kind string) bool {
	return kind == "" && len(w.Blocks) > 0 || slices.ContainsFunc(w.Blocks, func(b Block) bool { return b.Kind == kind })
}

// How far ahead of a right its papers are gathered and the board sees it.
const (
	papersAhead = 180
	boardsAhead = 90
)

// keyDay is one date of a sentence.
type keyDay struct {
	Person id.Person  `db:"person_id" privacy:"internal"`
	Point  string     `db:"point" privacy:"restricted"`
	On     civil.Date `db:"falls_on" privacy:"restricted"`
	Source string     `db:"source" privacy:"internal"`
}

// lack is one thing that a person has not.
type lack struct {
	Person id.Person `db:"person_id" privacy:"internal"`
	Code   string    `db:"code" privacy:"restricted"`
}

// heard is what a board has said of a person, or will say on a sitting to come.
type heard struct {
	Person    id.Person  `db:"person_id" privacy:"internal"`
	Decision  string     `db:"decision" privacy:"restricted"`
	DecidedOn civil.Date `db:"decided_on" privacy:"restricted"`
	ReviewOn  civil.Date `db:"review_on" privacy:"restricted"`
	Planned   bool       `db:"planned" privacy:"internal"` // the sitting is still to come or under way
}

// facts is all that the rule needs to know of one person.
type facts struct {
	person     walker
	dates      []keyDay
	checked    bool // the readiness checklist was looked at in this stay
	papers     []string
	documents  []string
	programmes []string
	heard      []heard
}

// way is the rule, without a database.
func (f facts) way(today civil.Date) Way {
	p := f.person
	w := Way{Person: p.ID, Facility: p.Facility, Name: p.Name, RegisterNo: p.RegisterNo, Stage: p.Stage, Release: p.Release, Blocks: []Block{}, nameKey: p.NameKey}
	f.nearest(&w)
	if w.Right == "" {
		w.block(BlockSentence, "missing", civil.Date{})
	}
	if w.From.After(today) {
		w.block(BlockDate, w.Right, w.From)
	}
	if w.Right != "" && w.Stage != casework.Final {
		w.block(BlockStage, string(casework.Final), civil.Date{})
	}
	if !f.checked {
		w.block(BlockPaper, "checklist", civil.Date{})
	}
	for _, x := range f.papers {
		w.block(BlockPaper, x, civil.Date{})
	}
	for _, x := range f.documents {
		w.block(BlockDocument, x, civil.Date{})
	}
	for _, x := range f.programmes {
		w.block(BlockProgramme, x, civil.Date{})
	}
	sits, deferred := f.waits(today)
	if w.Right != "" && w.Proposed.IsZero() {
		w.block(BlockBoard, w.Right, deferred)
	}
	w.Next = w.next(sits, today)
	return w
}

func (w *Way) block(kind, code string, on civil.Date) {
	w.Blocks = append(w.Blocks, Block{kind, code, on})
}

// nearest chooses the right that the way leads to: one that the board has
// proposed in this stay, otherwise the one that begins first.
func (f facts) nearest(w *Way) {
	for _, right := range Rights() {
		for _, d := range f.dates {
			if rightOf[d.Point] != right {
				continue
			}
			proposed := f.proposed(right)
			better := w.Right == "" || !proposed.IsZero() && w.Proposed.IsZero() || proposed.IsZero() == w.Proposed.IsZero() && d.On.Before(w.From)
			if better {
				w.Right, w.From, w.Official, w.Proposed = right, d.On, d.Source != "estimate", proposed
			}
		}
	}
}

// proposed is when the board last proposed a right in this stay.
func (f facts) proposed(right string) (on civil.Date) {
	for _, h := range f.heard {
		if h.Decision == right && !f.person.Admitted.After(h.DecidedOn) && !on.After(h.DecidedOn) {
			on = h.DecidedOn
		}
	}
	return on
}

// waits reports whether the person stands on an agenda, and until when the board
// has put the case off.
func (f facts) waits(today civil.Date) (sits bool, deferred civil.Date) {
	for _, h := range f.heard {
		sits = sits || h.Decision == "" && h.Planned
		if h.Decision == string(casework.Defer) && h.ReviewOn.After(today) {
			deferred = h.ReviewOn
		}
	}
	return sits, deferred
}

// next is the one thing to do now.
func (w Way) next(sits bool, today civil.Date) string {
	near := !w.From.After(today.AddDays(papersAhead))
	switch {
	case w.Right == "":
		return NextSentence
	case !w.Proposed.IsZero():
		return NextDecree
	case sits:
		return NextSits
	case w.Blocked(BlockProgramme):
		return NextProgramme
	case near && (w.Blocked(BlockPaper) || w.Blocked(BlockDocument)):
		return NextPapers
	case w.From.After(today.AddDays(boardsAhead)):
		return NextWait
	}
	return NextBoard
}
