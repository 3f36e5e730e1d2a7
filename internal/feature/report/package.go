package report

import (
	"time"

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

// PackageOf makes one page of releases a package; path is where more of them are.
func PackageOf(found page.Of[OCDSRelease], publisher, path string, now time.Time) OCDSPackage {
	p := OCDSPackage{
		URI: path, Version: OCDSVersion, PublishedDate: now.UTC().Format(time.RFC3339), Publisher: OCDSPublisher{publisher}, Releases: found.Items,
	}
	if found.Next != "" {
		p.Links = &OCDSLinks{path + "?after=" + found.Next}
	}
	return p
}
