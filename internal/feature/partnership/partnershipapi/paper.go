package partnershipapi

import (
	"bytes"
	"context"
	"strings"

	"titian/internal/delivery/api"
	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershiptext"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// Papers are a meeting's papers over the API: who gives meetings, words and the
// office's templates. Template gives nil where an office has none of its own.
type Papers struct {
	Meetings *partnership.Service
	Words    *i18n.Bundle
	Today    func() civil.Date
	Template func(ctx context.Context, actor authz.Actor, p partnership.Paper, office id.Organisation) ([]byte, error)
}

type paperQuery struct {
	ID       id.Meeting `path:"id"`
	File     string     `path:"file" doc:"minutes, record or press, with .docx or .pdf: minutes.docx"`
	Language string     `query:"language" enum:"id,en"`
}

// Register adds the operation. The app calls it.
func (p Papers) Register(a *api.API) {
	api.Download(a, api.Op{
		Path: "/meetings/{id}/papers/{file}", Tag: "Meetings", Summary: "Fetch a paper of a meeting",
		Detail: "Word is made from the office's own template where it has one; PDF has the program's form. Indonesian unless language says otherwise.",
	}, p.make)
}

func (p Papers) make(ctx context.Context, actor authz.Actor, in paperQuery) (api.Content, error) {
	m, err := p.Meetings.Meeting(ctx, actor, in.ID)
	if err != nil {
		return api.Content{}, err
	}
	l := p.Words.Localizer(i18n.Indonesian)
	if in.Language == string(i18n.English) {
		l = p.Words.Localizer(i18n.English)
	}
	name, ending, _ := strings.Cut(in.File, ".")
	for _, x := range partnership.Papers() {
		if string(x) != name {
			continue
		}
		b, kind, err := p.write(ctx, actor, l, x, ending, m)
		return api.Content{Name: partnershiptext.Name(l, x, m.Meeting) + "." + ending, Type: kind, Size: int64(len(b)), Body: bytes.NewReader(b)}, err
	}
	return api.Content{}, errs.New(errs.NotFound, "not_found")
}

func (p Papers) write(ctx context.Context, actor authz.Actor, l *i18n.Localizer, x partnership.Paper, ending string, m partnership.MeetingDetail) ([]byte, string, error) {
	switch ending {
	case "pdf":
		b, err := partnershiptext.PDF(l, x, m, p.Today())
		return b, "application/pdf", err
	case "docx":
		template, err := p.Template(ctx, actor, x, m.Host)
		if err != nil {
			return nil, "", err
		}
		b, err := partnershiptext.Word(l, x, m, p.Today(), template)
		return b, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", err
	}
	return nil, "", errs.New(errs.NotFound, "not_found")
}
