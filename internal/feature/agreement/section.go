package agreement

import (
	_ "embed" // the wording that comes with the program
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

//go:embed sections.json
var sectionsFile []byte

// template is a section as it comes with the program: neutral wording, other
// wording where a legal track or a kind asks for it, and for which kinds it is.
type template struct {
	Name    string                `json:"name"`
	Heading string                `json:"heading"`
	Clause  bool                  `json:"clause"` // whether it is numbered as a Pasal
	Body    string                `json:"body"`
	Tracks  map[LegalTrack]string `json:"tracks"`
	Kinds   map[Kind]string       `json:"kinds"`
	Only    []Kind                `json:"only"`
	Not     []Kind                `json:"not"`
}

func (t template) fits(k Kind) bool {
	return !slices.Contains(t.Not, k) && (len(t.Only) == 0 || slices.Contains(t.Only, k))
}

// wording prefers what the kind asks for to what the track does.
func (t template) wording(k Kind, track LegalTrack) string {
	if b, ok := t.Kinds[k]; ok {
		return b
	}
	if b, ok := t.Tracks[track]; ok {
		return b
	}
	return t.Body
}

// templates reads the sections of the program in their order.
func templates() ([]template, error) {
	var out []template
	if err := json.Unmarshal(sectionsFile, &out); err != nil {
		return nil, fmt.Errorf("read section templates: %w", err)
	}
	return out, nil
}

// OwnSection is how an office words a section, in place of the program's wording.
type OwnSection struct {
	Org       id.Organisation `db:"org_id" privacy:"internal"`
	Track     LegalTrack      `db:"legal_track" privacy:"internal"`
	Name      string          `db:"name" privacy:"internal"`
	Heading   string          `db:"heading" privacy:"internal"`
	Body      string          `db:"body" privacy:"internal"`
	LeftOut   bool            `db:"left_out" privacy:"internal"`
	Version   int64           `db:"version" privacy:"internal"`
	CreatedAt time.Time       `db:"created_at" privacy:"internal"`
	UpdatedAt time.Time       `db:"updated_at" privacy:"internal"`
}

// Section is a section as an office's agreements have it, and whose wording it is.
type Section struct {
	Name    string
	Heading string
	Clause  bool
	Body    string
	LeftOut bool
	Only    []Kind
	Not     []Kind
	From    id.Organisation // none: the program's
	Version int64           // of the office's own wording; 0 when it has none
}

func (s Section) fits(k Kind) bool { return template{Only: s.Only, Not: s.Not}.fits(k) }

// SectionCommand words a section for an office and a legal track.
type SectionCommand struct {
	Org     id.Organisation
	Track   LegalTrack
	Name    string
	Heading string
	Body    string
	LeftOut bool
}

// Fields are the names that a wording may hold in braces, filled in from the
// agreement.
func Fields() []string {
	return []string{"label", "judul", "pihak", "ruang_lingkup", "pembiayaan", "tempat", "mulai", "berakhir"}
}

var fieldForm = regexp.MustCompile(`\{([^{}\n]*)\}`)

func (c *SectionCommand) validate() error {
	var f errs.Fields
	if c.Org.IsZero() {
		f.Add("org_id", "required")
	}
	directory.CheckChoice(&f, "legal_track", c.Track, LegalTracks())
	known, err := templates()
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(known, func(t template) bool { return t.Name == c.Name }) {
		f.Add("name", "choice.invalid")
	}
	directory.CheckText(&f, "heading", &c.Heading, titleLimit, false)
	directory.CheckText(&f, "body", &c.Body, textLimit, !c.LeftOut)
	for _, m := range fieldForm.FindAllStringSubmatch(c.Body, -1) {
		if !slices.Contains(Fields(), m[1]) {
			f.Add("body", "section.unknown_field", "field", m[0], "fields", "{"+strings.Join(Fields(), "} {")+"}")
			break
		}
	}
	return f.Err()
}

// fill writes the agreement's values into a wording. Who saved the wording was
// told of unknown names; one that stands there anyway stays as it is.
func fill(body string, values map[string]string) string {
	return strings.TrimSpace(fieldForm.ReplaceAllStringFunc(body, func(m string) string {
		if v, ok := values[strings.Trim(m, "{}")]; ok {
			return v
		}
		return m
	}))
}
