package person

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"strings"
	"text/template"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// The wordings that people have agreed to. A file is never edited once somebody
// may have signed it: a change is the next number. The Indonesian text is what
// was agreed; the English one explains it to a reader.
//
//go:embed wording
var wordings embed.FS

// Wordings is the number of the wording that is put before people today.
const Wordings = 1

// Receipt is a person's answer as the sheet says it that the person keeps.
type Receipt struct {
	Consent
	Name         string
	RegisterNo   string
	FacilityName string
	PartnerName  string
	Child        bool
	Standing     Standing
}

// Receipt is one answer with the names that stand on its sheet. Permission:
// person.read; NotFound for an answer of somebody else.
func (s *Service) Receipt(ctx context.Context, a authz.Actor, person id.Person, consent id.Consent) (Receipt, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return Receipt{}, err
	}
	p, err := visible(ctx, s.db, a, person)
	if err != nil {
		return Receipt{}, err
	}
	c, err := consentByID(ctx, s.db, person, consent)
	if err != nil {
		return Receipt{}, err
	}
	today := civil.Today(s.db.Now())
	r := Receipt{Consent: c, Name: p.Name, RegisterNo: p.RegisterNo, Child: p.IsChild(today), Standing: c.On(today)}
	names, err := namesOf(ctx, s.db, c.Facility, c.Partner)
	r.FacilityName, r.PartnerName = names[c.Facility], names[c.Partner]
	return r, err
}

// Text is what was agreed, in a language ("id", "en"), paragraph by paragraph.
// until writes the last day as readers of that language do.
func (r Receipt) Text(lang string, until func(civil.Date) string) ([]string, error) {
	name := fmt.Sprintf("wording/%d.%s.txt", r.Wording, lang)
	raw, err := wordings.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read wording: %w", err)
	}
	t, err := template.New(name).Parse(string(raw))
	if err != nil {
		return nil, fmt.Errorf("read wording: %w", err)
	}
	var b bytes.Buffer
	err = t.Execute(&b, map[string]any{
		"Name": r.Name, "Representative": r.Representative, "By": string(r.By), "Refused": r.Answer == Refused, "Partner": r.PartnerName,
		"Facility": r.FacilityName, "Purpose": string(r.Purpose), "Until": until(r.ExpiresOn), "Child": r.Child,
	})
	if err != nil {
		return nil, fmt.Errorf("fill wording %s: %w", name, err)
	}
	var out []string
	for p := range strings.SplitSeq(b.String(), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out, nil
}

type orgName struct {
	ID   id.Organisation `db:"id" privacy:"internal"`
	Name string          `db:"office" privacy:"public"`
}

// namesOf reads the names of a few organisations.
func namesOf(ctx context.Context, q db.Querier, orgs ...id.Organisation) (map[id.Organisation]string, error) {
	args := make([]any, len(orgs))
	for i, o := range orgs {
		args[i] = o
	}
	out := map[id.Organisation]string{}
	err := db.Each(ctx, q, `SELECT id, name AS office FROM directory_organisation WHERE id IN (`+db.In(len(args), 1)+`)`, args, func(o *orgName) error {
		out[o.ID] = o.Name
		return nil
	})
	return out, err
}
