// Command bareserver is the measure of what is possible: a bare net/http handler
// over a database with hand-written SQL, without sign-in, rights or audit.
//
//	bareserver -db lite.db -schema schema/sqlite.sql -load data
//	bareserver -db lite.db -addr 127.0.0.1:8001
//	bareserver -db pg:postgres://… -addr 127.0.0.1:8002
//
// It listens on the loopback alone, since it lets anyone do anything. GET /hello
// is the ceiling of net/http itself.
package main

import (
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"html/template"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

type Person struct {
	ID        int64  `json:"id"`
	RegNo     string `json:"reg_no"`
	Name      string `json:"name"`
	Sex       string `json:"sex"`
	Birth     string `json:"birth_date"`
	Inst      int64  `json:"institution_id"`
	Admission string `json:"admission_date"`
	Release   string `json:"expected_release_date"`
	Status    string `json:"status"`
	Risk      string `json:"risk_level"`
}

type Enrolment struct {
	Person int64  `json:"person_id"`
	Prog   int64  `json:"programme_id"`
	Inst   int64  `json:"institution_id"`
	Start  string `json:"start_date"`
	Status string `json:"status"`
}

type Mark struct {
	Enrolment int64 `json:"enrolment_id"`
	Present   int   `json:"present"`
}

type Class struct {
	Inst  int64  `json:"institution_id"`
	Date  string `json:"session_date"`
	Marks []Mark `json:"marks"`
}

type Dash struct {
	Inst     int64   `json:"institution_id"`
	Active   int64   `json:"active"`
	Enrolled int64   `json:"enrolled"`
	Sessions int64   `json:"sessions"`
	Rate     float64 `json:"rate"`
}

// Store is what both databases do.
type Store interface {
	Person(ctx context.Context, id int64) (Person, error)
	List(ctx context.Context, inst int64, status string, offset int) ([]Person, error)
	Search(ctx context.Context, q string) ([]Person, error)
	Fuzzy(ctx context.Context, q string) ([]Person, error)
	Enrol(ctx context.Context, e Enrolment) (int64, error)
	Attend(ctx context.Context, c Class) error
	Dash(ctx context.Context, inst int64, since string) (Dash, error)
	National(ctx context.Context, since string) ([]Dash, error)
	Import(ctx context.Context, next func() (*Person, error)) (int, error)
}

var errBad = errors.New("bad request")

func main() {
	addr := flag.String("addr", "127.0.0.1:8001", "listen address")
	db := flag.String("db", "", "SQLite file, or pg:URL")
	load := flag.String("load", "", "deskgen directory: create the SQLite file from it and exit")
	schema := flag.String("schema", "schema/sqlite.sql", "tables for -load")
	sync := flag.String("sync", "NORMAL", "SQLite synchronous: NORMAL or FULL")
	flag.Parse()
	if *load != "" {
		if err := loadSQLite(*db, *schema, *load); err != nil {
			log.Fatal(err)
		}
		return
	}
	var s Store
	var err error
	if url, ok := strings.CutPrefix(*db, "pg:"); ok {
		s, err = openPG(url)
	} else if *db != "" {
		s, err = openSQLite(*db, *sync)
	}
	if err != nil {
		log.Fatal(err)
	}
	if host, _, err := net.SplitHostPort(*addr); err != nil || !net.ParseIP(host).IsLoopback() {
		log.Fatalf("%s is not a loopback address", *addr)
	}
	server := &http.Server{Addr: *addr, Handler: handler(s), ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(server.ListenAndServe())
}

func handler(s Store) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /hello", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"hello":"world"}`)
	})
	get := func(pattern string, f func(r *http.Request) (any, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			v, err := f(r)
			if err != nil {
				code := 500
				if errors.Is(err, sql.ErrNoRows) {
					code = 404
				} else if errors.Is(err, errBad) {
					code = 422
				}
				http.Error(w, err.Error(), code)
				return
			}
			b, _ := json.Marshal(v)
			w.Header().Set("Content-Type", "application/json")
			w.Write(b)
		})
	}
	get("GET /persons/{id}", func(r *http.Request) (any, error) {
		id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
		if err != nil {
			return nil, errBad
		}
		return s.Person(r.Context(), id)
	})
	list := func(r *http.Request) ([]Person, error) {
		q := r.URL.Query()
		inst, _ := strconv.ParseInt(r.PathValue("inst"), 10, 64)
		off, _ := strconv.Atoi(q.Get("offset"))
		return s.List(r.Context(), inst, q.Get("status"), off)
	}
	get("GET /institutions/{inst}/persons", func(r *http.Request) (any, error) { return list(r) })
	mux.HandleFunc("GET /institutions/{inst}/persons.html", func(w http.ResponseWriter, r *http.Request) {
		l, err := list(r)
		if err != nil {
			http.Error(w, err.Error(), 500)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		page.Execute(w, l)
	})
	get("GET /search", func(r *http.Request) (any, error) { return s.Search(r.Context(), r.URL.Query().Get("q")) })
	get("GET /fuzzy", func(r *http.Request) (any, error) { return s.Fuzzy(r.Context(), r.URL.Query().Get("q")) })
	get("POST /enrolments", func(r *http.Request) (any, error) {
		var e Enrolment
		if json.NewDecoder(r.Body).Decode(&e) != nil || !isDate(e.Start) {
			return nil, errBad
		}
		id, err := s.Enrol(r.Context(), e)
		return map[string]int64{"id": id}, err
	})
	get("POST /attendance", func(r *http.Request) (any, error) {
		var c Class
		if json.NewDecoder(r.Body).Decode(&c) != nil || !isDate(c.Date) {
			return nil, errBad
		}
		return map[string]int{"marks": len(c.Marks)}, s.Attend(r.Context(), c)
	})
	get("GET /institutions/{inst}/dashboard", func(r *http.Request) (any, error) {
		inst, _ := strconv.ParseInt(r.PathValue("inst"), 10, 64)
		return s.Dash(r.Context(), inst, r.URL.Query().Get("since"))
	})
	get("GET /dashboard", func(r *http.Request) (any, error) { return s.National(r.Context(), r.URL.Query().Get("since")) })
	get("POST /persons/import", func(r *http.Request) (any, error) {
		cr := csv.NewReader(r.Body)
		cr.ReuseRecord = true
		if _, err := cr.Read(); err != nil {
			return nil, errBad
		}
		n, err := s.Import(r.Context(), func() (*Person, error) { return nextPerson(cr) })
		return map[string]int{"rows": n}, err
	})
	return mux
}

