package partnershipweb

import (
	"net/http"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"titian/internal/feature/directory"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/platform/i18n"
)

// This file writes meetings for calendars (RFC 5545). An event names offices,
// places and points of an agenda, never who was there and never a prisoner.

// longest a meeting is taken to last when only its beginning is known.
const meetingHours = 2 * time.Hour

// event puts a meeting of a known day into a calendar. Its clock is that of the
// host's regency: a program that is told no zone takes the hour for that of its own
// reader, or for Greenwich's. Where the regency is not known it is left to them.
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
		var in []ics.PropertyParameter
		if z, ok := m.HostRegency.Zone(); ok {
			describe(c, z)
			in = append(in, ics.WithTZID(z.Name))
		}
		e.SetProperty(ics.ComponentPropertyDtStart, at.Format("20060102T150405"), in...)
		e.SetProperty(ics.ComponentPropertyDtEnd, at.Add(meetingHours).Format("20060102T150405"), in...)
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

// describe puts a time zone before the events that name it, once.
func describe(c *ics.Calendar, z directory.Zone) {
	for _, has := range c.Timezones() {
		if has.GetProperty(ics.ComponentPropertyTzid).Value == z.Name {
			return
		}
	}
	zone := ics.NewTimezone(z.Name)
	rule := zone.AddStandard()
	rule.SetProperty(ics.ComponentPropertyDtStart, "19700101T000000")
	rule.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetfrom), z.Offset)
	rule.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetto), z.Offset)
	rule.SetProperty(ics.ComponentProperty(ics.PropertyTzname), z.Short)
	c.Components = append([]ics.Component{zone}, c.Components...)
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

// deadline puts a day by which something is due into a calendar.
func deadline(c *ics.Calendar, l *i18n.Localizer, key, summary, about, url string, on civil.Date, changed time.Time, version int64) {
	if on.IsZero() {
		return
	}
	e := c.AddEvent(key + "@titian")
	e.SetDtStampTime(changed)
	e.SetSequence(int(version))
	e.SetSummary(l.T("calendar.due", "what", summary))
	e.SetDescription(about)
	e.SetURL(url)
	e.SetAllDayStartAt(on.Time())
	e.SetAllDayEndAt(on.AddDays(1).Time())
}

// feed is the calendar that an address opens. The address is all that a calendar
// program sends, so whoever has it reads; it is made, listed and revoked on the
// reader's own page, and an unknown one is not there.
func (p *pages) feed(w http.ResponseWriter, r *http.Request) error {
	secret, isFile := strings.CutSuffix(r.PathValue("file"), ".ics")
	if !isFile || p.around.Calendar == nil {
		return errs.New(errs.NotFound, "not_found")
	}
	actor, err := p.around.Calendar(r.Context(), secret)
	if err == nil && !actor.Anyone() {
		err = errs.New(errs.NotFound, "not_found")
	}
	if err != nil {
		return err
	}
	mine, err := p.service.Calendar(r.Context(), actor)
	if err != nil {
		return err
	}
	l, site := i18n.From(r.Context()), siteOf(r)
	c := newCalendar(l.T("calendar.feed", "office", actor.OrgName))
	for _, m := range mine.Meetings {
		event(c, l, m, site)
	}
	for _, x := range mine.Promises {
		deadline(c, l, x.ID.String(), x.Title, x.Ref+" · "+l.T("side.between", "host", x.HostName, "partner", x.PartnerName), site+"/commitments/"+x.ID.String(), x.DueOn, x.UpdatedAt, x.Version)
	}
	for _, x := range mine.Answers {
		deadline(c, l, x.ID.String(), l.T("calendar.answer", "what", x.Title), x.Ref+" · "+x.FromName, site+"/proposals/"+x.ID.String(), x.AnswerDueOn, x.UpdatedAt, x.Version)
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Cache-Control", "private, no-store")
	_, _ = w.Write([]byte(c.Serialize(ics.WithNewLineWindows))) // a program that has gone needs no answer
	return nil
}
