package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// template alternates literal text (even) and placeholder names (odd).
type template []string

var placeholder = regexp.MustCompile(`\{(person|inst|prog|newPerson|newInst|newProg|enrolInst|enrolProg|enrol|present|items|page|offset|q|typo|date|since|seq)\}`)

func parse(s string) (t template) {
	at := 0
	for _, m := range placeholder.FindAllStringSubmatchIndex(s, -1) {
		t = append(t, s[at:m[0]], s[m[2]:m[3]])
		at = m[1]
	}
	return append(t, s[at:])
}

// pools is the content of ids.json.
type pools struct {
	Facilities int      `json:"facilities"`
	Persons    int      `json:"persons"`
	Away       []int    `json:"away"` // of them, whom no class takes
	Classes    []class  `json:"classes"`
	Queries    []string `json:"queries"`
	Typos      []string `json:"typos"`
	held       []int
}

type class struct {
	Facility   int   `json:"facility"`
	Class      int   `json:"class"`
	Enrolments []int `json:"enrolments"`
}

// perFacility is the number of classes of a facility; see deskgen.
const perFacility = 5

func loadPools(file string) (*pools, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	p := &pools{}
	if err := json.Unmarshal(b, p); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if p.Facilities == 0 || p.Persons == 0 || len(p.Classes) == 0 || len(p.Queries) == 0 || len(p.Typos) == 0 {
		return nil, fmt.Errorf("%s: facilities, persons, classes, queries or typos are missing", file)
	}
	p.hold()
	return p, nil
}

// hold lists the persons whom a class takes.
func (p *pools) hold() {
	away := make(map[int]bool, len(p.Away))
	for _, n := range p.Away {
		away[n] = true
	}
	for n := range p.Persons {
		if !away[n+1] {
			p.held = append(p.held, n+1)
		}
	}
}

// vacancy is the n-th pair of a person and a class they are not enrolled in: all
// whom a class takes in turn, each in one of the two or more classes that deskgen leaves
// out for them. After both it starts again, and a server that refuses to enrol
// anyone twice will say so.
func (p *pools) vacancy(n int) (person, class int) {
	person = p.held[n%len(p.held)]
	first := (person - 1) / p.Facilities % perFacility
	facility := (person-1)%p.Facilities + 1
	lap := n / len(p.held) % 2
	return person, (facility-1)*perFacility + 1 + (first+perFacility-1-lap)%perFacility
}

// render appends the whole HTTP request for one use of op.
func (t *Target) render(dst []byte, op *Op, p *pools, r *rand.Rand, seq *atomic.Int64) []byte {
	n := 0
	if op.Method != "GET" { // reading uses up no numbers
		n = int(seq.Add(1))
	}
	person := r.IntN(p.Persons) + 1
	inst := (person-1)%p.Facilities + 1
	cls := p.Classes[n%len(p.Classes)]
	q := r.IntN(len(p.Queries))
	page := r.IntN(7) + 1
	newPerson, newProg := p.vacancy(n)
	get := func(name string) string {
		v := any(nil)
		switch name {
		case "person":
			v = person
		case "inst":
			v = inst
		case "prog":
			v = (inst-1)*perFacility + r.IntN(perFacility) + 1
		case "newPerson":
			v = newPerson
		case "newInst":
			v = (newPerson-1)%p.Facilities + 1
		case "newProg":
			v = newProg
		case "enrolInst":
			v = cls.Facility
		case "enrolProg":
			v = cls.Class
		case "page":
			v = page
		case "offset":
			v = (page - 1) * 50
		case "q":
			v = p.Queries[q]
		case "typo":
			return strings.ReplaceAll(p.Typos[q], " ", "%20")
		case "date":
			return t.date0.AddDate(0, 0, n/len(p.Classes)).Format(time.DateOnly)
		case "since":
			return "2026-10-23"
		case "seq":
			v = n
		default:
			panic("unknown placeholder " + name)
		}
		if f := t.Format[name]; f != "" {
			return fmt.Sprintf(f, v)
		}
		return fmt.Sprint(v)
	}
	var items strings.Builder
	if op.Item != "" {
		for i, e := range cls.Enrolments {
			if i > 0 {
				items.WriteByte(',')
			}
			items.WriteString(op.item.fill(func(name string) string {
				switch name {
				case "enrol":
					if f := t.Format["enrol"]; f != "" {
						return fmt.Sprintf(f, e)
					}
					return strconv.Itoa(e)
				case "present":
					absent, present := "0", "1"
					if no, yes, words := strings.Cut(t.Format["present"], "|"); words {
						absent, present = no, yes
					}
					if r.IntN(100) < 82 {
						return present
					}
					return absent
				}
				return get(name)
			}))
		}
	}
	body := op.body.fill(func(name string) string {
		if name == "items" {
			return items.String()
		}
		return get(name)
	})
	path := op.path.fill(get)
	return t.request(dst, op.Method, path, op.Type, body, op.head.fill(get))
}

// request appends an HTTP request.
func (t *Target) request(dst []byte, method, path, ctype, body, head string) []byte {
	dst = append(dst, method+" "+strings.ReplaceAll(path, " ", "%20")+" HTTP/1.1\r\nHost: "+t.Base+"\r\n"+t.head+head...)
	if method != "GET" {
		dst = append(dst, "Content-Type: "+ctype+"\r\nContent-Length: "+strconv.Itoa(len(body))+"\r\n"...)
	}
	dst = append(dst, "\r\n"...)
	return append(dst, body...)
}

func (t template) fill(get func(string) string) string {
	if len(t) == 1 {
		return t[0]
	}
	var b strings.Builder
	for i, s := range t {
		if i%2 == 1 {
			s = get(s)
		}
		b.WriteString(s)
	}
	return b.String()
}
