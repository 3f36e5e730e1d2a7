// Command gen writes a national allocation round as three CSV files: people,
// offerings and eligible pairs. The same seed and scale give the same bytes.
//
// The country is invented but shaped like the real one: 530 institutions of
// log-normal size in 38 provinces, 514 regencies. People near their release
// are matched to offerings of their home regency; everyone else to those of
// their institution, or to remote ones of its province. The remote ones tie
// the institutions of a province together, so components are large.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

func main() {
	log.SetFlags(0)
	out := flag.String("out", ".", "folder for people.csv, offerings.csv and pairs.csv")
	seed := flag.Uint64("seed", 1, "seed of the country")
	scale := flag.Float64("scale", 1, "size of the country: 1 is 275,000 people and 5,000 offerings")
	flag.Parse()
	if err := os.MkdirAll(*out, 0o755); err != nil {
		log.Fatal(err)
	}
	c := newCountry(*seed, *scale)
	if err := c.write(*out); err != nil {
		log.Fatal(err)
	}
	log.Printf("people %d, offerings %d, places %d, pairs %d",
		len(c.people), len(c.offerings), c.places, c.pairs)
}

const needs = 12 // kinds of need that a person has and an offering serves

type person struct {
	institution, province, regency int
	near                           bool // near release: looks for offerings at home
	severity                       [needs]float64
	urgency, risk, waited          float64
	protected                      bool
	lottery                        int64
}

type offering struct {
	need             int
	quality          float64
	places, reserved int
	minRisk          float64
}

type country struct {
	rng                           *rand.Rand
	people                        []person
	offerings                     []offering
	institution, province, region [][]int // offerings by where they are open
	places, pairs                 int
}

func newCountry(seed uint64, scale float64) *country {
	c := &country{rng: rand.New(rand.NewPCG(seed, 275_000))}
	institutions, provinces, regencies := count(530, scale), count(38, scale), count(514, scale)
	c.institution = make([][]int, institutions)
	c.province = make([][]int, provinces)
	c.region = make([][]int, regencies)
	cumulative := c.sizes(institutions)
	c.drawPeople(count(275_000, scale), cumulative, provinces, regencies)
	c.drawOfferings(count(5_000, scale), cumulative)
	return c
}

func count(n int, scale float64) int { return max(1, int(math.Round(float64(n)*scale))) }

// sizes are cumulative shares of institutions whose sizes are log-normal.
func (c *country) sizes(n int) []float64 {
	total := 0.0
	sums := make([]float64, n)
	for i := range sums {
		total += math.Exp(0.8 * c.rng.NormFloat64())
		sums[i] = total
	}
	for i := range sums {
		sums[i] /= total
	}
	return sums
}

func (c *country) pick(cumulative []float64) int {
	i, _ := slices.BinarySearch(cumulative, c.rng.Float64())
	return min(i, len(cumulative)-1)
}

func (c *country) drawPeople(n int, cumulative []float64, provinces, regencies int) {
	lottery := c.rng.Perm(n)
	c.people = make([]person, n)
	for i := range c.people {
		p := &c.people[i]
		p.institution = c.pick(cumulative)
		p.province = p.institution % provinces
		p.regency = c.rng.IntN(regencies)
		p.near = c.rng.Float64() < 0.2
		for k := range p.severity {
			p.severity[k] = math.Pow(c.rng.Float64(), 2)
		}
		p.urgency, p.risk, p.waited = c.rng.Float64(), c.rng.Float64(), math.Pow(c.rng.Float64(), 3)
		p.protected = c.rng.Float64() < 0.15
		p.lottery = int64(lottery[i])
	}
}

func (c *country) drawOfferings(n int, cumulative []float64) {
	for j := range n {
		places := min(max(int(math.Round(18*math.Exp(0.8*c.rng.NormFloat64()))), 4), 120)
		c.offerings = append(c.offerings, offering{
			need:     c.rng.IntN(needs),
			quality:  c.rng.Float64(),
			places:   places,
			reserved: places * 3 / 10,
			minRisk:  0.3 * c.rng.Float64(),
		})
		c.places += places
		switch where := c.rng.Float64(); {
		case where < 0.70:
			k := c.pick(cumulative)
			c.institution[k] = append(c.institution[k], j)
		case where < 0.75:
			k := c.rng.IntN(len(c.province))
			c.province[k] = append(c.province[k], j)
		default:
			k := c.rng.IntN(len(c.region))
			c.region[k] = append(c.region[k], j)
		}
	}
}

// pair is one eligible combination; liking is what the person orders by.
type pair struct {
	offering, points int
	liking           float64
	priority         int64
}

// wishes are the pairs for which p is eligible, the most liked first. Points
// are 45 % need, 30 % urgency, 10 % risk, 10 % time waited and 5 % quality.
func (c *country) wishes(p *person, into []pair) []pair {
	into = into[:0]
	open := [][]int{c.region[p.regency]}
	if !p.near {
		open = [][]int{c.institution[p.institution], c.province[p.province]}
	}
	for _, list := range open {
		for _, j := range list {
			o := &c.offerings[j]
			if p.severity[o.need] < 0.36 || p.risk < o.minRisk {
				continue
			}
			score := 450*p.severity[o.need] + 300*p.urgency + 100*p.risk + 100*p.waited + 50*o.quality
			points := min(max(int(math.Round(score)), 1), 1000)
			into = append(into, pair{
				offering: j, points: points,
				liking:   score + 150*c.rng.NormFloat64(),
				priority: int64(points)<<22 | p.lottery,
			})
		}
	}
	slices.SortFunc(into, func(a, b pair) int {
		switch {
		case a.liking > b.liking:
			return -1
		case a.liking < b.liking:
			return 1
		}
		return a.offering - b.offering
	})
	return into
}

func (c *country) write(dir string) error {
	if err := file(dir, "people.csv", "person,protected", func(w *bufio.Writer) {
		for i := range c.people {
			protected := 0
			if c.people[i].protected {
				protected = 1
			}
			fmt.Fprintf(w, "%d,%d\n", i, protected)
		}
	}); err != nil {
		return err
	}
	if err := file(dir, "offerings.csv", "offering,places,reserved", func(w *bufio.Writer) {
		for j, o := range c.offerings {
			fmt.Fprintf(w, "%d,%d,%d\n", j, o.places, o.reserved)
		}
	}); err != nil {
		return err
	}
	return file(dir, "pairs.csv", "person,offering,preference,points,priority", c.writePairs)
}

func (c *country) writePairs(w *bufio.Writer) {
	var wishes []pair
	var line []byte
	for i := range c.people {
		wishes = c.wishes(&c.people[i], wishes)
		c.pairs += len(wishes)
		for k, x := range wishes {
			line = strconv.AppendInt(line[:0], int64(i), 10)
			for _, v := range [...]int64{int64(x.offering), int64(k + 1), int64(x.points), x.priority} {
				line = strconv.AppendInt(append(line, ','), v, 10)
			}
			w.Write(append(line, '\n')) // a failed write is kept and reported by Flush
		}
	}
}

func file(dir, name, header string, body func(*bufio.Writer)) error {
	f, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	fmt.Fprintln(w, header)
	body(w)
	if err := w.Flush(); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
