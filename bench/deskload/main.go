// Command deskload drives the "desk day" operations against one target over
// HTTP/1.1 keep-alive connections, closed loop, and prints req/s, p50, p99,
// response size, and (with -pid) server CPU per request and memory.
//
//	deskload -target targets/bare.json -ids data/ids.json -ops R1,R2 -c 1,8,32 -d 5s -pid 123,456
//	deskload -target targets/bare.json -ids data/ids.json -import data/import.csv
//	deskload -target targets/bare.json -ids data/ids.json -ops R1 -await 1764000000000000000
//
// It sends load to this machine's loopback and nowhere else.
//
// CPU per request is the number to compare on a shared machine: it does not
// swing with the neighbours as throughput and latency do.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

var (
	target  = flag.String("target", "", "target file (JSON)")
	idsFile = flag.String("ids", "data/ids.json", "what may be asked for: ids.json of deskgen or of titian generate")
	base    = flag.String("base", "", "host:port, overriding the target file")
	opsFlag = flag.String("ops", "", "comma-separated operations (default: all but W1)")
	concs   = flag.String("c", "1,8,32", "concurrencies")
	dur     = flag.Duration("d", 5*time.Second, "measured time of each run")
	warm    = flag.Duration("warm", time.Second, "warm-up before each run")
	pids    = flag.String("pid", "", "server process ids; their descendants count too")
	label   = flag.String("label", "", "first column of the output (default: target file name)")
	impFile = flag.String("import", "", "CSV file: run W1 with it and stop")
	impMax  = flag.Int("import-max", 0, "stop the import after so many rows (0: all)")
	check   = flag.Bool("check", false, "send each operation once and print the answer")
	seqFile = flag.String("seq", "", "file that keeps the write sequence between runs; new with new data")
	await   = flag.Int64("await", 0, "ask for the first of -ops until it is answered, print the time since this instant (Unix ns) and stop")
)

func main() {
	flag.Parse()
	t, err := loadTarget(*target)
	if err != nil {
		log.Fatal(err)
	}
	if *base != "" {
		t.Base = *base
	}
	if err := loopback(t.Base); err != nil {
		log.Fatal(err)
	}
	if *label == "" {
		*label = strings.TrimSuffix(t.file, ".json")
	}
	if *impFile != "" {
		runImport(t)
		return
	}
	p, err := loadPools(*idsFile)
	if err != nil {
		log.Fatal(err)
	}
	names := strings.Split(*opsFlag, ",")
	if *opsFlag == "" {
		names = names[:0]
		for n := range t.Ops {
			names = append(names, n)
		}
		slices.Sort(names)
	}
	seq, err := loadSequence(*seqFile)
	if err != nil {
		log.Fatal(err)
	}
	if *await > 0 {
		awaitFirst(t, t.Ops[names[0]], p, seq, time.Unix(0, *await))
		return
	}
	for _, n := range names {
		op, ok := t.Ops[n]
		if !ok {
			continue
		}
		if *check {
			checkOp(t, op, n, p, seq)
			continue
		}
		for _, c := range strings.Split(*concs, ",") {
			k, err := strconv.Atoi(c)
			if err != nil {
				log.Fatal(err)
			}
			res := runOp(t, op, p, seq, k)
			fmt.Printf("%s\t%s\tc=%d\t%.0f req/s\tp50 %s\tp99 %s\tmax %s\t%d B\tcpu %s/req\terr %d%s\n", *label, n, k,
				float64(res.ok)/res.wall.Seconds(), ms(res.quantile(.5)), ms(res.quantile(.99)), ms(res.quantile(1)),
				res.bytes/max(int64(res.ok), 1), ms(res.cpu/time.Duration(max(res.ok, 1))), res.errs, res.firstErr)
		}
	}
	if err := saveSequence(*seqFile, seq); err != nil {
		log.Fatal(err)
	}
	if *pids != "" && !*check {
		all, mapped := pss(tree(*pids))
		fmt.Printf("%s\tmemory\tPSS %d MiB\tbeyond mapped files %d MiB\n", *label, all>>20, (all-mapped)>>20)
	}
}

// loopback refuses any other machine's address.
func loopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("address %q: %w", addr, err)
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("%s is not this machine's loopback: load goes nowhere else", addr)
	}
	return nil
}

// loadSequence continues the numbers by which writes differ from one another.
func loadSequence(file string) (*atomic.Int64, error) {
	var seq atomic.Int64
	if file == "" {
		return &seq, nil
	}
	b, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return &seq, nil
	}
	if err != nil {
		return nil, err
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64)
	seq.Store(n)
	return &seq, err
}

func saveSequence(file string, seq *atomic.Int64) error {
	if file == "" {
		return nil
	}
	return os.WriteFile(file, strconv.AppendInt(nil, seq.Load(), 10), 0o644)
}

// awaitFirst asks until the server answers as it should, and prints how long
// after start that was.
func awaitFirst(t *Target, op *Op, p *pools, seq *atomic.Int64, start time.Time) {
	req := t.render(nil, op, p, rand.New(rand.NewPCG(7, 7)), seq)
	for time.Since(start) < 5*time.Minute {
		conn := client{addr: t.Base}
		status, _, err := conn.do(req, nil)
		conn.close()
		if err == nil && op.accepts(status) {
			fmt.Printf("%s\tstart\tfirst answer %.0f ms\n", *label, float64(time.Since(start))/1e6)
			return
		}
		if err == nil && status < 500 {
			log.Fatalf("%s answers %d: its target file, token or data do not fit", *label, status)
		}
		time.Sleep(2 * time.Millisecond)
	}
	log.Fatalf("%s did not answer within five minutes", *label)
}

