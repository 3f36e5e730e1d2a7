// Package attachmentapi is files with records over the API: list them, send one,
// fetch one, take one away.
//
// It owns paths and wire shapes; what is taken in and who may is the service's.
package attachmentapi

import (
	"context"
	"encoding/hex"
	"io"
	"time"

	"titian/internal/delivery/api"
	"titian/internal/feature/attachment"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

const tag = "Files"

// File is a file as clients see it.
type File struct {
	ID        id.File   `json:"id"`
	Kind      string    `json:"kind" example:"meeting"`
	Record    id.Any    `json:"record_id"`
	Name      string    `json:"name"`
	Type      string    `json:"type" example:"application/pdf" doc:"What the file truly is"`
	Size      int64     `json:"size"`
	SHA256    string    `json:"sha256" doc:"Of what is kept; a photo is drawn anew when it arrives"`
	AddedBy   string    `json:"added_by"`
	AddedAt   time.Time `json:"added_at"`
	Removed   bool      `json:"removed" doc:"The content is gone; that it was there stays"`
	RemovedBy string    `json:"removed_by"`
}

func view(f attachment.File) File {
	return File{f.ID, string(f.Kind), f.Record, f.Name, string(f.Media), f.Size, hex.EncodeToString(f.Hash), f.AddedBy, f.CreatedAt, f.Removed(), f.RemovedBy}
}

// FolderFile is a file and whether the caller may take it away.
type FolderFile struct {
	File
	MayRemove bool `json:"may_remove"`
}

// Folder is the files of one record.
type Folder struct {
	Items  []FolderFile `json:"items"`
	MayAdd bool         `json:"may_add"`
}

type ofRecord struct {
	Kind   string `query:"kind" doc:"Kind of the record: meeting, delivery …"`
	Record id.Any `query:"record" doc:"Key of the record"`
}

type upload struct {
	ofRecord
	Name string `query:"name" doc:"What the file is called"`
}

type one struct {
	ID id.File `path:"id"`
}

// Register adds the operations. The app calls it.
func Register(a *api.API, s *attachment.Service) {
	again := func(ctx context.Context, actor authz.Actor, key id.File) (File, error) {
		f, err := s.Get(ctx, actor, key)
		return view(f), err
	}
	api.Read(a, api.Op{Path: "/files", Tag: tag, Summary: "List the files of a record"},
		func(ctx context.Context, actor authz.Actor, in ofRecord) (Folder, error) {
			l, err := s.List(ctx, actor, attachment.Kind(in.Kind), in.Record)
			out := Folder{Items: []FolderFile{}, MayAdd: l.MayAdd}
			for _, f := range l.Files {
				out.Items = append(out.Items, FolderFile{view(f.File), f.MayRemove})
			}
			return out, err
		})
	api.Upload(a, api.Op{
		Path: "/files", Tag: tag, Summary: "Put a file with a record",
		Detail: "The body is the file itself: JPEG, PNG, PDF, DOCX or XLSX of at most 10 MiB. A photo loses its data of place and owner.",
	}, attachment.MaxFile, func(ctx context.Context, actor authz.Actor, in upload, content io.Reader) (File, error) {
		leave, err := s.Door.Enter()
		if err != nil {
			return File{}, err
		}
		defer leave()
		f, err := s.Add(ctx, actor, attachment.AddCommand{Kind: attachment.Kind(in.Kind), Record: in.Record, Name: in.Name, File: content})
		return view(f), err
	}, func(ctx context.Context, actor authz.Actor, _ upload, result string) (File, error) {
		var key id.File
		if err := key.UnmarshalText([]byte(result)); err != nil {
			return File{}, errs.New(errs.NotFound, "not_found").Because(err)
		}
		return again(ctx, actor, key)
	})
	api.Read(a, api.Op{Path: "/files/{id}", Tag: tag, Summary: "Get what is known of a file"},
		func(ctx context.Context, actor authz.Actor, in one) (File, error) { return again(ctx, actor, in.ID) })
	api.Download(a, api.Op{Path: "/files/{id}/content", Tag: tag, Summary: "Fetch a file"},
		func(ctx context.Context, actor authz.Actor, in one) (api.Content, error) {
			f, r, err := s.Open(ctx, actor, in.ID)
			return api.Content{Name: f.Name, Type: string(f.Media), Size: f.Size, Body: r}, err
		})
	api.Post(a, api.Op{Path: "/files/{id}/remove", Tag: tag, Summary: "Take a file's content away"},
		func(ctx context.Context, actor authz.Actor, in one, _ api.None) (File, error) {
			f, err := s.Remove(ctx, actor, in.ID)
			return view(f), err
		}, func(ctx context.Context, actor authz.Actor, in one, _ string) (File, error) {
			return again(ctx, actor, in.ID)
		})
}
