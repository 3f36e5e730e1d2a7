package partnershipweb

import (
	"net/http"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/platform/i18n"
)

// This file writes meetings for calendars (RFC 5545). An event names offices,
// places and points of an agenda, never who was there and never a prisoner.

// longest a meeting is taken to last when only its beginning is known.
const meetingHours = 2 * time.Hour

// event puts a meeting of a known day into a calendar. Its clock is the place's
// own, without a zone: an officer in Jambi and one in Mataram read the time that
// stands on the invitation.
func event(c *ics.Calendar, l *i18n.Localizer, m partnership.MeetingView, site string) {
	day, err := civil.Parse(string(m.HeldOn))
	if err != nil {
		return // a month or a year is no day to write down
	}
	e := c.AddEvent(m.ID.String() + "@titian")
	e.SetDtStampTime(m.UpdatedAt)
	e.SetSequence(int(m.Version))
	e.SetSummary(m.Title)
	if begin, err := time.Parse("15:04", m.BeginsAt); err == nil {
		at := day.Time().Add(time.Duration(begin.Hour())*time.Hour + time.Duration(begin.Minute())*time.Minute)
		e.SetProperty(ics.ComponentPropertyDtStart, at.Format("20060102T150405"))
		e.SetProperty(ics.ComponentPropertyDtEnd, at.Add(meetingHours).Format("20060102T150405"))
	} else {
		e.SetAllDayStartAt(day.Time())
		e.SetAllDayEndAt(day.AddDays(1).Time())
	}
	if m.Place != "" {
		e.SetLocation(m.Place)
	}
	lines := []string{l.T("side.between", "host", m.HostName, "partner", m.PartnerName), m.Ref}
	for i, item := range m.Items() {
		lines = append(lines, l.Number(i+1)+". "+item)
	}
	e.SetDescription(strings.Join(lines, "\n"))
	e.SetURL(site + "/meetings/" + m.ID.String())
	if m.Status == partnership.MeetingCancelled {
		e.SetStatus(ics.ObjectStatusCancelled)
	}
}

func newCalendar(name string) *ics.Calendar {
	c := ics.NewCalendarFor("Titian")
	c.SetMethod(ics.MethodPublish)
	c.SetXWRCalName(name)
	return c
}

// siteOf is the address under which the reader reached us.
func siteOf(r *http.Request) string {
	if r.TLS == nil && r.Header.Get("X-Forwarded-Proto") != "https" {
		return "http://" + r.Host
	}
	return "https://" + r.Host
}

// dayKnown reports whether a meeting can stand in a calendar.
func dayKnown(m partnership.Meeting) bool {
	_, err := civil.Parse(string(m.HeldOn))
	return err == nil
}

// invitation is one meeting as a file that calendars take.
func (p *pages) invitation(w http.ResponseWriter, r *http.Request) error {
	m, err := p.forMeeting(r)
	if err != nil {
		return err
	}
	c := newCalendar(m.Title)
	event(c, i18n.From(r.Context()), m.MeetingView, siteOf(r))
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+m.Ref+`.ics"`)
	_, err = w.Write([]byte(c.Serialize(ics.WithNewLineWindows)))
	return err
}
