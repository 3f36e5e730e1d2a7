package app

import (
	"os"
	"runtime/debug"
)

// gcPercent lets the heap grow to five times what is in use before it is
// collected. A server's live heap is a few megabytes, and at Go's usual 100 it
// would be collected many times a second for nothing.
const gcPercent = 400

// roomy sets gcPercent unless the operator's GOGC says otherwise.
func roomy() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
}
