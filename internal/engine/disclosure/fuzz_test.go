package disclosure

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"titian/internal/kernel/errs"
)

const fuzzSpec = `{"release":"r1","released":"2026-01-15","from":"2025-01","to":"2025-03",
"places":{"11":["1101","1102"],"12":["1201"]},"groups":{"sex":["female","male"]},"tables":[
{"id":"n","kind":"count","measure":"m","level":"nation","period":"month","group":"sex"},
{"id":"p","kind":"count","measure":"m","level":"nation","period":"month"},
{"id":"q","kind":"count","measure":"all","level":"nation","period":"month"},
{"id":"x","kind":"rate","of":"p","per":"q"},
{"id":"g","kind":"money","measure":"gift","level":"province","period":"quarter","step":5},
{"id":"c","kind":"curve","measure":"m","level":"nation","period":"quarter"}],
"withhold":[{"table":"p","period":"2025-02","place":"nation"}],"corrects":["n"]}`

// A spec is refused with its place, or it is one that reads back as itself.
func FuzzParseSpec(f *testing.F) {
	f.Add([]byte(fuzzSpec))
	f.Add([]byte(`{"release":"r","tables":[{"id":`))
	f.Add([]byte(`{"unknown":1}`))
	f.Add([]byte(`[]`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, b []byte) {
		spec, err := ParseSpec(b)
		if err != nil {
			located(t, err)
			return
		}
		one, err := json.Marshal(spec)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseSpec(one)
		if err != nil {
			t.Fatalf("%v in %s", err, one)
		}
		if two, _ := json.Marshal(again); !bytes.Equal(one, two) {
			t.Fatalf("%s\n%s", one, two)
		}
	})
}

// Records are refused with their line, or every one of them is inside the spec
// and can be published.
func FuzzReadRecords(f *testing.F) {
	head := "key,measure,period,place,sex,amount,contributor,named,time,event\n"
	f.Add(head + "k1,m,2025-01,1101,female,,,,30,1\nk2,gift,2025-02,1201,male,1.250.000,pt,yes,,\n")
	f.Add(head + "k1,m,2025-01,1101,female,,,,30,1\nk1,m,2025-01,1101,female,,,,30,1\n")
	f.Add(head + "\"k1,m")
	f.Add(head + "k,m,2025-13,1101,x,-5,,maybe,-1,2\n")
	f.Add("\ufeff" + head)
	f.Add("key,key\n")
	f.Fuzz(func(t *testing.T, text string) {
		spec, err := ParseSpec([]byte(fuzzSpec))
		if err != nil {
			t.Fatal(err)
		}
		records, err := ReadRecords(strings.NewReader(text), spec)
		if err != nil {
			located(t, err)
			return
		}
		for i, r := range records {
			if r.Key == "" || r.Place < 0 || r.Place > 2 || r.Amount < 0 || i > 0 && records[i-1].Key > r.Key {
				t.Fatalf("record %+v", r)
			}
		}
		release, err := Build(spec, records, attackKey)
		if err != nil {
			located(t, err)
			return
		}
		roundTrip(t, release)
	})
}

func roundTrip(t *testing.T, release *Release) {
	t.Helper()
	files, err := release.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := Decode(files)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := back.Encode(); !again.Equal(files) {
		t.Fatalf("%s\n%s", files.Cells, again.Cells)
	}
	Gate(nil, back)
}

// Decode accepts exactly what Encode writes: whatever it reads without an error
// is written back to the byte, and survives the gate.
func FuzzDecode(f *testing.F) {
	spec, err := ParseSpec([]byte(fuzzSpec))
	if err != nil {
		f.Fatal(err)
	}
	release, err := Build(spec, nil, attackKey)
	if err != nil {
		f.Fatal(err)
	}
	files, _ := release.Encode()
	f.Add(files.Cells, files.Curves)
	f.Add(files.Cells[:len(files.Cells)-4], files.Curves)
	f.Add(files.Cells, []byte(curvesHeader+"c,2025-Q1,nation,,0,100,-,-\nc,2025-Q1,nation,,1,90,15,85.0\n"))
	f.Fuzz(func(t *testing.T, cells, curves []byte) {
		var m metaJSON
		if err := json.Unmarshal(files.Meta, &m); err != nil {
			t.Fatal(err)
		}
		m.Cells, m.Curves = checksum(cells), checksum(curves)
		meta, _ := json.Marshal(m)
		back, err := Decode(Files{meta, cells, curves})
		if err != nil {
			located(t, err)
			return
		}
		again, _ := back.Encode()
		if !bytes.Equal(again.Cells, cells) || !bytes.Equal(again.Curves, curves) {
			t.Fatalf("%q\n%q", cells, again.Cells)
		}
		Gate(nil, back)
	})
}

func FuzzDecodeMeta(f *testing.F) {
	f.Add([]byte(`{"format":1,"key":"k","cells_crc32c":"0","curves_crc32c":"0","spec":` + fuzzSpec + `}`))
	f.Add([]byte(`{"format":2}`))
	f.Fuzz(func(t *testing.T, meta []byte) {
		if _, err := Decode(Files{meta, []byte(cellsHeader), []byte(curvesHeader)}); err != nil {
			located(t, err)
		}
	})
}

// located checks that an error is the reader's, and says where.
func located(t *testing.T, err error) {
	t.Helper()
	var at *InputError
	if !errors.As(err, &at) || !errors.Is(err, errs.Invalid) || at.Line == 0 && at.Column == "" || at.Text == "" {
		t.Fatalf("error %v says no place", err)
	}
}
