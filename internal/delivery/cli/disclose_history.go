package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"titian/internal/engine/disclosure"
)

// releases is the folder of frozen releases: one folder a release, named after
// it, never changed. A release appears whole, by one rename, or not at all.
type releases struct {
	dir  string
	lock string // empty when only reading
}

// published is a release as it was read back.
type published struct {
	release *disclosure.Release
	files   disclosure.Files
}

// openReleases opens the folder, making it when it is to be written. The lock
// keeps two runs from passing the gate side by side, each unaware of the other.
func openReleases(dir string, write bool) (*releases, error) {
	h := &releases{dir: dir}
	if !write {
		return h, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, discloseFault(dir, err)
	}
	lock := filepath.Join(dir, ".lock")
	f, err := os.OpenFile(lock, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return nil, discloseRefused(fmt.Sprintf("%s exists: another run is publishing; if it crashed, delete that file and run again", lock))
	}
	if err != nil {
		return nil, discloseFault(dir, err)
	}
	h.lock = lock
	return h, f.Close()
}

func (h *releases) close() {
	if h.lock != "" {
		_ = os.Remove(h.lock)
	}
}

// read reads every release. Names with a dot in front are unfinished work of a
// run that crashed, and were never published.
func (h *releases) read() (map[string]published, error) {
	entries, err := os.ReadDir(h.dir)
	if errors.Is(err, fs.ErrNotExist) && h.lock == "" {
		return nil, nil
	}
	if err != nil {
		return nil, discloseFault(h.dir, err)
	}
	all := map[string]published{}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		p, err := readRelease(filepath.Join(h.dir, e.Name()))
		if err != nil {
			return nil, err
		}
		if p.release.Spec.Release != e.Name() {
			return nil, discloseFault(filepath.Join(h.dir, e.Name()), fmt.Errorf("the folder holds release %s; folders keep their names", p.release.Spec.Release))
		}
		all[e.Name()] = p
	}
	return all, nil
}

func readRelease(dir string) (published, error) {
	var p published
	for _, f := range []struct {
		name string
		to   *[]byte
	}{
		{disclosure.MetaName, &p.files.Meta},
		{disclosure.CellsName, &p.files.Cells},
		{disclosure.CurvesName, &p.files.Curves},
	} {
		b, err := os.ReadFile(filepath.Join(dir, f.name))
		if err != nil {
			return p, discloseFault(dir, err)
		}
		*f.to = b
	}
	var err error
	if p.release, err = disclosure.Decode(p.files); err != nil {
		return p, discloseFault(dir, err)
	}
	return p, nil
}

// add writes the release beside the others under a hidden name, brings it to
// disk, and renames it into place.
func (h *releases) add(name string, files disclosure.Files) error {
	temp, err := os.MkdirTemp(h.dir, ".new-*")
	if err != nil {
		return fmt.Errorf("add release %s: %w", name, err)
	}
	defer os.RemoveAll(temp)
	for file, b := range map[string][]byte{
		disclosure.MetaName: files.Meta, disclosure.CellsName: files.Cells, disclosure.CurvesName: files.Curves,
	} {
		if err := writeFrozen(filepath.Join(temp, file), b); err != nil {
			return fmt.Errorf("add release %s: %w", name, err)
		}
	}
	if err := os.Chmod(temp, 0o755); err != nil {
		return fmt.Errorf("add release %s: %w", name, err)
	}
	if err := os.Rename(temp, filepath.Join(h.dir, name)); err != nil {
		return fmt.Errorf("add release %s: %w", name, err)
	}
	return syncFolder(h.dir)
}

// writeFrozen writes a file that nobody is to write again.
func writeFrozen(path string, b []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o444)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Sync(), f.Close())
}

// syncFolder brings the rename itself to disk.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
