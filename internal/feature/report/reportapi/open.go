package reportapi

import (
	"context"
	"time"

	"titian/internal/delivery/api"
	"titian/internal/feature/report"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// OCDSPackage is a release package of the Open Contracting Data Standard 1.1.
type OCDSPackage struct {
	URI           string               `json:"uri"`
	Version       string               `json:"version"`
	PublishedDate string               `json:"publishedDate"`
	Publisher     OCDSPublisher        `json:"publisher"`
	Releases      []report.OCDSRelease `json:"releases"`
	Links         *OCDSLinks           `json:"links,omitempty"`
}

// OCDSPublisher is who publishes a package.
type OCDSPublisher struct {
	Name string `json:"name"`
}

// OCDSLinks lead on.
type OCDSLinks struct {
	Next string `json:"next"`
}

// HSDSPackage is one page of organizations with their services.
type HSDSPackage struct {
	Version       string                    `json:"version" doc:"Of HSDS, of which this is a profile"`
	Organizations []report.HSDSOrganization `json:"organizations"`
	Next          string                    `json:"next,omitempty" doc:"Send it as after to read the next page"`
}

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
func open(a *api.API, s *report.Service, now func() time.Time) {
	api.Read(a, api.Op{
		Path: "/open/ocds", Tag: "Open formats", Summary: "Signed agreements and their milestones as an OCDS 1.1 release package",
		Detail: "What the caller may see. Organisations are named, people never.",
	}, func(ctx context.Context, actor authz.Actor, q ocdsQuery) (OCDSPackage, error) {
		found, err := s.Releases(ctx, actor, orElse(q.Prefix, report.OCDSPrefix), page.Request{After: q.After, Size: q.Size})
		return PackageOf(found, orElse(q.Publisher, "Titian"), now()), err
	})
	api.Read(a, api.Op{
		Path: "/open/hsds", Tag: "Open formats", Summary: "Partners and the classes that they give as a profile of HSDS 3",
		Detail: "What the caller may see. Organisations and places are named, people never.",
	}, func(ctx context.Context, actor authz.Actor, q openQuery) (HSDSPackage, error) {
		found, err := s.Organizations(ctx, actor, page.Request{After: q.After, Size: q.Size})
		return HSDSPackage{report.HSDSProfile, found.Items, found.Next}, err
	})
}

// PackageOf makes one page of releases a package. The command line does, too.
func PackageOf(found page.Of[report.OCDSRelease], publisher string, now time.Time) OCDSPackage {
	const path = api.Prefix + "/open/ocds"
	p := OCDSPackage{
		URI: path, Version: report.OCDSVersion, PublishedDate: now.UTC().Format(time.RFC3339), Publisher: OCDSPublisher{publisher}, Releases: found.Items,
	}
	if found.Next != "" {
		p.Links = &OCDSLinks{path + "?after=" + found.Next}
	}
	return p
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
