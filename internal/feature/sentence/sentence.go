// Package sentence keeps what the dates of a person's sentence depend on, and
// tells the dates: ours as estimates, those of SDP and of decrees in their place.
//
// It owns the sentence_* tables. Facts (start, verdicts, earlier detention,
// remissions, fines, special conditions, official dates) are entries; a
// correction is a new entry with a reason and the old one stays. The timeline is
// computed at each read by engine/sentence; only the key dates that lists ask
// for are stored, and rebuilt in the same transaction. It refuses to hold an
// offence (a special condition is a category and nothing more), to move anybody
// because a date has come, and to count a remission that was not granted.
//
// Start with Entry, then Service. A higher feature that must know when dates
// move subscribes to Service.Moved; Import is for files (see imported.go).
package sentence

import (
	"time"

	engine "titian/internal/engine/sentence"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
)

// Topic is what an entry is about.
type Topic string

// The topics, and which fields of an entry they use.
const (
	Start     Topic = "start"     // DatedOn: first day of the last unbroken detention; Code: adult or juvenile
	Verdict   Topic = "verdict"   // Years, Months, Days; DatedOn of the verdict, DocNo
	Detention Topic = "detention" // Code: rutan, house, city; Days
	Remission Topic = "remission" // Code: kind; DatedOn; Months, Days; DocNo of the decree
	Fine      Topic = "fine"      // Years, Months, Days of the substitute; MetOn: paid
	Condition Topic = "condition" // Code: category with special conditions; MetOn: shown
	Official  Topic = "official"  // Code: point; DatedOn; Source and DocNo
	Reported  Topic = "reported"  // Months, Days: all remission so far, as SDP adds it up
)

// Topics lists the topics in the order of the page.
func Topics() []Topic {
	return []Topic{Start, Verdict, Detention, Remission, Fine, Condition, Official, Reported}
}

// single reports whether a sentence has one entry of the topic at most.
func (t Topic) single() bool { return t == Start || t == Reported }

// State is what became of an entry.
type State string

// The states.
const (
	Current   State = "current"
	Corrected State = "corrected" // another entry stands in its place
	Withdrawn State = "withdrawn" // it should not have been written
)

// Source is who says so.
type Source string

// The sources. Estimate is never stored with an entry: it is what we compute.
const (
	Officer  Source = "officer"
	SDP      Source = "sdp"
	Decree   Source = "sk"
	Estimate Source = "estimate"
)

// Sources lists who can vouch for an official date.
func Sources() []Source { return []Source{SDP, Decree} }

// EntryID is the key of an entry.
type EntryID = id.ID[Entry]

// Entry is one fact about a sentence.
type Entry struct {
	Facility  id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID        EntryID         `db:"id" privacy:"internal" json:"id"`
	Person    id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	Number    int             `db:"number" privacy:"internal" json:"number"` // of the sentence, from 1
	Topic     Topic           `db:"topic" privacy:"restricted" json:"topic"`
	Code      string          `db:"code" privacy:"restricted" json:"code"`
	DatedOn   civil.Date      `db:"dated_on" privacy:"restricted" json:"dated_on"`
	Years     int             `db:"years" privacy:"restricted" json:"years"`
	Months    int             `db:"months" privacy:"restricted" json:"months"`
	Days      int             `db:"days" privacy:"restricted" json:"days"`
	MetOn     civil.Date      `db:"met_on" privacy:"restricted" json:"met_on"`
	DocNo     string          `db:"doc_no" privacy:"restricted" json:"doc_no"`
	Source    Source          `db:"source" privacy:"internal" json:"source"`
	State     State           `db:"state" privacy:"internal" json:"state"`
	Replaces  EntryID         `db:"replaces_id" privacy:"internal" json:"replaces_id,omitzero"`
	Reason    string          `db:"reason" privacy:"restricted" seal:"id" json:"reason"`
	Author    string          `db:"author" privacy:"internal" json:"author"`
	Version   int64           `db:"version" privacy:"internal" json:"version"`
	CreatedAt time.Time       `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt time.Time       `db:"updated_at" privacy:"internal" json:"-"`
}

// Term is the entry's length.
func (e Entry) Term() engine.Term { return engine.Term{Years: e.Years, Months: e.Months, Days: e.Days} }
