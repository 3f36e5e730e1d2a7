package report

import (
	"net/url"
	"time"

	"github.com/google/uuid"

	"titian/internal/kernel/page"
)

// OCDSPackage is a release package of the Open Contracting Data Standard 1.1.
type OCDSPackage struct {
	URI           string        `json:"uri"`
	Version       string        `json:"version"`
	PublishedDate string        `json:"publishedDate"`
	Publisher     OCDSPublisher `json:"publisher"`
	Releases      []OCDSRelease `json:"releases"`
	Links         *OCDSLinks    `json:"links,omitempty"`
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
	Version       string             `json:"version" doc:"Of HSDS, of which this is a profile"`
	Organizations []HSDSOrganization `json:"organizations"`
	Next          string             `json:"next,omitempty" doc:"Send it as after to read the next page"`
}

// OCDSPath is where packages are read over the API.
const OCDSPath = "/api/v1/open/ocds"

// Publication says who publishes packages, and where.
type Publication struct {
	Publisher string
	Prefix    string // of process identifiers; empty for OCDSPrefix
	Address   string // under which people reach the program; may be empty
}

// Package makes one page of releases a package. The standard wants an address that
// is whole: a program that does not know its own gives a name made of what the
// package says of itself.
func (p Publication) Package(found page.Of[OCDSRelease], now time.Time) OCDSPackage {
	published := now.UTC().Format(time.RFC3339)
	out := OCDSPackage{
		URI: p.Address + OCDSPath, Version: OCDSVersion, PublishedDate: published, Publisher: OCDSPublisher{p.Publisher}, Releases: found.Items,
	}
	if p.Address == "" {
		out.URI = uuid.NewSHA1(uuid.NameSpaceURL, []byte(p.Publisher+" "+p.Prefix+" "+published)).URN()
	}
	if found.Next != "" {
		next := url.Values{"after": {found.Next}, "publisher": {p.Publisher}}
		if p.Prefix != "" {
			next.Set("prefix", p.Prefix)
		}
		out.Links = &OCDSLinks{p.Address + OCDSPath + "?" + next.Encode()}
	}
	return out
}
