package audit

// Digest lets a test forge an entry as somebody who knows the program would.
func (e Entry) Digest() []byte { return e.digest() }

// ChangesText is changes as they are stored.
func ChangesText(list []Change) (string, error) { return changesText(list) }

// Gather is changes as they are told together.
func Gather(list []Change) []Change { return gather(list) }
