package agreement

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/i18n"
)

// blank stands where something is not known yet, as on a printed form.
const blank = "………………"

// Compose writes a first wording of an agreement from its office's sections and
// its own terms and parties. Nothing is stored: people read it, change it and add
// it as a version. It is in Indonesian, as agreements with government bodies are
// (UU 24/2009 art. 31). Errors: Forbidden, NotFound.
func (s *Service) Compose(ctx context.Context, actor authz.Actor, key id.Agreement) (string, error) {
	if err := policy.Check(actor, "agreement.write"); err != nil {
		return "", err
	}
	v, err := findAgreement(ctx, s.db, actor, key)
	if err != nil {
		return "", err
	}
	if !mayPrepare(actor, v.Host) {
		return "", errNotYours()
	}
	parties, err := partiesOf(ctx, s.db, key)
	if err != nil {
		return "", err
	}
	sections, err := sectionsOf(ctx, s.db, v.Host, v.LegalTrack, v.Kind)
	if err != nil {
		return "", err
	}
	values := v.values(parties)
	var parts []string
	pasal := 0
	for _, x := range sections {
		if x.LeftOut || !x.fits(v.Kind) {
			continue
		}
		text := fill(x.Body, values)
		if x.Clause {
			pasal++
			text = "Pasal " + strconv.Itoa(pasal) + " " + x.Heading + "\n" + text
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "\n\n"), nil
}

// values are what a wording's names stand for.
func (a Agreement) values(parties []PartyView) map[string]string {
	items := a.ScopeItems()
	for i, x := range items {
		items[i] = letter(i) + ". " + strings.TrimRight(x, ".;") + ";"
	}
	return map[string]string{
		"label": or(a.Label, blank), "judul": or(a.Title, blank), "pihak": comparison(parties),
		"ruang_lingkup": or(strings.Join(items, "\n"), blank), "pembiayaan": a.Financing, "tempat": or(a.Place, blank),
		"mulai": onPaper(a.StartsOn), "berakhir": onPaper(a.EndsOn),
	}
}

// comparison is the komparisi: who acts for whom, by what authority.
func comparison(parties []PartyView) string {
	var b strings.Builder
	for i, p := range parties {
		fmt.Fprintf(&b, "%d. %s, bertindak untuk dan atas nama %s berdasarkan %s, selanjutnya disebut PIHAK %s;\n",
			i+1, or(p.Signatory, blank), p.Name, or(p.Authority, blank), Ordinal(i+1))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Ordinal counts parties as agreements do: KESATU, KEDUA, KETIGA.
func Ordinal(n int) string {
	if n == 1 {
		return "KESATU"
	}
	return "KE" + strings.ToUpper(strings.ReplaceAll(new(i18n.Localizer).InWords(int64(n)), " ", ""))
}

// letter is the mark of an item of a list; beyond z they are counted.
func letter(i int) string {
	if i < 26 {
		return string(rune('a' + i))
	}
	return strconv.Itoa(i + 1)
}

// onPaper is a day as agreements write it: "19 Oktober 2026".
func onPaper(d civil.Date) string {
	if d.IsZero() {
		return blank
	}
	_, day, _ := strings.Cut(new(i18n.Localizer).LongDate(d), ", ") // without the weekday
	return day
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// Sections lists how an office's agreements of a track are worded, section by
// section: its own wording, else that of the office above it, else the program's.
// Errors: Forbidden.
func (s *Service) Sections(ctx context.Context, actor authz.Actor, org id.Organisation, track LegalTrack) ([]Section, error) {
	if err := policy.Check(actor, "section.read"); err != nil {
		return nil, err
	}
	if !actor.Scope.Has(org) {
		return nil, errs.New(errs.NotFound, "not_found")
	}
	return sectionsOf(ctx, s.db, org, track, "")
}

// sectionsOf joins the program's sections with those of the office and of the
// office above it.
func sectionsOf(ctx context.Context, q db.Querier, org id.Organisation, track LegalTrack, kind Kind) ([]Section, error) {
	known, err := templates()
	if err != nil {
		return nil, err
	}
	rows, err := db.All[OwnSection](ctx, q, `SELECT `+db.Columns[OwnSection]("x")+` FROM agreement_section x
		WHERE x.legal_track = $1 AND x.org_id IN ($2, (SELECT parent_id FROM directory_organisation WHERE id = $3))`, track, org, org)
	if err != nil {
		return nil, fmt.Errorf("read sections: %w", err)
	}
	out := make([]Section, len(known))
	for i, t := range known {
		out[i] = Section{Name: t.Name, Heading: t.Heading, Clause: t.Clause, Body: t.wording(kind, track), Only: t.Only, Not: t.Not}
		for _, r := range rows {
			if r.Name != t.Name || !out[i].From.IsZero() && r.Org != org {
				continue
			}
			out[i].From, out[i].Heading, out[i].Body, out[i].LeftOut = r.Org, or(r.Heading, t.Heading), r.Body, r.LeftOut
			if r.Org == org {
				out[i].Version = r.Version
			}
		}
	}
	return out, nil
}

// SetSection words a section for an office; version is that of its own wording,
// 0 when it has none yet. Errors: Invalid (a name in braces that there is not),
// Forbidden, Conflict when somebody else worded it first.
func (s *Service) SetSection(ctx context.Context, actor authz.Actor, version int64, cmd SectionCommand) error {
	if err := policy.Check(actor, "section.write"); err != nil {
		return err
	}
	if err := cmd.validate(); err != nil {
		return err
	}
	if !ActsFor(actor, cmd.Org) {
		return errNotYours()
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		n, err := db.Exec(ctx, tx, `INSERT INTO agreement_section (org_id, legal_track, name, heading, body, left_out, version, created_at, updated_at)
			VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8) ON CONFLICT (org_id, legal_track, name) DO UPDATE
			SET heading = excluded.heading, body = excluded.body, left_out = excluded.left_out, version = agreement_section.version + 1, updated_at = excluded.updated_at
			WHERE agreement_section.version = $9`,
			cmd.Org, cmd.Track, cmd.Name, cmd.Heading, cmd.Body, cmd.LeftOut, tx.Now().UnixMicro(), tx.Now().UnixMicro(), version)
		if err == nil && n == 0 {
			err = errs.New(errs.Conflict, "stale")
		}
		if err != nil {
			return err
		}
		return audit.Did(ctx, tx, actor, audit.What{Org: cmd.Org, Action: "section.set", Kind: "section", Record: id.Any(cmd.Org)},
			audit.Change{Field: string(cmd.Track) + " " + cmd.Name, New: sum(cmd.Body)})
	})
	return wrap(err, "word section")
}

// ResetSection takes an office back to the wording of the office above it, or
// the program's. What is not there is reset already.
func (s *Service) ResetSection(ctx context.Context, actor authz.Actor, org id.Organisation, track LegalTrack, name string) error {
	if err := policy.Check(actor, "section.write"); err != nil {
		return err
	}
	if !ActsFor(actor, org) {
		return errNotYours()
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		n, err := db.Exec(ctx, tx, `DELETE FROM agreement_section WHERE org_id = $1 AND legal_track = $2 AND name = $3`, org, track, name)
		if err != nil || n == 0 {
			return err
		}
		return audit.Did(ctx, tx, actor, audit.What{Org: org, Action: "section.reset", Kind: "section", Record: id.Any(org)},
			audit.Change{Field: string(track) + " " + name})
	})
	return wrap(err, "reset section")
}
