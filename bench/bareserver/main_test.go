package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// serve loads a register of two people in one class and serves it.
func serve(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"institutions.csv": "id,code,name,region\n1,I1,Facility,Region\n",
		"programmes.csv":   "id,institution_id,name,kind,capacity\n1,1,Sewing,work,30\n",
		"persons.csv": "id,reg_no,name,sex,birth_date,institution_id,admission_date,expected_release_date,status,risk_level\n" +
			"1,R1,Siti <Aminah>,F,1990-01-01,1,2025-01-01,2027-01-01,active,low\n2,R2,Budi,M,1990-01-01,1,2025-01-01,2026-01-01,released,low\n",
		"enrolments.csv": "id,person_id,programme_id,institution_id,start_date,status\n1,1,1,1,2026-01-01,active\n",
		"attendance.csv": "id,enrolment_id,institution_id,session_date,present\n1,1,1,2026-01-01,1\n2,1,1,2026-01-08,0\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	db := filepath.Join(dir, "bare.db")
	if err := loadSQLite(db, "../schema/sqlite.sql", dir); err != nil {
		t.Fatal(err)
	}
	store, err := openSQLite(db, "OFF")
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler(store))
	t.Cleanup(server.Close)
	return server.URL
}

func TestEachOperationAnswersWithWhatTheRegisterHolds(t *testing.T) {
	base := serve(t)
	for _, c := range []struct {
		name, method, path, body string
		status                   int
		want                     string
	}{
		{"one person", "GET", "/persons/1", "", 200, `"reg_no":"R1"`},
		{"nobody", "GET", "/persons/9", "", 404, "no rows"},
		{"a facility's active people", "GET", "/institutions/1/persons?status=active", "", 200, `[{"id":1,`},
		{"the same as a page, escaped", "GET", "/institutions/1/persons.html?status=active", "", 200, "Siti &lt;Aminah&gt;"},
		{"a part of a name", "GET", "/search?q=budi", "", 200, `"reg_no":"R2"`},
		{"a facility's counts", "GET", "/institutions/1/dashboard?since=2026-01-01", "", 200, `"active":1,"enrolled":1,"sessions":2,"rate":0.5`},
		{"the nation's counts", "GET", "/dashboard?since=2026-01-08", "", 200, `"sessions":1,"rate":0`},
		{"one enrolment", "POST", "/enrolments", `{"person_id":2,"programme_id":1,"institution_id":1,"start_date":"2026-11-22","status":"active"}`, 200, `{"id":2}`},
		{"an enrolment of nobody", "POST", "/enrolments", `{"person_id":9,"programme_id":1,"institution_id":1,"start_date":"2026-11-22","status":"active"}`, 422, "FOREIGN KEY"},
		{"a class's attendance", "POST", "/attendance", `{"institution_id":1,"session_date":"2026-11-22","marks":[{"enrolment_id":1,"present":1}]}`, 200, `{"marks":1}`},
		{"the same attendance again", "POST", "/attendance", `{"institution_id":1,"session_date":"2026-01-01","marks":[{"enrolment_id":1,"present":1}]}`, 422, "UNIQUE"},
		{"an import of one", "POST", "/persons/import", "head,,,,,,,,\nN1,Ani,F,1990-01-01,1,2025-01-01,2027-01-01,active,low\n", 200, `{"rows":1}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), c.method, base+c.path, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			var body strings.Builder
			if err := resp.Write(&body); err != nil {
				t.Fatal(err)
			}
			if resp.StatusCode != c.status || !strings.Contains(body.String(), c.want) {
				t.Errorf("got %d %s, want %d with %q", resp.StatusCode, body.String(), c.status, c.want)
			}
		})
	}
}
