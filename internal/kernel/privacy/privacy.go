// Package privacy names the classes that every stored field has. The law behind
// them is UU 27/2022 (personal data; article 4(2): criminal record, health and
// children are specific data) and UU 11/2012 article 19 (children's identity).
package privacy

// Class says who may see a field and how audit and export treat it.
type Class string

// The classes, from open to closed. A field without one counts as Secret.
const (
	Public     Class = "public"     // may stand on a public page
	Internal   Class = "internal"   // the work's own data: any actor in scope
	Restricted Class = "restricted" // identity, sentence, poverty: by role and purpose
	Medical    Class = "medical"    // health: only those who treat or plan care
	Child      Class = "child"      // a child's record
	Secret     Class = "secret"     // credentials and keys: never shown, never audited in plain
)

// Valid reports whether c is one of the classes.
func (c Class) Valid() bool {
	switch c {
	case Public, Internal, Restricted, Medical, Child, Secret:
		return true
	}
	return false
}

// Plain reports whether audit may keep the value itself; otherwise it keeps
// only that the field changed.
func (c Class) Plain() bool { return c == Public || c == Internal }
