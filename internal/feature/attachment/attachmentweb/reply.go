package attachmentweb

import (
	"context"
	"fmt"

	"github.com/a-h/templ"

	"titian/internal/delivery/web/form"
	"titian/internal/feature/attachment"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Replies are what a partner without an account does through a link: it adds
// files to one record, and sees none of those that lie there.
type Replies struct {
	files *attachment.Service
	kind  attachment.Kind
}

// NewReplies returns them for one kind of record; the app gives them to the page
// behind a link.
func NewReplies(s *attachment.Service, kind attachment.Kind) *Replies { return &Replies{s, kind} }

// ShowFile shows the form for one file.
func (x *Replies) ShowFile(_ context.Context, _ authz.Actor, _ id.Any, f *form.Form, action string) (templ.Component, error) {
	if f == nil {
		f = form.New()
	}
	return replyFile(f, action), nil
}

// AddFile adds the file that a form brought.
func (x *Replies) AddFile(ctx context.Context, holder authz.Actor, record id.Any, f *form.Form) error {
	header := f.File("file", form.Required)
	if err := f.Err(); err != nil {
		return err
	}
	file, err := header.Open()
	if err != nil {
		return fmt.Errorf("read upload: %w", err)
	}
	defer file.Close()
	_, err = x.files.Add(ctx, holder, attachment.AddCommand{Kind: x.kind, Record: record, Name: header.Filename, File: file})
	if atFile(f, err) {
		return f.Err()
	}
	return err
}
