// Command deskgen writes the "desk day" data set as CSV, and beside it ids.json,
// from which deskload knows what it may ask for. The same seed and scale give
// the same bytes.
//
// Rows are numbered from 1, so that a load driver computes ids without reading
// the data, and `titian generate` follows the same rules:
//
//	facility of person p   = (p-1) % facilities + 1
//	classes of facility i  = (i-1)*5+1 .. (i-1)*5+5
//	person p is enrolled in consecutive classes of their facility, beginning with
//	number (p-1)/facilities % 5 and never in all five
//
// At scale 1 there are 600 facilities, 275,000 persons, 800,000 enrolments and 5
// million marks of attendance. The scale multiplies them all, so that a facility
// stays as large as it is in the nation; -facilities fixes their number.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// today is the fixed "as of" day of the data set.
var today = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// perFacility is the number of classes of a facility.
const perFacility = 5

// nation holds the sizes of the set and where it goes.
type nation struct {
	dir                                     string
	facilities, persons, enrolments, attend int
	rows                                    int // of import.csv
	r                                       *rand.Rand
	names                                   *nameList
	ids                                     ids
}

// ids is the content of ids.json; see the README.
type ids struct {
	Facilities int      `json:"facilities"`
	Persons    int      `json:"persons"`
	Classes    []class  `json:"classes"` // 30 enrolments each
	Queries    []string `json:"queries"` // parts of names
	Typos      []string `json:"typos"`   // whole names, one slip each
}

type class struct {
	Facility   int   `json:"facility"`
	Class      int   `json:"class"`
	Enrolments []int `json:"enrolments"`
}

func main() {
	log.SetFlags(0)
	out := flag.String("out", "data", "folder to write to")
	scale := flag.Float64("scale", 1, "size of the country; 1 is the nation")
	facilities := flag.Int("facilities", 0, "number of facilities (0: 600 times the scale, at least 12)")
	imports := flag.Int("import", 100_000, "rows of the bulk-import file")
	seed := flag.Uint64("seed", 1, "seed")
	flag.Parse()
	if err := os.MkdirAll(*out, 0o755); err != nil {
		log.Fatal(err)
	}
	times := func(n int) int { return int(float64(n) * *scale) }
	if *facilities == 0 {
		*facilities = max(12, times(600))
	}
	n := newNation(*out, *facilities, times(275_000), times(800_000), times(5_000_000), *imports, *seed)
	n.write()
	fmt.Printf("facilities=%d classes=%d persons=%d enrolments=%d attendance=%d\n",
		n.facilities, n.facilities*perFacility, n.persons, n.enrolments, n.attend)
}

func newNation(dir string, facilities, persons, enrolments, attend, rows int, seed uint64) *nation {
	r := rand.New(rand.NewPCG(seed, 42))
	return &nation{
		dir: dir, facilities: facilities, persons: persons, enrolments: enrolments, attend: attend, rows: rows,
		r: r, names: newNames(r), ids: ids{Facilities: facilities, Persons: persons},
	}
}

func (n *nation) write() {
	n.writeFacilities()
	n.writePersons()
	n.writeEnrolments()
	n.writeIDs()
}

func (n *nation) writeFacilities() {
	w := n.create("institutions.csv", "id,code,name,region")
	for i := 1; i <= n.facilities; i++ {
		fmt.Fprintf(w, "%d,I%04d,%s Facility %d,Region %02d\n", i, i, n.names.last[i%len(n.names.last)], i, i%27+1)
	}
	w.close()
	kinds := []string{"education", "work", "therapy", "vocational", "reentry"}
	w = n.create("programmes.csv", "id,institution_id,name,kind,capacity")
	for p := 1; p <= n.facilities*perFacility; p++ {
		fmt.Fprintf(w, "%d,%d,%s course %d,%s,%d\n", p, (p-1)/perFacility+1, kinds[p%5], p, kinds[p%5], 30+p%3*30)
	}
	w.close()
}

