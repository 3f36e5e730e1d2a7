package accountapi

import (
	"time"

	"titian/internal/feature/account"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// User is a user as an administrator sees them.
type User struct {
	ID          id.User      `json:"id"`
	Login       string       `json:"login" example:"kasi.bungo"`
	Name        string       `json:"name"`
	Language    string       `json:"language" enum:"id,en"`
	Active      bool         `json:"active"`
	Memberships []Membership `json:"memberships"`
	Version     int64        `json:"version"`
}

// Membership is a role at an organisation for a time.
type Membership struct {
	ID       id.Membership   `json:"id"`
	Org      id.Organisation `json:"organisation_id"`
	OrgName  string          `json:"organisation_name"`
	Role     string          `json:"role" enum:"administrator,facility_head,programme_officer,case_guardian,probation_officer,regional_office,partner,observer"`
	StartsOn civil.Date      `json:"starts_on"`
	EndsOn   civil.Date      `json:"ends_on" doc:"Its last day, or null when it has no end yet"`
}

// Me is one's own account, and the role in which the token works.
type Me struct {
	User
	WorkingAs string          `json:"working_as"`
	Org       id.Organisation `json:"organisation_id"`
	OrgName   string          `json:"organisation_name"`
}

type languageBody struct {
	Language string `json:"language" enum:"id,en"`
}

// Token is a token without its secret.
type Token struct {
	ID         id.Token        `json:"id"`
	Name       string          `json:"name" doc:"What it is for"`
	Purpose    string          `json:"purpose" enum:"api,calendar" doc:"What it opens"`
	Login      string          `json:"login" doc:"Whose it is"`
	Role       string          `json:"role"`
	Org        id.Organisation `json:"organisation_id"`
	CreatedAt  time.Time       `json:"created_at"`
	ExpiresAt  time.Time       `json:"expires_at"`
	RevokedAt  *time.Time      `json:"revoked_at" doc:"null when it was not revoked"`
	Version    int64           `json:"version"`
	Membership id.Membership   `json:"membership_id"`
}

// NewToken is a token with its secret, which cannot be read again.
type NewToken struct {
	Token
	Secret string `json:"secret,omitempty" doc:"Send it as Authorization: Bearer …"`
}

type tokenQuery struct {
	User id.User `query:"user" doc:"Another user's tokens, for administrators"`
}

type tokenBody struct {
	ID        id.Token   `json:"id,omitempty"`
	Name      string     `json:"name" maxLength:"100"`
	Purpose   string     `json:"purpose,omitempty" enum:"api,calendar" doc:"calendar: the secret belongs into /calendars/{secret}.ics and opens nothing else"`
	ExpiresOn civil.Date `json:"expires_on,omitempty" doc:"Its last day; 90 days from today when absent, a year for a calendar"`
}

type userQuery struct {
	Text     string          `query:"q" doc:"A part of the name or login"`
	Org      id.Organisation `query:"organisation_id"`
	Role     string          `query:"role"`
	Inactive bool            `query:"inactive" doc:"Also those who may no longer sign in"`
}

type userBody struct {
	ID       id.User         `json:"id,omitempty"`
	Login    string          `json:"login" maxLength:"80"`
	Name     string          `json:"name" maxLength:"200"`
	Password string          `json:"password" minLength:"12" maxLength:"200"`
	Language string          `json:"language,omitempty" enum:"id,en"`
	Org      id.Organisation `json:"organisation_id"`
	Role     string          `json:"role"`
	StartsOn civil.Date      `json:"starts_on,omitempty" doc:"Today when absent"`
	EndsOn   civil.Date      `json:"ends_on,omitempty"`
}

type membershipBody struct {
	ID       id.Membership   `json:"id,omitempty"`
	Org      id.Organisation `json:"organisation_id"`
	Role     string          `json:"role"`
	StartsOn civil.Date      `json:"starts_on,omitempty" doc:"Today when absent"`
	EndsOn   civil.Date      `json:"ends_on,omitempty"`
}

type profileBody struct {
	Name     string `json:"name" maxLength:"200"`
	Language string `json:"language" enum:"id,en"`
}

type passwordBody struct {
	Password string `json:"password" minLength:"12" maxLength:"200"`
}

type endBody struct {
	Membership id.Membership `json:"membership_id"`
}

func (b userBody) command() account.CreateUserCommand {
	return account.CreateUserCommand{
		ID: b.ID, Login: b.Login, Name: b.Name, Password: b.Password, Language: b.Language,
		MembershipCommand: account.MembershipCommand{Org: b.Org, Role: authz.Role(b.Role), StartsOn: b.StartsOn, EndsOn: b.EndsOn},
	}
}

func (b membershipBody) command() account.MembershipCommand {
	return account.MembershipCommand{ID: b.ID, Org: b.Org, Role: authz.Role(b.Role), StartsOn: b.StartsOn, EndsOn: b.EndsOn}
}

func showUser(p account.Profile) User {
	u := User{ID: p.ID, Login: p.Login, Name: p.Name, Language: p.Language, Active: p.Active, Version: p.Version, Memberships: make([]Membership, len(p.Places))}
	for i, m := range p.Places {
		u.Memberships[i] = Membership{ID: m.ID, Org: m.Org, OrgName: m.OrgName, Role: string(m.Role), StartsOn: m.StartsOn, EndsOn: m.EndsOn}
	}
	return u
}

func showToken(t account.TokenRow) Token {
	out := Token{ID: t.ID, Name: t.Name, Purpose: string(t.Purpose), Login: t.Login, Role: string(t.Role), Org: t.Org, CreatedAt: t.CreatedAt, ExpiresAt: t.ExpiresAt, Version: t.Version, Membership: t.Membership}
	if !t.RevokedAt.IsZero() {
		out.RevokedAt = &t.RevokedAt
	}
	return out
}
