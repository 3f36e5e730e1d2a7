package person

import (
	"slices"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// CustodyStatus is where the person is.
type CustodyStatus string

// The custody statuses. Nobody is nowhere: a person on the way to another
// facility is held by the sender until the receiver accepts them (see Transfer).
const (
	Active   CustodyStatus = "active"
	Released CustodyStatus = "released"
	Escaped  CustodyStatus = "escaped"
	Died     CustodyStatus = "died"

	// Merged is no place: the record proved to be somebody's second one. It is in
	// no list, count or filter, and only undoing the merge changes it.
	Merged CustodyStatus = "merged"
)

// CustodyStatuses lists the custody statuses in the order of the filters.
func CustodyStatuses() []CustodyStatus {
	return []CustodyStatus{Active, Released, Escaped, Died}
}

// custodyMoves are the permitted changes. Whoever was away can be admitted again:
// an escape ends with recapture.
var custodyMoves = map[CustodyStatus][]CustodyStatus{
	Active:   {Released, Escaped, Died},
	Released: {Active, Died},
	Escaped:  {Active, Died},
	Died:     {},
}

func (s CustodyStatus) may(next CustodyStatus) bool { return slices.Contains(custodyMoves[s], next) }

// EndKind is how a custody episode ended.
type EndKind string

// The ends of an episode. The first four are releases.
const (
	Parole           EndKind = "parole"
	ConditionalLeave EndKind = "conditional_leave"
	PrereleaseLeave  EndKind = "prerelease_leave"
	Expiry           EndKind = "expiry"
	EndTransfer      EndKind = "transferred"
	EndEscape        EndKind = "escaped"
	EndDeath         EndKind = "died"
)

// ReleaseKinds lists the ways out, conditional ones first.
func ReleaseKinds() []EndKind { return []EndKind{Parole, ConditionalLeave, PrereleaseLeave, Expiry} }

// LeaveKinds lists the ways in which a person leaves without a release and
// without another facility: those who move are transferred (see Transfer).
func LeaveKinds() []EndKind { return []EndKind{EndEscape, EndDeath} }

// Conditional reports whether the person stays under guidance after this release.
func (k EndKind) Conditional() bool { return slices.Contains(ReleaseKinds(), k) && k != Expiry }

// Custody is one stay at one facility. It has no end while the person is there.
type Custody struct {
	Facility  id.Organisation `db:"facility_id" privacy:"internal" json:"facility_id"`
	ID        id.Custody      `db:"id" privacy:"internal" json:"id"`
	Person    id.Person       `db:"person_id" privacy:"internal" json:"person_id"`
	StartsOn  civil.Date      `db:"starts_on" privacy:"restricted" json:"starts_on"`
	EndsOn    civil.Date      `db:"ends_on" privacy:"restricted" json:"ends_on"`
	EndKind   EndKind         `db:"end_kind" privacy:"restricted" json:"end_kind"`
	Version   int64           `db:"version" privacy:"internal" json:"version"`
	CreatedAt time.Time       `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt time.Time       `db:"updated_at" privacy:"internal" json:"-"`
}

// ReleaseCommand lets a person go home.
type ReleaseCommand struct {
	On      civil.Date
	Kind    EndKind
	Version int64
}

func (c *ReleaseCommand) validate(p Person, today civil.Date) error {
	var f errs.Fields
	CheckPast(&f, "on", c.On, today)
	directory.CheckChoice(&f, "kind", c.Kind, ReleaseKinds())
	notBeforeAdmission(&f, c.On, p)
	return f.Err()
}

// LeaveCommand records that a person escaped or died.
type LeaveCommand struct {
	On      civil.Date
	Kind    EndKind
	Version int64
}

func (c *LeaveCommand) validate(p Person, since, today civil.Date) error {
	var f errs.Fields
	CheckPast(&f, "on", c.On, today)
	directory.CheckChoice(&f, "kind", c.Kind, LeaveKinds())
	notBeforeAdmission(&f, c.On, p)
	notBefore(&f, c.On, since)
	return f.Err()
}

func notBeforeAdmission(f *errs.Fields, on civil.Date, p Person) {
	if p.Custody == Active {
		notBefore(f, on, p.AdmittedOn)
	}
}

func notBefore(f *errs.Fields, on, since civil.Date) {
	if !f.Has("on") && on.Before(since) {
		f.Add("on", "date.too_early", "min", since)
	}
}

// AdmitCommand begins a new stay: of a person who escaped and was caught, or was
// released and is taken in again.
type AdmitCommand struct {
	On           civil.Date
	RegisterNo   string
	LegalStatus  LegalStatus
	ReleaseDueOn civil.Date
	Version      int64
}

func (c *AdmitCommand) validate(p Person, since, today civil.Date) error {
	var f errs.Fields
	CheckPast(&f, "on", c.On, today)
	directory.CheckText(&f, "register_no", &c.RegisterNo, 100, true)
	directory.CheckChoice(&f, "legal_status", c.LegalStatus, Held())
	if !f.Has("legal_status") && !p.LegalStatus.May(c.LegalStatus) {
		f.Add("legal_status", "person.legal_move")
	}
	if c.ReleaseDueOn.Before(c.On) {
		f.Add("release_due_on", "date.too_early", "min", c.On)
	}
	notBefore(&f, c.On, since)
	return f.Err()
}

// Held lists the legal statuses that a person in custody can have.
func Held() []LegalStatus { return []LegalStatus{Detainee, Convict, ChildSuspect, Juvenile} }
