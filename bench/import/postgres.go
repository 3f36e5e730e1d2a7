package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// cluster is a PostgreSQL of our own: its processor time is nobody else's. It
// listens at a socket in its directory only. PostgreSQL refuses to run as root,
// who therefore lends it to the user postgres. A nil cluster is SQLite's: it
// costs nothing.
type cluster struct {
	dir, bin string
	pid      int
}

func startCluster() (*cluster, error) {
	all, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil || len(all) == 0 {
		return nil, errors.Join(errors.New("no /usr/lib/postgresql/*/bin"), err)
	}
	c := &cluster{bin: all[len(all)-1]}
	if c.dir, err = os.MkdirTemp("", "titian-pg-"); err != nil {
		return nil, err
	}
	if os.Getuid() == 0 {
		if err := command("chown", "postgres", c.dir).Run(); err != nil {
			return nil, err
		}
	}
	data := filepath.Join(c.dir, "data")
	if err := c.as("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"); err != nil {
		return nil, err
	}
	// Not to wait for the disk is SQLite's NORMAL, and the same for both.
	settings := "-k " + c.dir + " -c listen_addresses= -c shared_buffers=512MB -c max_parallel_workers_per_gather=0 -c jit=off -c synchronous_commit=off"
	if err := c.as("pg_ctl", "-D", data, "-l", filepath.Join(c.dir, "log"), "-w", "-o", settings, "start"); err != nil {
		return nil, err
	}
	pid, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err == nil {
		first, _, _ := strings.Cut(string(pid), "\n")
		c.pid, err = strconv.Atoi(first)
	}
	return c, err
}

// as runs one of PostgreSQL's programs.
func (c *cluster) as(program string, args ...string) error {
	name := filepath.Join(c.bin, program)
	if os.Getuid() == 0 {
		name, args = "runuser", append([]string{"-u", "postgres", "--", name}, args...)
	}
	run := exec.Command(name, args...)
	run.Dir = c.dir
	if out, err := run.CombinedOutput(); err != nil && program != "pg_ctl" {
		return fmt.Errorf("%s: %w: %s", program, err, out)
	} else if err != nil {
		return fmt.Errorf("%s: %w", program, err)
	}
	return nil
}

func (c *cluster) stop() error {
	return errors.Join(c.as("pg_ctl", "-D", filepath.Join(c.dir, "data"), "-m", "immediate", "-w", "stop"), os.RemoveAll(c.dir))
}

func (c *cluster) url(name string) string {
	return "postgres:///" + name + "?host=" + c.dir + "&user=postgres"
}

func (c *cluster) psql(name string, args ...string) error {
	return command("psql", append([]string{"-q", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", "-h", c.dir, "-U", "postgres", "-d", name}, args...)...).Run()
}

func (c *cluster) create(name string) error { return c.psql("postgres", "-c", "CREATE DATABASE "+name) }

// fill makes the bare server's database and loads its CSV set.
func (c *cluster) fill(name, schema, data string) error {
	err := c.create(name)
	if err == nil {
		err = c.psql(name, "-f", filepath.Join(schema, "pg.sql"))
	}
	for _, t := range []string{"institutions", "programmes", "persons", "enrolments", "attendance"} {
		if err == nil {
			err = c.psql(name, "-c", `\copy `+t+` FROM '`+filepath.Join(data, t+".csv")+`' CSV HEADER`)
		}
	}
	if err == nil {
		err = c.psql(name, "-f", filepath.Join(schema, "pg_index.sql"))
	}
	return err
}

// cpu is the processor time of the cluster so far: of the processes that run and
// of those that it has waited for.
func (c *cluster) cpu() time.Duration {
	if c == nil {
		return 0
	}
	sum := ticks(c.pid, 4)
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		if pid, err := strconv.Atoi(e.Name()); err == nil && parent(pid) == c.pid {
			sum += ticks(pid, 4)
		}
	}
	return time.Duration(sum) * 10 * time.Millisecond
}

// stat is the fields of /proc/PID/stat after the command's name, state first.
func stat(pid int) []string {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil // it has ended
	}
	return strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:]))
}

func parent(pid int) int {
	if f := stat(pid); len(f) > 1 {
		n, _ := strconv.Atoi(f[1])
		return n
	}
	return 0
}

// ticks sums n fields of processor time: user, system, and the two of children.
func ticks(pid, n int) (sum int64) {
	f := stat(pid)
	for i := 11; i < 11+n && i < len(f); i++ {
		v, _ := strconv.ParseInt(f[i], 10, 64)
		sum += v
	}
	return sum
}

// anonymous is a process's memory beyond mapped files, in kilobytes.
func anonymous(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0 // it has just ended
	}
	for line := range strings.Lines(string(status)) {
		if kb, ok := strings.CutPrefix(line, "RssAnon:"); ok {
			n, _ := strconv.ParseInt(strings.Fields(kb)[0], 10, 64)
			return n
		}
	}
	return 0
}
