// Package account knows who works with Titian: users, their memberships (a role
// at an organisation for a time), how they sign in, and their bearer tokens.
//
// It owns the account_* tables, passwords, sessions, the slowing of guesses, and
// the Resolver that turns a session or a token into an authz.Actor. It refuses
// to know what an actor may do: that is each feature's policy. Demo sign-ins are
// made by the demo command and by nothing here.
//
// Start with Service (users and tokens), SignIn, and Resolver.
package account

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// User is somebody who may sign in. What they may see and do stands in their
// memberships.
type User struct {
	ID        id.User   `db:"id" privacy:"internal"`
	Login     string    `db:"login" privacy:"restricted"`
	Name      string    `db:"name" privacy:"restricted"`
	Password  string    `db:"password" privacy:"secret"` // argon2id, see hasher
	Language  string    `db:"language" privacy:"internal"`
	Active    bool      `db:"active" privacy:"internal"`
	Version   int64     `db:"version" privacy:"internal"`
	CreatedAt time.Time `db:"created_at" privacy:"internal"`
	UpdatedAt time.Time `db:"updated_at" privacy:"internal"`
}

// Membership is a role at an organisation from one day to another, both
// included; without a last day it has no end yet.
type Membership struct {
	ID        id.Membership   `db:"id" privacy:"internal"`
	User      id.User         `db:"user_id" privacy:"internal"`
	Org       id.Organisation `db:"organisation_id" privacy:"internal"`
	Role      authz.Role      `db:"role" privacy:"internal"`
	StartsOn  civil.Date      `db:"starts_on" privacy:"internal"`
	EndsOn    civil.Date      `db:"ends_on" privacy:"internal"`
	Version   int64           `db:"version" privacy:"internal"`
	CreatedAt time.Time       `db:"created_at" privacy:"internal"`
	UpdatedAt time.Time       `db:"updated_at" privacy:"internal"`
}

// In reports whether the membership holds on a day.
func (m Membership) In(day civil.Date) bool {
	return !m.StartsOn.After(day) && !m.EndsOn.Before(day)
}

// Place is a membership with the organisation's name, for choosing and showing.
type Place struct {
	Membership
	OrgName string         `db:"org_name" privacy:"internal"`
	OrgKind directory.Kind `db:"org_kind" privacy:"internal"`
}

// Languages lists what a user may prefer.
func Languages() []string { return []string{"id", "en"} }

// RolesAt lists the roles that make sense at an organisation: a partner's people
// cannot become case guardians, nor an officer a partner.
func RolesAt(o directory.Organisation) []authz.Role {
	switch o.Kind {
	case directory.Partner:
		return []authz.Role{authz.Partner, authz.Administrator}
	case directory.Directorate, directory.RegionalOffice:
		return []authz.Role{authz.RegionalOffice, authz.Observer, authz.Administrator}
	}
	if o.FacilityType == directory.Bapas {
		return []authz.Role{authz.FacilityHead, authz.ProgrammeOfficer, authz.ProbationOfficer, authz.Observer, authz.Administrator}
	}
	return []authz.Role{authz.FacilityHead, authz.ProgrammeOfficer, authz.CaseGuardian, authz.Observer, authz.Administrator}
}

// Limits of texts, in letters.
const (
	maxName      = 200
	maxTokenName = 100
)

var loginPattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9][a-z0-9._@+-]{2,79}$`) })

// Login makes what was typed the login it means: logins have no capitals, and
// telephones like to begin with one.
func Login(typed string) string { return strings.ToLower(strings.TrimSpace(typed)) }

func checkLogin(f *errs.Fields, login *string) {
	*login = Login(*login)
	switch {
	case *login == "":
		f.Add("login", "required")
	case !loginPattern().MatchString(*login):
		f.Add("login", "user.login")
	}
}

func checkProfile(f *errs.Fields, name, language *string) {
	directory.CheckText(f, "name", name, maxName, true)
	if *language == "" {
		*language = Languages()[0]
	}
	if !slices.Contains(Languages(), *language) {
		f.Add("language", "choice.invalid")
	}
}
