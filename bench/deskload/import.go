package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strings"
	"time"
)

// Import says how a peer takes the bulk-import file. Without Chunk the CSV goes
// as one body; with it, rows are sent Chunk at a time: Open, the rows made from
// Item ({0}, {1} … are the columns, JSON-escaped) joined by commas, Close.
type Import struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	Type   string `json:"type"`
	Chunk  int    `json:"chunk"`
	Open   string `json:"open"`
	Item   string `json:"item"`
	Close  string `json:"close"`
}

func runImport(t *Target) {
	im := t.Import
	if im == nil {
		log.Fatal("the target has no import")
	}
	if im.Method == "" {
		im.Method = "POST"
	}
	if im.Type == "" {
		im.Type = "application/json"
	}
	rows, err := readCSV(*impFile)
	if err != nil {
		log.Fatal(err)
	}
	if *impMax > 0 && len(rows) > *impMax {
		rows = rows[:*impMax]
	}
	conn := client{addr: t.Base}
	defer conn.close()
	post := func(body string) {
		var out []byte
		status, _, err := conn.do(t.request(nil, im.Method, im.Path, im.Type, body, ""), &out)
		if err != nil || status < 200 || status > 299 {
			log.Fatalf("import: status %d, %v: %.500s", status, err, out)
		}
		if strings.Contains(string(out[:min(len(out), 200)]), `"error"`) {
			log.Fatalf("import: %.500s", out)
		}
	}
	cpu0, start := cpuTime(tree(*pids)), time.Now()
	if im.Chunk == 0 {
		var b strings.Builder
		w := csv.NewWriter(&b)
		w.Write(strings.Split("reg_no,name,sex,birth_date,institution_id,admission_date,expected_release_date,status,risk_level", ","))
		w.WriteAll(rows)
		post(b.String())
	} else {
		for i := 0; i < len(rows); i += im.Chunk {
			var b strings.Builder
			b.WriteString(os.ExpandEnv(im.Open))
			for j, row := range rows[i:min(i+im.Chunk, len(rows))] {
				if j > 0 {
					b.WriteByte(',')
				}
				kv := []string{}
				for k, v := range row {
					q, _ := json.Marshal(v)
					if k == 4 && t.Format["inst"] != "" { // institution_id
						var n int
						fmt.Sscan(v, &n)
						q = fmt.Appendf(nil, t.Format["inst"], n)
					} else {
						q = q[1 : len(q)-1]
					}
					kv = append(kv, fmt.Sprintf("{%d}", k), string(q))
				}
				b.WriteString(strings.NewReplacer(kv...).Replace(im.Item))
			}
			b.WriteString(im.Close)
			post(b.String())
		}
	}
	d := time.Since(start)
	cpu := cpuTime(tree(*pids)) - cpu0
	fmt.Printf("%s\tW1\t%d rows\t%.1f s\t%.0f rows/s\tcpu %s/row\n", *label, len(rows), d.Seconds(), float64(len(rows))/d.Seconds(), ms(cpu/time.Duration(len(rows))))
}

// readCSV reads all rows of a file but its header.
func readCSV(file string) ([][]string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	return rows[1:], nil
}
