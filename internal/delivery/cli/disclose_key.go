package cli

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"titian/internal/engine/disclosure"
)

// key reads the rounding key. The first release of all makes one. A later one
// never does: another key rounds the same people to other numbers, and from
// several roundings a reader learns the count behind them.
func (c *DiscloseCmd) key() ([]byte, error) {
	if _, err := os.Stat(c.KeyFile); errors.Is(err, fs.ErrNotExist) {
		if err := c.makeKey(); err != nil {
			return nil, err
		}
	}
	key, err := readWhole(c.KeyFile, 4096)
	if err != nil {
		return nil, err
	}
	key = bytes.TrimSpace(key)
	if len(key) < disclosure.MinKey {
		return nil, discloseFault(c.KeyFile, fmt.Errorf("the key has %d bytes; it needs %d or more", len(key), disclosure.MinKey))
	}
	return key, nil
}

// makeKey writes a new key that only its owner may read, if nothing was
// published with another.
func (c *DiscloseCmd) makeKey() error {
	entries, err := os.ReadDir(c.History)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return discloseFault(c.History, err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			return discloseFault(c.KeyFile, fmt.Errorf("the rounding key is missing, and %s holds releases that were rounded with it; give its file with --key-file", c.History))
		}
	}
	if err := writeSecret(c.KeyFile, rand.Text()+rand.Text()+"\n"); err != nil {
		return discloseFault(c.KeyFile, err)
	}
	return nil
}

// writeSecret writes a new file for its owner's eyes.
func writeSecret(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) // the operator names the file
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Sync(), f.Close())
}
