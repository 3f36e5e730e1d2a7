package agreement

import (
	"regexp"
	"strings"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

// Status is whether a cooperation goes on.
type Status string

// The statuses. A closed cooperation takes no new work; opening it again is
// permitted, because offices close files by mistake.
const (
	Active Status = "active"
	Closed Status = "closed"
)

// Statuses lists them in the order of the forms.
func Statuses() []Status { return []Status{Active, Closed} }

// Cooperation is the file of one thread. Its two sides never change: every row
// that hangs on it repeats them for its own lists.
type Cooperation struct {
	ID          id.Cooperation  `db:"id" privacy:"internal"`
	Ref         string          `db:"ref" privacy:"internal"`
	Host        id.Organisation `db:"host_id" privacy:"internal"`
	Partner     id.Organisation `db:"partner_id" privacy:"internal"`
	Title       string          `db:"title" privacy:"internal"`
	Purpose     string          `db:"purpose" privacy:"internal"`
	Status      Status          `db:"status" privacy:"internal"`
	ClosedOn    civil.Date      `db:"closed_on" privacy:"internal"`
	CloseReason string          `db:"close_reason" privacy:"internal"`
	Version     int64           `db:"version" privacy:"internal"`
	CreatedAt   time.Time       `db:"created_at" privacy:"internal"`
	UpdatedAt   time.Time       `db:"updated_at" privacy:"internal"`
}

// CooperationView is a cooperation with the names of its sides.
type CooperationView struct {
	Cooperation
	HostName    string `db:"host_name" privacy:"internal"`
	PartnerName string `db:"partner_name" privacy:"internal"`
}

// Open reports whether new work may be recorded in the file.
func (c Cooperation) Open() error {
	if c.Status != Active {
		return errs.New(errs.State, "cooperation.closed")
	}
	return nil
}

// OpenCommand begins a cooperation. ID may be made by the client. Ref is the
// office's own file number where it has one; without it the next of the host's
// numbers is taken.
type OpenCommand struct {
	ID      id.Cooperation
	Ref     string
	Host    id.Organisation
	Partner id.Organisation
	Title   string
	Purpose string
}

func (c *OpenCommand) validate() error {
	var f errs.Fields
	if c.Host.IsZero() {
		f.Add("host_id", "required")
	}
	if c.Partner.IsZero() {
		f.Add("partner_id", "required")
	}
	c.Ref = strings.ToUpper(strings.TrimSpace(c.Ref))
	if c.Ref != "" && !refForm.MatchString(c.Ref) {
		f.Add("ref", "text.invalid")
	}
	describe(&f, &c.Title, &c.Purpose)
	return f.Err()
}

// refForm keeps a file number fit for an address.
var refForm = regexp.MustCompile(`^[A-Z0-9][A-Z0-9.-]{0,39}$`)

// CooperationCommand changes what a cooperation says of itself.
type CooperationCommand struct{ Title, Purpose string }

func (c *CooperationCommand) validate() error {
	var f errs.Fields
	describe(&f, &c.Title, &c.Purpose)
	return f.Err()
}

func describe(f *errs.Fields, title, purpose *string) {
	directory.CheckText(f, "title", title, titleLimit, true)
	directory.CheckText(f, "purpose", purpose, textLimit, false)
}

// CooperationFilter narrows the list of cooperations.
type CooperationFilter struct {
	Text    string
	Status  Status
	Host    id.Organisation
	Partner id.Organisation
	Sort    string // ref (default) or title
	Desc    bool
}
