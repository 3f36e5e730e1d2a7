// Package cli is Titian on the command line. Each command is one small struct
// in a file of its own, thin over the same services that web and API call.
// It owns flags, text output and exit codes, and refuses business rules.
package cli

import (
	"context"
	"io"
	"time"
)

// Env is what a command may touch of the world outside, so that tests can
// give it another one.
type Env struct {
	Context context.Context
	Stdin   io.Reader
	Stdout  io.Writer
	Stderr  io.Writer
	Now     func() time.Time
}
