package reportapi

import (
	"context"
	"time"

	"titian/internal/delivery/api"
	"titian/internal/feature/report"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

type openQuery struct {
	After string `query:"after" doc:"The next of the page before"`
	Size  int    `query:"size" minimum:"1" maximum:"200"`
}

type ocdsQuery struct {
	After     string `query:"after" doc:"The next of the page before"`
	Size      int    `query:"size" minimum:"1" maximum:"200"`
	Prefix    string `query:"prefix" maxLength:"40" doc:"Registered with the Open Contracting Partnership"`
	Publisher string `query:"publisher" maxLength:"200"`
}

// open are agreements and services in formats that other programs read.
func open(a *api.API, s *report.Service, address string, now func() time.Time) {
	api.Read(a, api.Op{
		Path: "/open/ocds", Tag: "Open formats", Summary: "Signed agreements and their milestones as an OCDS 1.1 release package",
		Detail: "What the caller may see. Organisations are named, people never.",
	}, func(ctx context.Context, actor authz.Actor, q ocdsQuery) (report.OCDSPackage, error) {
		found, err := s.Releases(ctx, actor, orElse(q.Prefix, report.OCDSPrefix), page.Request{After: q.After, Size: q.Size})
		return report.Publication{Publisher: orElse(q.Publisher, "Titian"), Prefix: q.Prefix, Address: address}.Package(found, now()), err
	})
	api.Read(a, api.Op{
		Path: "/open/hsds", Tag: "Open formats", Summary: "Partners and the classes that they give as a profile of HSDS 3",
		Detail: "What the caller may see. Organisations and places are named, people never.",
	}, func(ctx context.Context, actor authz.Actor, q openQuery) (report.HSDSPackage, error) {
		found, err := s.Organizations(ctx, actor, page.Request{After: q.After, Size: q.Size})
		return report.HSDSPackage{Version: report.HSDSProfile, Organizations: found.Items, Next: found.Next}, err
	})
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
