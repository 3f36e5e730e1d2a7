package person

import (
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
)

// A child's record (UU 11/2012 article 19) is sealed: it is opened by the staff
// of the facility that holds the child and of the probation office that guides
// them, each opening is noted before it happens (see readings.go), and for everybody else, the regional office
// among them, the child is in no list and not to be found. Partners never meet a
// child by name, see NamedTo.

// MayOpen reports whether the actor may open the person's record at all.
func (p *Person) MayOpen(a authz.Actor, today civil.Date) bool {
	return p.in(a.Scope) && (!p.IsChild(today) || policy.May(a, CanReadChild))
}

// NotChild is the SQL condition under which a person's row may be listed for an
// actor: true for whoever may open children's records. Alias is the person_person
// row's, empty for none. Other features' lists of names use it too. It has no
// arguments: the day is written out, as it is the server's.
func NotChild(a authz.Actor, alias string, today civil.Date) string {
	if policy.May(a, CanReadChild) {
		return "1 = 1"
	}
	if alias != "" {
		alias += "."
	}
	day := eighteenAgo(today)
	return alias + "legal_status NOT IN ('child_suspect', 'juvenile') AND " + alias + "born <= '" + day + "' AND " + alias + "born NOT IN ('" + day[:4] + "', '" + day[:7] + "')"
}
