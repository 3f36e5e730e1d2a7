package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	_ "modernc.org/sqlite"
)

// filled are the tables that an import writes people into, in the order of their
// foreign keys. The file itself and its plan are the program's and not counted.
func filled() []string {
	return []string{
		"person_person", "person_custody", "person_number", "person_legal_step", "person_name_key", "person_name_word", "person_count",
		"audit_head", "audit_entry",
	}
}

// tables takes the rows that an import wrote into empty tables of the same schema,
// with every index and key: what they cost whoever writes them.
func (o options) tables(from, into string) (cost, error) {
	if _, err := o.places(into); err != nil {
		return cost{}, err
	}
	if o.cluster != nil {
		return o.copyTables(from, into)
	}
	return o.selectTables(from, into)
}

func (o options) selectTables(from, into string) (c cost, err error) {
	// As Titian's own connection.
	dsn := "file:" + filepath.Join(o.dir, into+".db") + "?_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=foreign_keys(1)&_pragma=mmap_size(2147483648)&_pragma=cache_size(-16384)"
	d, err := sql.Open("sqlite", dsn)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	d.SetMaxOpenConns(1)
	texts := []string{"ATTACH '" + filepath.Join(o.dir, from+".db") + "' AS made", "BEGIN"}
	for _, t := range filled() {
		texts = append(texts, "INSERT INTO main."+t+" SELECT * FROM made."+t)
	}
	before, begun := own(), time.Now()
	for _, text := range append(texts, "COMMIT") {
		if _, err := d.ExecContext(context.Background(), text); err != nil {
			return c, fmt.Errorf("%s: %w", text, err)
		}
	}
	return cost{wall: time.Since(begun), cpu: own() - before}, nil
}

// own is this program's processor time so far.
func own() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func (o options) copyTables(from, into string) (cost, error) {
	file := func(table string) string { return filepath.Join(o.dir, table+".copy") }
	script := []string{"-c", "BEGIN"}
	for _, t := range filled() {
		if err := o.cluster.psql(from, "-c", `\copy `+t+` TO '`+file(t)+`'`); err != nil {
			return cost{}, err
		}
		script = append(script, "-c", `\copy `+t+` FROM '`+file(t)+`'`)
	}
	before, begun := o.cluster.cpu(), time.Now()
	if err := o.cluster.psql(into, append(script, "-c", "COMMIT")...); err != nil {
		return cost{}, fmt.Errorf("%s: %w", strings.Join(script, " "), err)
	}
	return cost{wall: time.Since(begun), cpu: o.cluster.cpu() - before}, nil
}
