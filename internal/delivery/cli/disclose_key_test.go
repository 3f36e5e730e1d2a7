package cli

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"titian/internal/kernel/errs"
)

func TestTheFirstReleaseMakesAKeyAndLaterOnesNeedIt(t *testing.T) {
	d := newDisclosing(t)
	d.cmd.KeyFile = d.path("made")
	if err := d.run(); err != nil {
		t.Fatal(discloseText(err))
	}
	key, err := os.ReadFile(d.cmd.KeyFile)
	if err != nil || len(bytes.TrimSpace(key)) < 32 {
		t.Fatalf("got %d bytes, %v", len(key), err)
	}
	if info, err := os.Stat(d.cmd.KeyFile); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v", info.Mode(), err)
	}
	if err := os.Remove(d.cmd.KeyFile); err != nil {
		t.Fatal(err)
	}
	if err := d.run(); !errors.Is(err, errs.Invalid) || !strings.Contains(discloseText(err), "the rounding key is missing") {
		t.Errorf("got %v", discloseText(err))
	}
	if _, err := os.Stat(d.cmd.KeyFile); !errors.Is(err, os.ErrNotExist) {
		t.Error("a second key was made")
	}
}

func TestWrongInputMakesNoKey(t *testing.T) {
	d := newDisclosing(t)
	d.cmd.KeyFile = d.path("made")
	d.write("records.csv", "")
	if err := d.run(); !errors.Is(err, errs.Invalid) {
		t.Fatalf("got %v", discloseText(err))
	}
	if _, err := os.Stat(d.cmd.KeyFile); !errors.Is(err, os.ErrNotExist) {
		t.Error("a key was made")
	}
}
