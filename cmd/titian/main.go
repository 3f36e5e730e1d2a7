// Command titian carries people from prison back to their communities, by
// making the cooperation around them real. See README.md, or titian --help.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"titian/internal/delivery/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	env := &cli.Env{Context: ctx, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Now: time.Now}
	code := cli.Main(env, os.Args[1:], os.Environ())
	stop()
	os.Exit(code)
}
