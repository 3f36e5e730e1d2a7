package backup_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"titian/internal/kernel/errs"
	"titian/internal/platform/backup"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// child runs one test of this binary in a process of its own.
func child(t *testing.T, test string, settings ...string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+test+"$", "-test.v")
	c.Env = append(os.Environ(), settings...)
	return c
}

// TestKilledAtAnyMomentNothingHalfIsLeft kills a process that backs up, and one
// that restores, at moments spread over their work.
func TestKilledAtAnyMomentNothingHalfIsLeft(t *testing.T) {
	if address := os.Getenv("TITIAN_TEST_BACK"); address != "" { // this process is killed
		d := dbtest.OpenAt(t, address, now)
		for n := 0; ; n++ {
			if _, err := backup.Write(t.Context(), d, backup.Options{To: fmt.Sprintf("%s%d", os.Getenv("TITIAN_TEST_TO"), n), Address: address, Key: ours}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if address := os.Getenv("TITIAN_TEST_RESTORE"); address != "" {
		for n := 0; ; n++ {
			if _, err := restore(t, os.Getenv("TITIAN_TEST_FROM"), fmt.Sprintf("%s%d", address, n), nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		h := build(t, d.Dialect)
		to := filepath.Join(t.TempDir(), "b")
		for round := range 4 {
			kill(t, child(t, "TestKilledAtAnyMomentNothingHalfIsLeft", "TITIAN_TEST_BACK="+h.url, "TITIAN_TEST_TO="+to+fmt.Sprint(round)), time.Duration(150+90*round)*time.Millisecond, to+"*")
		}
		made, err := filepath.Glob(to + "*")
		if err != nil || len(made) == 0 {
			t.Fatalf("no backup was begun: %v", err)
		}
		for _, file := range made {
			if strings.HasSuffix(file, ".partial") {
				continue
			}
			if _, err := restore(t, file, dbtest.Bare(t, d.Dialect), nil); err != nil {
				t.Errorf("%s stands under its name and is not whole: %v", filepath.Base(file), err)
			}
		}
		left := h.url + ".backup-999999999" // of a process that is no more
		if path, ok := strings.CutPrefix(left, "sqlite:"); ok {
			if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
				t.Fatal(err)
			}
			h.back(t)
			if copies, err := filepath.Glob(strings.TrimPrefix(h.url, "sqlite:") + ".backup-*"); err != nil || len(copies) > 0 {
				t.Errorf("copies are left: %v, %v", copies, err)
			}
		}
	})
	t.Run("restoring", func(t *testing.T) {
		h := build(t, db.SQLite)
		file, address := h.back(t), dbtest.Bare(t, db.SQLite)
		for round := range 4 {
			path := strings.TrimPrefix(address, "sqlite:") + fmt.Sprint(round)
			kill(t, child(t, "TestKilledAtAnyMomentNothingHalfIsLeft", "TITIAN_TEST_RESTORE=sqlite:"+path, "TITIAN_TEST_FROM="+file), time.Duration(60+70*round)*time.Millisecond, path+"*")
			for n := 0; ; n++ {
				if _, err := os.Stat(fmt.Sprint(path, n)); err != nil {
					if _, err := restore(t, file, fmt.Sprint("sqlite:", path, n), nil); err != nil {
						t.Errorf("again after the kill: %v", err)
					}
					break
				}
				if got := contents(t, dbtest.OpenAt(t, fmt.Sprint("sqlite:", path, n), now)); fmt.Sprint(got) != fmt.Sprint(contents(t, h.DB)) {
					t.Error("a database stands under its name and is not whole")
				}
			}
		}
	})
}

// kill starts a process and ends it some time after its first file is seen.
func kill(t *testing.T, c *exec.Cmd, after time.Duration, sign string) {
	t.Helper()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if found, _ := filepath.Glob(sign); len(found) > 0 {
			break
		}
	}
	time.Sleep(after)
	if err := c.Process.Kill(); err != nil {
		t.Errorf("it ended before it was killed: %v", err)
	}
	_ = c.Wait()
}

// TestAFullDiskLeavesNothing lets a process write no more than a small part.
func TestAFullDiskLeavesNothing(t *testing.T) {
	if address := os.Getenv("TITIAN_TEST_FULL"); address != "" {
		d := dbtest.OpenAt(t, address, now)
		o := backup.Options{To: os.Getenv("TITIAN_TEST_TO"), Address: address, Key: ours}
		signal.Ignore(syscall.SIGXFSZ)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 60 << 10, Max: 60 << 10}); err != nil {
			t.Fatal(err)
		}
		if _, err := backup.Write(t.Context(), d, o); !errors.Is(err, errs.Unavailable) {
			t.Errorf("got %v, want unavailable", err)
		}
		return
	}
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		h := build(t, d.Dialect)
		to := filepath.Join(t.TempDir(), "x")
		if out, err := child(t, "TestAFullDiskLeavesNothing", "TITIAN_TEST_FULL="+h.url, "TITIAN_TEST_TO="+to).CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		nothing(t, filepath.Dir(to))
		if path, ok := strings.CutPrefix(h.url, "sqlite:"); ok {
			if copies, err := filepath.Glob(path + ".backup-*"); err != nil || len(copies) > 0 {
				t.Errorf("copies are left: %v, %v", copies, err)
			}
		}
	})
}
