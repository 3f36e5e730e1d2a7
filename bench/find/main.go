// Command find asks Titian and PostgreSQL the same questions in turn, round
// after round: names by a part (R3) and misspelt (R3t) beside pg_trgm, and the
// nation's counts (R5) beside SQL that counts live. It holds processor time
// against processor time, of the server's process here, and there of the one backend and
// of reading its rows, because that does not swing with a machine's neighbours as time does.
//
// run.sh beside it makes the data and starts both servers.
package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

func main() {
	base := flag.String("base", "", "address of titian serve")
	pid := flag.Int("pid", 0, "its process")
	url := flag.String("pg", "", "address of PostgreSQL with the same people")
	ids := flag.String("ids", "ids.json", "what titian generate --ids wrote")
	rounds := flag.Int("rounds", 5, "paired rounds")
	flag.Parse()
	if err := run(context.Background(), *base, *pid, *url, *ids, *rounds); err != nil {
		fmt.Fprintln(os.Stderr, "find:", err)
		os.Exit(1)
	}
}

// operation is asked of both sides; here and there are how often a round.
type operation struct {
	name        string
	questions   []string
	here, there int
	ours, pg    func(string) error
}

func run(ctx context.Context, base string, pid int, url, ids string, rounds int) error {
	var asked struct{ Queries, Typos []string }
	raw, err := os.ReadFile(ids)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, &asked); err != nil {
		return err
	}
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	backend := int(conn.PgConn().PID())
	sql := func(text string) func(string) error {
		return func(q string) error {
			args := []any{}
			if strings.Contains(text, "$1") {
				args = append(args, q)
			}
			rows, err := conn.Query(ctx, text, args...)
			if err != nil {
				return err
			}
			for rows.Next() {
			}
			return rows.Err()
		}
	}
	find := func(q string) error { return post(base+"/api/v1/find", q) }
	for _, o := range []operation{
		{"R3", asked.Queries, 400, 400, find, sql(`SELECT id, name, register_no, facility_id FROM person WHERE name ILIKE '%' || $1 || '%' LIMIT 20`)},
		{"R3t", asked.Typos, 300, 30, find, sql(`SELECT id, name, register_no, facility_id FROM person WHERE name % $1 ORDER BY similarity(name, $1) DESC LIMIT 20`)},
		{"R5", []string{""}, 60, 3, func(string) error { return get(base + "/api/v1/figures") }, sql(live)},
	} {
		if err := compare(o, pid, backend, rounds); err != nil {
			return fmt.Errorf("%s: %w", o.name, err)
		}
	}
	return nil
}

// live counts what GET /api/v1/figures reads from kept counts, row by row.
const live = `SELECT f.id, coalesce(p.n, 0), coalesce(e.n, 0), coalesce(s.n, 0), coalesce(s.marked, 0), coalesce(s.present, 0) FROM facility f
	LEFT JOIN (SELECT facility_id, count(*) AS n FROM person WHERE custody_status = 'active' GROUP BY facility_id) p ON p.facility_id = f.id
	LEFT JOIN (SELECT facility_id, count(*) AS n FROM enrolment WHERE status = 'active' GROUP BY facility_id) e ON e.facility_id = f.id
	LEFT JOIN (SELECT s.facility_id, count(DISTINCT s.id) AS n, count(*) AS marked, count(*) FILTER (WHERE a.mark = 'present') AS present FROM session s
		JOIN attendance a ON a.session_id = s.id WHERE s.status = 'held' AND s.held_on >= DATE '2026-11-22' - 30 GROUP BY s.facility_id) s ON s.facility_id = f.id`

// compare prints what a question costs on both sides, and the ratio within rounds.
func compare(o operation, pid, backend, rounds int) error {
	var ours, pg, ratios []float64
	var lat []time.Duration
	for r := range rounds {
		here, times, err := spend(o.questions, r*o.here, o.here, o.ours, pid)
		if err != nil {
			return err
		}
		// A program that asks PostgreSQL reads its rows itself: that is counted too.
		self, err := processor(os.Getpid())
		if err != nil {
			return err
		}
		there, _, err := spend(o.questions, r*o.there, o.there, o.pg, backend)
		if err != nil {
			return err
		}
		reading, err := processor(os.Getpid())
		if err != nil {
			return err
		}
		there += float64((reading - self).Microseconds()) / 1000 / float64(o.there)
		lat = append(lat, times...)
		ours, pg, ratios = append(ours, here), append(pg, there), append(ratios, there/here)
	}
	slices.Sort(lat)
	p50, p99 := lat[len(lat)/2], lat[len(lat)*99/100]
	fmt.Printf("%-4s ours %8.3f ms  pg %8.3f ms  pg/ours %7.1f  ours p50 %v p99 %v (%.1f times)\n",
		o.name, median(ours), median(pg), median(ratios), p50.Round(10*time.Microsecond), p99.Round(10*time.Microsecond), float64(p99)/float64(p50))
	return nil
}

// spend asks n questions and gives the processor time of each in milliseconds.
func spend(questions []string, from, n int, ask func(string) error, pid int) (float64, []time.Duration, error) {
	before, err := processor(pid)
	if err != nil {
		return 0, nil, err
	}
	times := make([]time.Duration, n)
	for i := range n {
		begun := time.Now()
		if err := ask(questions[(from+i)%len(questions)]); err != nil {
			return 0, nil, err
		}
		times[i] = time.Since(begun)
	}
	after, err := processor(pid)
	return float64((after - before).Microseconds()) / 1000 / float64(n), times, err
}

// processor is the time that a process has had, in ticks of ten milliseconds.
func processor(pid int) (time.Duration, error) {
	raw, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(raw[bytes.LastIndexByte(raw, ')')+2:]))
	user, err1 := strconv.ParseInt(fields[11], 10, 64)
	system, err2 := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * 10 * time.Millisecond, cmp.Or(err1, err2)
}

func median(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	return s[len(s)/2]
}

func post(url, text string) error {
	body, err := json.Marshal(map[string]string{"text": text})
	if err != nil {
		return err
	}
	r, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	return send(r)
}

func get(url string) error {
	r, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	return send(r)
}

func send(r *http.Request) error {
	r.Header.Set("Authorization", "Bearer "+os.Getenv("OURS_TOKEN"))
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer a.Body.Close()
	if _, err := io.Copy(io.Discard, a.Body); err != nil {
		return err
	}
	if a.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", r.URL.Path, a.Status)
	}
	return nil
}
