package directory

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Get reads one organisation.
func (s *Service) Get(ctx context.Context, a authz.Actor, key id.Organisation) (Organisation, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return Organisation{}, err
	}
	o, found, err := find(ctx, s.db, key)
	if err != nil {
		return o, fmt.Errorf("read organisation %s: %w", key, err)
	}
	if !found {
		return o, errNotFound
	}
	return o, nil
}

// Filter narrows a list of organisations. Text is a part of a name or a code.
type Filter struct {
	Kind        Kind
	PartnerKind PartnerKind
	Parent      id.Organisation
	Inactive    bool // also those that have ended
	Text        string
	Desc        bool // by name from Z to A
}

// List is one page of organisations by name.
func (s *Service) List(ctx context.Context, a authz.Actor, f Filter, r page.Request) (page.Of[Organisation], error) {
	if err := policy.Check(a, CanRead); err != nil {
		return page.Of[Organisation]{}, err
	}
	var bad errs.Fields
	if f.Kind != "" {
		CheckChoice(&bad, "kind", f.Kind, Kinds())
	}
	if f.PartnerKind != "" {
		CheckChoice(&bad, "partner_kind", f.PartnerKind, PartnerKinds())
	}
	if err := bad.Err(); err != nil {
		return page.Of[Organisation]{}, err
	}
	q, args, err := listQuery(f, r)
	if err != nil {
		return page.Of[Organisation]{}, err
	}
	rows, err := db.All[Organisation](ctx, s.db, q, args...)
	if err != nil {
		return page.Of[Organisation]{}, fmt.Errorf("list organisations: %w", err)
	}
	return page.Cut(rows, r, func(o Organisation) []string { return []string{o.Name, o.ID.String()} }), nil
}

// listQuery writes the question. Each combination is served by an index on name,
// or by the few rows below one parent.
func listQuery(f Filter, r page.Request) (string, []any, error) {
	var where []string
	var args []any
	and := func(condition string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			condition = strings.Replace(condition, "?", "$"+strconv.Itoa(len(args)), 1)
		}
		where = append(where, condition)
	}
	if f.Kind != "" {
		and("kind = ?", string(f.Kind))
	}
	if f.PartnerKind != "" {
		and("partner_kind = ?", string(f.PartnerKind))
	}
	if !f.Parent.IsZero() {
		and("parent_id = ?", f.Parent)
	}
	if !f.Inactive {
		and("active")
	}
	if t := strings.ToLower(strings.TrimSpace(f.Text)); t != "" {
		and(`(LOWER(name) LIKE ? ESCAPE '\' OR LOWER(code) LIKE ? ESCAPE '\')`, contains(t), contains(t))
	}
	order, beyond := "name, id", "(name, id) > (?, ?)"
	if f.Desc {
		order, beyond = "name DESC, id DESC", "(name, id) < (?, ?)"
	}
	after, err := page.Decode(r.After, 2)
	if err != nil {
		return "", nil, err
	}
	if after != nil {
		key, err := parseKey(after[1])
		if err != nil {
			return "", nil, err
		}
		and(beyond, after[0], key)
	}
	q := `SELECT ` + db.Columns[Organisation]("") + ` FROM directory_organisation`
	if len(where) > 0 {
		q += " WHERE " + strings.Join(where, " AND ")
	}
	args = append(args, r.Limit()+1)
	return q + " ORDER BY " + order + " LIMIT $" + strconv.Itoa(len(args)), args, nil
}

func parseKey(s string) (key id.Organisation, err error) {
	if err := key.UnmarshalText([]byte(s)); err != nil {
		return key, errs.New(errs.Invalid, "cursor.invalid").Because(err)
	}
	return key, nil
}

func contains(s string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s) + "%"
}

// Choice is an organisation as a form offers it.
type Choice struct {
	ID   id.Organisation `db:"id" privacy:"internal"`
	Name string          `db:"name" privacy:"internal"`
	Kind Kind            `db:"kind" privacy:"internal"`

	FacilityType FacilityType `db:"facility_type" privacy:"public"` // empty for other kinds
}

// Option is the choice in a select: its key and its name.
func (c Choice) Option() (value, label string) { return c.ID.String(), c.Name }

// Choices lists the active organisations of some kinds by name, for the selects
// of forms.
func (s *Service) Choices(ctx context.Context, a authz.Actor, kinds ...Kind) ([]Choice, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return nil, err
	}
	args := make([]any, len(kinds))
	for i, k := range kinds {
		args[i] = string(k)
	}
	out, err := db.All[Choice](ctx, s.db, `SELECT id, name, kind, facility_type FROM directory_organisation WHERE active AND kind IN (`+db.In(len(kinds), 1)+`) ORDER BY name, id`, args...)
	if err != nil {
		return nil, fmt.Errorf("list choices of organisations: %w", err)
	}
	return out, nil
}

// Offices lists the facilities and probation offices in the actor's own scope.
func (s *Service) Offices(ctx context.Context, a authz.Actor) ([]Choice, error) {
	found, err := s.Choices(ctx, a, Facility)
	return slices.DeleteFunc(found, func(c Choice) bool { return !a.Scope.Has(c.ID) }), err
}

// Narrowing lists the offices to which an actor of several can narrow what is
// shown; none for an actor of one office, who has nothing to choose.
func (s *Service) Narrowing(ctx context.Context, a authz.Actor) ([]Choice, error) {
	if len(a.Scope.Orgs) == 1 && !a.Scope.All {
		return nil, nil
	}
	return s.Offices(ctx, a)
}

// Chain is an organisation's line of superiors, the highest first, itself last.
func (s *Service) Chain(ctx context.Context, a authz.Actor, key id.Organisation) ([]Organisation, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return nil, err
	}
	var out []Organisation
	for !key.IsZero() && len(out) < 5 { // the tree has three floors
		o, found, err := find(ctx, s.db, key)
		if err != nil {
			return nil, fmt.Errorf("read organisation %s: %w", key, err)
		}
		if !found {
			break
		}
		out = append([]Organisation{o}, out...)
		key = o.Parent
	}
	return out, nil
}
