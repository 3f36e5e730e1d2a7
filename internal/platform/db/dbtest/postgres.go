package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

const template = "titian_template"

func postgresCopy(t *testing.T) string {
	t.Helper()
	dir, err := cluster()
	if err != nil {
		t.Fatalf("%v\nPostgreSQL tests need Debian's package postgresql (make test installs it); TITIAN_TEST_POSTGRES=off leaves them out.", err)
	}
	name := "t" + strconv.FormatInt(copies.Add(1), 10)
	if err := admin(dir, "CREATE DATABASE "+name+" TEMPLATE "+template); err != nil {
		t.Fatal(err)
	}
	return address(dir, name)
}

func address(dir, name string) string {
	return "postgres:///" + name + "?host=" + dir + "&user=postgres"
}

func admin(dir, text string) error {
	d, err := sql.Open("pgx", address(dir, "postgres"))
	if err != nil {
		return err
	}
	defer d.Close()
	_, err = d.ExecContext(context.Background(), text)
	return err
}

// cluster starts one PostgreSQL for this test process. A shell holds it: when
// our end of the shell's input closes, because the tests ended or were killed,
// the shell stops the server and removes its files.
var cluster = sync.OnceValues(func() (string, error) {
	bin, err := binaries()
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "titian-pg-")
	if err != nil {
		return "", err
	}
	cmd := exec.Command("sh", "-c", `
		"$1/initdb" -D "$2/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$2/log" 2>&1 &&
		{ "$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off -c full_page_writes=off \
			-c synchronous_commit=off -c max_connections=200 -c shared_buffers=64MB -c autovacuum=off >>"$2/log" 2>&1 &
		pid=$!; }
		read -r _
		kill -INT $pid; wait $pid; rm -rf "$2"`, "sh", bin, dir)
	if err := unprivileged(cmd, dir); err != nil {
		return "", err
	}
	hold, err := cmd.StdinPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", fmt.Errorf("start postgres: %w", err)
	}
	go func() { // keeps our end of the pipe from being collected, and so closed
		_ = cmd.Wait()
		runtime.KeepAlive(hold)
	}()
	deadline := time.Now().Add(time.Minute) // a busy machine takes its time
	for err = errors.New("not started"); err != nil; time.Sleep(50 * time.Millisecond) {
		if err = admin(dir, "CREATE DATABASE "+template); err == nil {
			break
		}
		if time.Now().After(deadline) {
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			return "", fmt.Errorf("start postgres: %w\n%s", err, log)
		}
	}
	if err := migrate(address(dir, template)); err != nil {
		return "", err
	}
	return dir, nil
})

// unprivileged runs cmd as user postgres when we are root: the server refuses root.
func unprivileged(cmd *exec.Cmd, dir string) error {
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return fmt.Errorf("start postgres as root: %w", err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return err
	}
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	return os.Chown(dir, int(uid), int(gid))
}

// binaries finds the newest installed server.
func binaries() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err == nil && len(found) > 0 {
		best, version := "", 0
		for _, f := range found {
			v, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(f))))
			if v >= version {
				best, version = filepath.Dir(f), v
			}
		}
		return best, nil
	}
	p, err := exec.LookPath("initdb")
	if err != nil {
		return "", errors.New("find postgres: no initdb in /usr/lib/postgresql or on the path")
	}
	return filepath.Dir(p), nil
}