func (n *nation) writePersons() {
	header := "reg_no,name,sex,birth_date,institution_id,admission_date,expected_release_date,status,risk_level"
	w := n.create("persons.csv", "id,"+header)
	for p := 1; p <= n.persons; p++ {
		name := n.person(w, fmt.Sprintf("%d,R%08d", p, p), (p-1)%n.facilities+1)
		if p%max(n.persons/2000, 1) == 0 {
			last := name[strings.IndexByte(name, ' ')+1:]
			k := min(len(last), 4+n.r.IntN(2))
			n.ids.Queries = append(n.ids.Queries, strings.ToLower(last[len(last)-k:]))
			n.ids.Typos = append(n.ids.Typos, typo(n.r, name))
		}
	}
	w.close()
	w = n.create("import.csv", header)
	for p := 1; p <= n.rows; p++ {
		n.person(w, fmt.Sprintf("N%08d", p), n.r.IntN(n.facilities)+1)
	}
	w.close()
}

func (n *nation) writeEnrolments() {
	w := n.create("enrolments.csv", "id,person_id,programme_id,institution_id,start_date,status")
	a := n.create("attendance.csv", "id,enrolment_id,institution_id,session_date,present")
	classes := make([][]int, n.facilities*perFacility+1)
	e, at := 0, 0
	for p := 1; p <= n.persons; p++ {
		facility := (p-1)%n.facilities + 1
		first := (p - 1) / n.facilities % perFacility
		for k := range spread(p, n.persons, n.enrolments) {
			e++
			c := (facility-1)*perFacility + 1 + (first+k)%perFacility
			start := 40 + n.r.IntN(140) // first session, days ago
			fmt.Fprintf(w, "%d,%d,%d,%d,%s,%s\n", e, p, c, facility, day(-start), pick(n.r, 50, "active", 85, "completed", 100, "dropped"))
			if len(classes[c]) < 30 {
				classes[c] = append(classes[c], e)
			}
			for s := range spread(e, n.enrolments, n.attend) {
				at++
				present := 0
				if n.r.IntN(100) < 82 {
					present = 1
				}
				fmt.Fprintf(a, "%d,%d,%d,%s,%d\n", at, e, facility, day(-start+7*s), present)
			}
		}
	}
	w.close()
	a.close()
	for c, list := range classes {
		if len(list) == 30 {
			n.ids.Classes = append(n.ids.Classes, class{Facility: (c-1)/perFacility + 1, Class: c, Enrolments: list})
		}
	}
}

func (n *nation) writeIDs() {
	b, err := json.Marshal(n.ids)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(n.dir, "ids.json"), b, 0o644); err != nil {
		log.Fatal(err)
	}
}

// person writes one row (prefix holds the leading columns) and returns the name.
func (n *nation) person(w *file, prefix string, facility int) string {
	r := n.r
	name := n.names.first[r.IntN(len(n.names.first))] + " " + n.names.last[r.IntN(len(n.names.last))]
	fmt.Fprintf(w, "%s,%s,%s,%s,%d,%s,%s,%s,%s\n", prefix, name,
		pick(r, 93, "M", 100, "F"), day(-6570-r.IntN(17000)), facility, day(-r.IntN(4000)), day(1+r.IntN(6000)),
		pick(r, 80, "active", 95, "released", 100, "transferred"), pick(r, 50, "low", 85, "medium", 100, "high"))
	return name
}

// spread gives item i of n its share of total, evenly.
func spread(i, n, total int) int { return i*total/n - (i-1)*total/n }

func day(d int) string { return today.AddDate(0, 0, d).Format(time.DateOnly) }

// pick chooses among values by cumulative percentages.
func pick(r *rand.Rand, args ...any) string {
	x := r.IntN(100)
	for i := 0; i < len(args); i += 2 {
		if x < args[i].(int) {
			return args[i+1].(string)
		}
	}
	panic("pick: the percentages end before 100")
}

type file struct {
	*bufio.Writer
	f *os.File
}

func (n *nation) create(name, header string) *file {
	f, err := os.Create(filepath.Join(n.dir, name))
	if err != nil {
		log.Fatal(err)
	}
	w := &file{bufio.NewWriterSize(f, 1<<20), f}
	fmt.Fprintln(w, header)
	return w
}

func (w *file) close() {
	if err := w.Flush(); err != nil {
		log.Fatal(err)
	}
	if err := w.f.Close(); err != nil {
		log.Fatal(err)
	}
}
