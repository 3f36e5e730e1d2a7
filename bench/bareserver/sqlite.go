package main

import (
	"context"
	"database/sql"
	"fmt"
	"runtime"
	"strings"
)

type lite struct {
	w                                            *sql.DB // one writer
	person, list, search, dash, nat1, nat2, nat3 *sql.Stmt
	enrol, attend, insert                        *sql.Stmt
}

const cols = "id,reg_no,name,sex,birth_date,institution_id,admission_date,expected_release_date,status,risk_level"

func openSQLite(file, sync string) (Store, error) {
	r, err := sql.Open(driver, dsn(file, sync))
	if err != nil {
		return nil, err
	}
	n := max(4, runtime.NumCPU())
	r.SetMaxOpenConns(n)
	r.SetMaxIdleConns(n)
	w, err := sql.Open(driver, dsn(file, sync)+txlock)
	if err != nil {
		return nil, err
	}
	w.SetMaxOpenConns(1)
	s := &lite{w: w}
	prep := func(db *sql.DB, dst **sql.Stmt, q string) {
		if err == nil {
			*dst, err = db.Prepare(q)
		}
	}
	prep(r, &s.person, "SELECT "+cols+" FROM persons WHERE id=?")
	prep(r, &s.list, "SELECT "+cols+" FROM persons WHERE institution_id=? AND status=? ORDER BY expected_release_date LIMIT 50 OFFSET ?")
	prep(r, &s.search, "SELECT "+cols+" FROM persons WHERE id IN (SELECT rowid FROM persons_fts WHERE name LIKE ?) LIMIT 20")
	prep(r, &s.dash, `SELECT (SELECT count(*) FROM persons WHERE institution_id=?1 AND status='active'), (SELECT count(*) FROM enrolments WHERE institution_id=?1 AND status='active'),
		count(*), coalesce(avg(present),0) FROM attendance WHERE institution_id=?1 AND session_date>=?2`)
	prep(r, &s.nat1, "SELECT institution_id,count(*) FROM persons WHERE status='active' GROUP BY 1")
	prep(r, &s.nat2, "SELECT institution_id,count(*) FROM enrolments WHERE status='active' GROUP BY 1")
	prep(r, &s.nat3, "SELECT institution_id,count(*),sum(present) FROM attendance WHERE session_date>=? GROUP BY 1")
	prep(w, &s.enrol, "INSERT INTO enrolments(person_id,programme_id,institution_id,start_date,status) VALUES(?,?,?,?,?)")
	prep(w, &s.attend, "INSERT INTO attendance(enrolment_id,institution_id,session_date,present) VALUES(?,?,?,?)")
	prep(w, &s.insert, "INSERT INTO persons("+strings.TrimPrefix(cols, "id,")+") VALUES(?,?,?,?,?,?,?,?,?)")
	return s, err
}

func scan(row interface{ Scan(...any) error }) (p Person, err error) {
	err = row.Scan(&p.ID, &p.RegNo, &p.Name, &p.Sex, &p.Birth, &p.Inst, &p.Admission, &p.Release, &p.Status, &p.Risk)
	return
}

func persons(rows *sql.Rows, err error) ([]Person, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	l := make([]Person, 0, 50)
	for rows.Next() {
		p, err := scan(rows)
		if err != nil {
			return nil, err
		}
		l = append(l, p)
	}
	return l, rows.Err()
}

func (s *lite) Person(ctx context.Context, id int64) (Person, error) {
	return scan(s.person.QueryRowContext(ctx, id))
}

func (s *lite) List(ctx context.Context, inst int64, status string, offset int) ([]Person, error) {
	return persons(s.list.QueryContext(ctx, inst, status, offset))
}

func (s *lite) Search(ctx context.Context, q string) ([]Person, error) {
	return persons(s.search.QueryContext(ctx, "%"+q+"%"))
}

func (s *lite) Fuzzy(context.Context, string) ([]Person, error) { return nil, errBad }

func (s *lite) Enrol(ctx context.Context, e Enrolment) (int64, error) {
	res, err := s.enrol.ExecContext(ctx, e.Person, e.Prog, e.Inst, e.Start, e.Status)
	if err != nil {
		return 0, fmt.Errorf("%w: %v", errBad, err)
	}
	return res.LastInsertId()
}

func (s *lite) Attend(ctx context.Context, c Class) error {
	tx, err := s.w.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	st := tx.StmtContext(ctx, s.attend)
	for _, m := range c.Marks {
		if _, err := st.ExecContext(ctx, m.Enrolment, c.Inst, c.Date, m.Present); err != nil {
			return fmt.Errorf("%w: %v", errBad, err)
		}
	}
	return tx.Commit()
}

func (s *lite) Dash(ctx context.Context, inst int64, since string) (Dash, error) {
	d := Dash{Inst: inst}
	err := s.dash.QueryRowContext(ctx, inst, since).Scan(&d.Active, &d.Enrolled, &d.Sessions, &d.Rate)
	return d, err
}

func (s *lite) National(ctx context.Context, since string) ([]Dash, error) {
	l := make([]Dash, 0, 600)
	at := func(inst int64) *Dash {
		for int64(len(l)) < inst {
			l = append(l, Dash{Inst: int64(len(l)) + 1})
		}
		return &l[inst-1]
	}
	each := func(st *sql.Stmt, args []any, f func(d *Dash, n, sum int64), wide bool) error {
		rows, err := st.QueryContext(ctx, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var i, n, sum int64
			dst := []any{&i, &n}
			if wide {
				dst = append(dst, &sum)
			}
			if err := rows.Scan(dst...); err != nil {
				return err
			}
			f(at(i), n, sum)
		}
		return rows.Err()
	}
	if err := each(s.nat1, nil, func(d *Dash, n, _ int64) { d.Active = n }, false); err != nil {
		return nil, err
	}
	if err := each(s.nat2, nil, func(d *Dash, n, _ int64) { d.Enrolled = n }, false); err != nil {
		return nil, err
	}
	err := each(s.nat3, []any{since}, func(d *Dash, n, sum int64) { d.Sessions, d.Rate = n, float64(sum)/float64(n) }, true)
	return l, err
}

func (s *lite) Import(ctx context.Context, next func() (*Person, error)) (n int, err error) {
	tx, err := s.w.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	st := tx.StmtContext(ctx, s.insert)
	for {
		p, err := next()
		if err != nil {
			return 0, err
		}
		if p == nil {
			return n, tx.Commit()
		}
		if _, err := st.ExecContext(ctx, p.RegNo, p.Name, p.Sex, p.Birth, p.Inst, p.Admission, p.Release, p.Status, p.Risk); err != nil {
			return 0, fmt.Errorf("%w: %v", errBad, err)
		}
		n++
	}
}
