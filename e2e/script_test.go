package e2e

import (
	"time"

	"titian/internal/kernel/civil"
)

// A script is one of the five stories as facts: who takes part, what is asked,
// promised and signed, whom it reaches. Two players tell it from a blank
// database, one through the API and one through the pages; neither adds facts of
// its own. The facts up to the promise are those of public reports, what follows
// is made up, and so are all people.
type script struct {
	ref            string
	told           civil.Date // the day that the facts were written down for
	offices        []office
	signIns        []signedIn
	cast           cast
	host, partner  string // codes
	title, purpose string
	meeting        meeting
	next           *later
	orders         []order
	asks           []ask
	papers         []paper
	deliveries     []delivery
	money          *money
	class          class
	reviews        []review
}

// cast names the sign-ins that act, by what they do in the story.
type cast struct {
	prepares string // meets, asks, drafts, confirms
	signs    string // the head who approves and signs
	gives    string // the partner
	runs     string // the class
	releases string // lets people go
	guides   string // takes them on afterwards
	helped   string // of a facility that an agreement of another office serves
}

// office is an organisation with its posts. Officials appear by office, never by name.
type office struct {
	code, parent, kind, name string
	sort, class              string // of a facility: its type and class; of a partner: what it is
	regency                  string
	posts                    []string
}

type signedIn struct{ login, name, role, office string }

type meeting struct {
	kind, title     string
	held            string // empty where the day was not reported
	place           string
	agenda, minutes string
	present         [][2]string // code, office
	decided         []string
}

// later is the next meeting of the series: what the first one left open is on its
// table, and one of its decisions is found done.
type later struct {
	meeting
	open    []string // decisions and promises that it finds open
	settles int      // which decision
	how     string
}

// order is a decision that binds at once: the commitment is there without a
// proposal. It is the partner's unless the host takes it on itself.
type order struct {
	decision                     int
	ours                         bool
	form, title, unit, post, due string
	quantity                     int
}

// ask is a proposal made of a decision, with its answer.
type ask struct {
	decision          int
	form, title, unit string
	quantity          int
	value             int64
	wanted, sent      string
	needed            int // at least so many people in the register need it; 0 where no register answers
	counter           *counter
	answer            answer
}

// counter is another version that the partner lays on the table; the answer is
// then the host's.
type counter struct {
	on       string
	quantity int
	value    int64
	reason   string
}

type answer struct {
	how      string // accepted, changed or declined
	byLink   bool   // by somebody without an account
	on       string
	quantity int   // of a changed one
	value    int64 // of a changed one
	reason   string
	due      string
	post     string
}

// paper is an agreement with the promises that are put under it.
type paper struct {
	kind, label, track, title, scope, money, place string
	drafted, signed, ends                          string
	parent                                         int // 1 for the first paper; 0 for none
	parties                                        []party
	witnesses, served                              []string
	promises                                       []string // titles
	activity                                       *activity
	idle, alive                                    string // verdict before and after the deliveries
}

type party struct{ code, number, signatory, authority string }

type activity struct {
	title, on, unit, responsible, from string
	target                             int
	promises                           []string // titles
}

// delivery is reported by the giver, with a file, and answered by the receiver.
// What the host gives is confirmed through a link, without an account.
type delivery struct {
	ours        bool
	promise, on string
	quantity    int
	value       int64
	evidence    string
	seen        int // what the receiver counts when it disputes; 0 confirms
	reason      string
}

// money is a restricted fund and what is paid from it.
type money struct {
	sort, promise, purpose        string
	received, allotted, materials int64
	receivedOn, paper             string
	each                          int64 // to each of those named
	asnaf                         []string
	closes                        string // a day of the month through which the books are closed
}

// paid is what went out in all.
func (m money) paid() int64 { return m.materials + m.each*int64(len(m.asnaf)) }

// review looks back on a paper on the last day of the story. It goes on, or is
// renewed for another period with new numbers.
type review struct {
	paper        int
	document     string
	starts, ends string // of the renewal; empty when the paper goes on
	numbers      []string
}

// class is what the promise becomes inside, and how people fare after it.
type class struct {
	code, programme, category, area, sector, topic string
	hours                                          int
	units                                          [][2]string
	facility, from, bapas                          string // from: who held the people, when the class is for clients
	promise, title, place, starts, ends            string
	sessions                                       []string
	group                                          int // people in need of it
	admitted, released, followed                   string
	working                                        int // of the group, at three months
}

// settled is what was agreed: the partner's counter-offer, its changed answer or
// what was asked.
func (a ask) settled() (quantity int, value int64) {
	switch {
	case a.counter != nil:
		return a.counter.quantity, a.counter.value
	case a.answer.how == "changed":
		return a.answer.quantity, a.answer.value
	}
	return a.quantity, a.value
}

// sides are who gives and who takes: the partner and the host, or the other way round.
func (s script) sides(ours bool) (giver, taker string) {
	if ours {
		return s.host, s.partner
	}
	return s.partner, s.host
}

// renewal is the paper that follows a reviewed one, made on the last day of the story.
func (s script) renewal(r review) paper {
	x := s.papers[r.paper]
	x.drafted, x.signed, x.parties = demoDay, demoDay, append([]party{}, x.parties...)
	for i := range x.parties {
		x.parties[i].number = r.numbers[i]
	}
	return x
}

// renewed counts the papers that are renewed.
func (s script) renewed() (n int) {
	for _, r := range s.reviews {
		if r.starts != "" {
			n++
		}
	}
	return n
}

// shift is by how many days a story is moved so that its told day is today. The
// program's clock is the real one: a journey of months is played by entering
// what happened on its own days, as an office does that takes the program into
// use with a cooperation under way.
func (s script) shift() int { return civil.Today(time.Now()).Sub(s.told) }

// day is a day of the story as the calendar has it now; an unknown one stays so.
func (s script) day(told string) string {
	if told == "" {
		return ""
	}
	return civil.Must(told).AddDays(s.shift()).String()
}

// after is a day some days later.
func (s script) after(told string, days int) string {
	return civil.Must(told).AddDays(s.shift() + days).String()
}

// named is the name of an office of the story.
func (s script) named(code string) string {
	for _, o := range s.offices {
		if o.code == code {
			return o.name
		}
	}
	return code
}

// stories are the five scripts.
func stories() []script {
	return []script{bungo(), selong(), sungaiPenuh(), jambi(), maros()}
}

// told is the day on which the stories stand.
var told = civil.Must(demoDay)

// directorate stands above every office; the first command makes it.
const directorate = "DITJENPAS"