type result struct {
	lat      []time.Duration
	ok, errs int
	bytes    int64
	wall     time.Duration
	cpu      time.Duration
	firstErr string
}

func (r *result) quantile(q float64) time.Duration {
	if len(r.lat) == 0 {
		return 0
	}
	return r.lat[min(int(q*float64(len(r.lat))), len(r.lat)-1)]
}

// runOp keeps c connections busy with op for the warm-up and then -d.
func runOp(t *Target, op *Op, p *pools, seq *atomic.Int64, c int) *result {
	start := time.Now()
	from, until := start.Add(*warm), start.Add(*warm+*dur)
	parts := make([]result, c)
	var wg sync.WaitGroup
	for i := range c {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(uint64(i), uint64(seq.Load())))
			conn := client{addr: t.Base}
			defer conn.close()
			part := &parts[i]
			var buf []byte
			for {
				buf = t.render(buf[:0], op, p, r, seq)
				t0 := time.Now()
				if t0.After(until) {
					return
				}
				status, n, err := conn.do(buf, nil)
				if t0.Before(from) {
					continue
				}
				if err != nil || !op.accepts(status) {
					part.errs++
					if part.firstErr == "" {
						part.firstErr = fmt.Sprintf(" (status %d, %v)", status, err)
					}
					continue
				}
				part.ok++
				part.bytes += int64(n)
				part.lat = append(part.lat, time.Since(t0))
			}
		})
	}
	time.Sleep(time.Until(from))
	cpu0 := cpuTime(tree(*pids))
	time.Sleep(time.Until(until))
	total := &result{wall: *dur, cpu: cpuTime(tree(*pids)) - cpu0}
	wg.Wait()
	for _, part := range parts {
		total.lat = append(total.lat, part.lat...)
		total.ok += part.ok
		total.errs += part.errs
		total.bytes += part.bytes
		if total.firstErr == "" {
			total.firstErr = part.firstErr
		}
	}
	slices.Sort(total.lat)
	return total
}

func checkOp(t *Target, op *Op, name string, p *pools, seq *atomic.Int64) {
	req := t.render(nil, op, p, rand.New(rand.NewPCG(7, 7)), seq)
	conn := client{addr: t.Base}
	defer conn.close()
	var body []byte
	status, n, err := conn.do(req, &body)
	fmt.Printf("--- %s: status %d, %d B, %v, accepted %t\n%.300s\n=> %.400s\n", name, status, n, err, op.accepts(status), req, body)
}

func ms(d time.Duration) string {
	return strconv.FormatFloat(float64(d)/1e6, 'g', 3, 64) + "ms"
}

// Target describes how a peer spells the operations.
type Target struct {
	Base    string            `json:"base"`    // host:port
	Headers map[string]string `json:"headers"` // $NAME is taken from the environment
	Format  map[string]string `json:"format"`  // printf format of a placeholder, e.g. "person": "%015d"; of present two words, "absent|present"
	Date0   string            `json:"date0"`   // day of the first W3; later laps take the days after it
	Ops     map[string]*Op    `json:"ops"`
	Import  *Import           `json:"import"`
	file    string
	head    string
	date0   time.Time
}

// Op is one request. Placeholders for reading: {person} {inst} {prog} {page}
// {offset} {q} {typo} {since}. For an enrolment {newPerson} {newInst} {newProg}:
// each sequence number is a pair of person and class that are not yet joined.
// For a class of 30 {enrolInst} {enrolProg} {date} and {items}, 30 times Item
// joined by commas, each with {enrol} and {present}. {seq} is the number itself.
type Op struct {
	Method string   `json:"method"`
	Path   string   `json:"path"`
	Body   string   `json:"body"`
	Type   string   `json:"type"`
	Head   string   `json:"head"` // further header lines, each ended by \r\n
	Item   string   `json:"item"`
	Expect []int    `json:"expect"`
	path   template // parsed
	body   template
	head   template
	item   template
}

func (o *Op) accepts(status int) bool {
	if len(o.Expect) == 0 {
		return status >= 200 && status < 300
	}
	return slices.Contains(o.Expect, status)
}

func loadTarget(file string) (*Target, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	t := &Target{Date0: "2027-01-01", file: file[strings.LastIndexByte(file, '/')+1:]}
	if err := json.Unmarshal(b, t); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if t.date0, err = time.Parse(time.DateOnly, t.Date0); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	for k, v := range t.Headers {
		t.head += k + ": " + os.ExpandEnv(v) + "\r\n"
	}
	for _, o := range t.Ops {
		o.path, o.body, o.item, o.head = parse(o.Path), parse(os.ExpandEnv(o.Body)), parse(o.Item), parse(os.ExpandEnv(o.Head))
		if o.Method == "" {
			o.Method = "GET"
		}
		if o.Type == "" {
			o.Type = "application/json"
		}
	}
	return t, nil
}
