package audit

// Digest lets a test forge an entry as somebody who knows the program would.
func (e Entry) Digest() []byte { return e.digest() }
