package programmeweb

import (
	"context"

	"github.com/a-h/templ"

	"titian/internal/feature/person"
	"titian/internal/feature/programme"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// PersonSection is the part of a person's page about their classes, for the app
// to hand to personweb. It is nil for a reader who may not know a roster, and
// for partners, who read names through the class alone.
func PersonSection(s *programme.Service) func(ctx context.Context, a authz.Actor, p person.Person) (templ.Component, error) {
	return func(ctx context.Context, a authz.Actor, p person.Person) (templ.Component, error) {
		if !programme.May(a, "roster.read") || !a.Scope.Partner.IsZero() {
			return nil, nil
		}
		all, err := s.PersonClasses(ctx, a, p.ID)
		if err != nil {
			return nil, err
		}
		return personSection(a, all), nil
	}
}

// classLink is where a class is shown, or empty for a reader whose office does
// not have its facility: a person's classes may be of an earlier place.
func classLink(a authz.Actor, c programme.PersonClass) string {
	if !programme.May(a, "class.read") || !a.Scope.Has(c.Facility) {
		return ""
	}
	return "/classes/" + c.Offering.String()
}

// taughtBy names the partner of a class, or says that the facility holds it.
func taughtBy(l *i18n.Localizer, c programme.PersonClass) string {
	if c.Partner == "" {
		return l.T("class.own")
	}
	return c.Partner
}

// seatEnd is the day on which a seat ended; one that is still taken has none.
func seatEnd(l *i18n.Localizer, c programme.PersonClass) string {
	if c.Status == programme.Active {
		return l.T("enrolment.until_now")
	}
	return l.Date(c.Ended)
}
