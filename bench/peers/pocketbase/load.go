package main

import (
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// table says how a file of deskgen becomes a collection's rows.
type table struct {
	name    string
	columns string
	kinds   string // a letter a column: i a record's id, d a day, t text, n a number
}

func tables() []table {
	return []table{
		{"institutions", "id,code,name,region", "ittt"},
		{"programmes", "id,institution,name,kind,capacity", "iittn"},
		{"persons", "id,reg_no,name,sex,birth_date,institution,admission_date,expected_release_date,status,risk_level", "itttdiddtt"},
		{"enrolments", "id,person,programme,institution,start_date,status", "iiiidt"},
		{"attendance", "id,enrolment,institution,session_date,present", "iiidn"},
	}
}

// load writes the rows past PocketBase, which would take hours for the nation,
// in the form that its own API writes them. Indexes are laid aside meanwhile.
func load(file, dir string) error {
	db, err := sql.Open("sqlite", file+"?_pragma=synchronous(OFF)&_pragma=foreign_keys(0)&_pragma=temp_store(MEMORY)")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	indexes, err := dropIndexes(db)
	if err != nil {
		return err
	}
	for _, t := range tables() {
		if err := t.load(db, filepath.Join(dir, t.name+".csv")); err != nil {
			return fmt.Errorf("load %s: %w", t.name, err)
		}
	}
	for _, create := range append(indexes, "ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)") {
		if _, err := db.Exec(create); err != nil {
			return fmt.Errorf("%s: %w", create, err)
		}
	}
	return nil
}

func dropIndexes(db *sql.DB) (creates []string, err error) {
	rows, err := db.Query(`SELECT name, sql FROM sqlite_master WHERE type = 'index' AND name LIKE 'ix\_%' ESCAPE '\'`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name, create string
		if err := rows.Scan(&name, &create); err != nil {
			return nil, err
		}
		names, creates = append(names, name), append(creates, create)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for _, name := range names {
		if _, err := db.Exec("DROP INDEX `" + name + "`"); err != nil {
			return nil, err
		}
	}
	return creates, nil
}

func (t table) load(db *sql.DB, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.ReuseRecord = true
	if _, err := r.Read(); err != nil {
		return err
	}
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	marks := strings.TrimSuffix(strings.Repeat("?,", len(t.kinds)), ",")
	insert, err := tx.Prepare("INSERT INTO " + t.name + " (" + t.columns + ") VALUES (" + marks + ")")
	if err != nil {
		return err
	}
	args := make([]any, len(t.kinds))
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return tx.Commit()
		}
		if err != nil {
			return err
		}
		for i, v := range row {
			args[i] = value(t.kinds[i], v)
		}
		if _, err := insert.Exec(args...); err != nil {
			return err
		}
	}
}

// value spells a field as PocketBase stores it.
func value(kind byte, v string) any {
	switch kind {
	case 'i':
		return strings.Repeat("0", 15-len(v)) + v
	case 'd':
		return v + " 00:00:00.000Z"
	}
	return v // a number's column turns the text into one
}
