package programmeweb

import (
	"context"

	"github.com/a-h/templ"

	"titian/internal/delivery/web/form"
	"titian/internal/feature/programme"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Replies are what a partner without an account does through a link: it ticks
// one session of its class, by the same service as those who sign in.
type Replies struct{ service *programme.Service }

// NewReplies returns them; the app gives them to the page behind a link.
func NewReplies(s *programme.Service) *Replies { return &Replies{s} }

// ShowSession shows the grid of a session, with the names that the partner may
// know.
func (x *Replies) ShowSession(ctx context.Context, holder authz.Actor, record id.Any, f *form.Form, action string) (templ.Component, error) {
	session, _, err := x.service.Session(ctx, holder, id.Session(record))
	if err != nil {
		return nil, err
	}
	g, err := gridOf(ctx, x.service, holder, session.Offering, session, f)
	return replyGrid(g, action), err
}

// MarkSession stores the marks.
func (x *Replies) MarkSession(ctx context.Context, holder authz.Actor, record id.Any, f *form.Form) error {
	cmd := readMarks(f, programme.AttendanceCommand{Session: id.Session(record)})
	if err := f.Err(); err != nil {
		return err
	}
	_, err := x.service.Attend(ctx, holder, cmd)
	return err
}
