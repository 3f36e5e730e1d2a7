package backup

import (
	"context"
	"os/exec"
)

// Connect is connect, whose command line a test reads.
func Connect(ctx context.Context, bin, address string) (*exec.Cmd, error) {
	return connect(ctx, bin, address, "--format=custom")
}
