package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
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

	"titian/internal/platform/db"
)

const template = "titian_template"

func postgresCopy(t *testing.T) string {
	t.Helper()
	return postgresNew(t, template)
}

func postgresBare(t *testing.T) string {
	t.Helper()
	return postgresNew(t, "template0")
}

func postgresNew(t *testing.T, from string) string {
	t.Helper()
	dir, err := cluster()
	if err != nil {
		t.Fatalf("%v\nPostgreSQL tests need Debian's package postgresql (make test installs it); TITIAN_TEST_POSTGRES=off leaves them out.", err)
	}
	name := "t" + strconv.FormatInt(copies.Add(1), 10)
	if err := admin(dir, "CREATE DATABASE "+name+" TEMPLATE "+from); err != nil {
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

// cluster starts one PostgreSQL for this test process, on a copy of the prepared
// files, and tells the folder of its socket.
var cluster = sync.OnceValues(func() (string, error) {
	bin, err := binaries()
	if err != nil {
		return "", err
	}
	from, err := prepared(bin)
	if err != nil {
		return "", err
	}
	s, err := start(bin, `cp -a "$3" "$2/data"`, from, `rm -rf "$2"`)
	if err != nil {
		return "", err
	}
	go s.hold() // until this process ends
	return s.dir, nil
})

// prepared is a folder with an initialised server and the migrated template. Half
// a hundred packages need one, and each would spend seconds on the same files, so
// whoever comes first leaves them in the temporary folder, under a name that
// changes with the server and the schema. Two at once make two; one is kept.
func prepared(bin string) (string, error) {
	sum, err := db.SchemaSum()
	if err != nil {
		return "", err
	}
	ready := filepath.Join(os.TempDir(), fmt.Sprintf("titian-pg-files-%d-%s-%.12x", os.Getuid(), filepath.Base(filepath.Dir(bin)), sum))
	if _, err := os.Stat(ready); err == nil {
		return ready, nil
	}
	s, err := start(bin, `"$1/initdb" -D "$2/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$2/log" 2>&1`, "", "")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(s.dir)
	err = admin(s.dir, "CREATE DATABASE "+template)
	if err == nil {
		err = migrate(address(s.dir, template))
	}
	if err := errors.Join(err, s.stop()); err != nil {
		return "", fmt.Errorf("prepare postgres: %w", err)
	}
	if err := os.Rename(filepath.Join(s.dir, "data"), ready); err != nil {
		if _, made := os.Stat(ready); made != nil {
			return "", fmt.Errorf("prepare postgres: %w", err)
		}
	}
	return ready, nil
}

// server is a running PostgreSQL. A shell holds it: when our end of the shell's
// input closes, because the tests ended or were killed, the shell stops the server.
type server struct {
	dir   string
	cmd   *exec.Cmd
	input io.WriteCloser
}

// hold keeps our end of the pipe from being collected, and so closed.
func (s server) hold() {
	_ = s.cmd.Wait()
	runtime.KeepAlive(s.input)
}

// stop ends the server and waits for it.
func (s server) stop() error {
	_ = s.input.Close()
	return s.cmd.Wait()
}

// start runs a server in a folder of its own. Two commands of the shell come
// before and after it: $1 is the programs' folder, $2 the server's, $3 from.
func start(bin, before, from, after string) (server, error) {
	dir, err := os.MkdirTemp("", "titian-pg-")
	if err != nil {
		return server{}, err
	}
	s := server{dir: dir, cmd: exec.Command("sh", "-c", before+` &&
		{ "$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off -c full_page_writes=off \
			-c synchronous_commit=off -c max_connections=200 -c shared_buffers=64MB -c autovacuum=off >>"$2/log" 2>&1 &
		pid=$!; }
		read -r _
		kill -INT $pid; wait $pid; `+after, "sh", bin, dir, from)}
	if err := unprivileged(s.cmd, dir); err != nil {
		return s, err
	}
	if s.input, err = s.cmd.StdinPipe(); err != nil {
		return s, err
	}
	if err := s.cmd.Start(); err != nil {
		return s, fmt.Errorf("start postgres: %w", err)
	}
	deadline := time.Now().Add(time.Minute) // a busy machine takes its time
	for err = errors.New("not started"); err != nil; time.Sleep(20 * time.Millisecond) {
		if err = admin(dir, "SELECT 1"); err == nil {
			break
		}
		if time.Now().After(deadline) {
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			return s, fmt.Errorf("start postgres: %w\n%s", err, log)
		}
	}
	return s, nil
}

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