// nextPerson reads and validates one row; nil at the end.
func nextPerson(cr *csv.Reader) (*Person, error) {
	f, err := cr.Read()
	if err == io.EOF {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	p := &Person{RegNo: f[0], Name: f[1], Sex: f[2], Birth: f[3], Admission: f[5], Release: f[6], Status: f[7], Risk: f[8]}
	p.Inst, err = strconv.ParseInt(f[4], 10, 64)
	line, _ := cr.FieldPos(0)
	if err != nil || p.RegNo == "" || p.Name == "" || !isDate(p.Birth) || !isDate(p.Admission) || !isDate(p.Release) || p.Release < p.Admission {
		return nil, fmt.Errorf("%w: line %d", errBad, line)
	}
	return p, nil
}

func isDate(s string) bool { _, err := time.Parse(time.DateOnly, s); return err == nil }

var page = template.Must(template.New("").Parse(`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Persons</title><link rel="stylesheet" href="/app.css"></head><body><header><nav><a href="/">Home</a> <a href="/persons">Persons</a></nav></header><main><h1>Persons</h1><table><thead><tr><th>Reg. no.</th><th>Name</th><th>Sex</th><th>Born</th><th>Admitted</th><th>Expected release</th><th>Status</th><th>Risk</th></tr></thead><tbody>
{{range .}}<tr><td><a href="/persons/{{.ID}}">{{.RegNo}}</a></td><td>{{.Name}}</td><td>{{.Sex}}</td><td>{{.Birth}}</td><td>{{.Admission}}</td><td>{{.Release}}</td><td>{{.Status}}</td><td>{{.Risk}}</td></tr>
{{end}}</tbody></table></main></body></html>`))

// loadSQLite creates the file from the CSV set in one go.
func loadSQLite(file, schemaFile, dir string) error {
	schema, err := os.ReadFile(schemaFile)
	if err != nil {
		return err
	}
	db, err := sql.Open(driver, dsn(file, "OFF"))
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("PRAGMA foreign_keys=OFF;" + string(schema)); err != nil {
		return err
	}
	for _, t := range []string{"institutions", "programmes", "persons", "enrolments", "attendance"} {
		if err := loadTable(db, t, filepath.Join(dir, t+".csv")); err != nil {
			return fmt.Errorf("%s: %w", t, err)
		}
	}
	_, err = db.Exec("INSERT INTO persons_fts(persons_fts) VALUES('optimize'); ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

func loadTable(db *sql.DB, table, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	cr := csv.NewReader(f)
	cr.ReuseRecord = true
	head, err := cr.Read()
	if err != nil {
		return err
	}
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	st, err := tx.Prepare("INSERT INTO " + table + " VALUES(" + strings.TrimSuffix(strings.Repeat("?,", len(head)), ",") + ")")
	if err != nil {
		return err
	}
	args := make([]any, len(head))
	for {
		row, err := cr.Read()
		if err == io.EOF {
			return tx.Commit()
		}
		if err != nil {
			return err
		}
		for i, v := range row {
			args[i] = v
		}
		if _, err := st.Exec(args...); err != nil {
			return err
		}
	}
}
