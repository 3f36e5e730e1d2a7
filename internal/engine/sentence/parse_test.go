package sentence_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"titian/internal/engine/sentence"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
)

// whole is the example of docs/engines/sentence.md.
const whole = `{"legal_status":"adult","start":"2025-06-01","verdicts":[{"years":2,"months":0,"days":0}],
 "detention":[{"kind":"rutan","days":60}],"remissions":[{"date":"2026-08-17","kind":"RU","months":1,"days":0}],
 "fine_substitute":{"months":3,"days":0,"unpaid":true},"conditions":["narcotics",{"code":"corruption","met":true}]}`

func TestACaseIsReadWhole(t *testing.T) {
	got, err := sentence.Parse([]byte(whole))
	want := sentence.Case{
		Status: sentence.Adult, Start: civil.Must("2025-06-01"), Verdicts: years(2, 0, 0),
		Detention: []sentence.Detention{{Kind: "rutan", Days: 60}}, Remissions: []sentence.Remission{grant("2026-08-17", "RU", 1, 0)},
		Substitute: sentence.Substitute{Term: sentence.Term{Months: 3}, Unpaid: true},
		Conditions: []sentence.Condition{{Code: "narcotics"}, {Code: "corruption", Met: true}},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	got, err = sentence.Parse([]byte(`{"legal_status":"juvenile","start":"2026-03-03","verdicts":[{"years":1}],"remissions":null}`))
	if err != nil || got.Verdicts[0].Years != 1 || got.Substitute.Unpaid {
		t.Errorf("what may be absent: %+v, %v", got, err)
	}
}

func TestWrongJSONIsNamedByItsPlace(t *testing.T) {
	for in, want := range map[string][]string{
		``:                                  {":json.empty"},
		`{"legal_status":`:                  {":json.broken"},
		"{\n\"start\" 1}":                   {":json.broken"},
		`[]`:                                {":json.object"},
		`null`:                              {":json.object"},
		`{} {}`:                             {":json.trailing"},
		`{"begin":"2026-01-01"}`:            {"begin:json.unknown"},
		`{"start":"2026-02-30"}`:            {"start:json.date"},
		`{"start":20260101}`:                {"start:json.date"},
		`{"legal_status":1}`:                {"legal_status:json.text"},
		`{"verdicts":{}}`:                   {"verdicts:json.list"},
		`{"verdicts":[2]}`:                  {"verdicts[0]:json.object"},
		`{"verdicts":[{},{"year":2}]}`:      {"verdicts[1].year:json.unknown"},
		`{"verdicts":[{"years":1.5}]}`:      {"verdicts[0].years:json.whole"},
		`{"verdicts":[{"years":"2"}]}`:      {"verdicts[0].years:json.whole"},
		`{"verdicts":[{"years":1e30}]}`:     {"verdicts[0].years:json.whole"},
		`{"remissions":[{"date":"besok"}]}`: {"remissions[0].date:json.date"},
		`{"fine_substitute":[]}`:            {"fine_substitute:json.object"},
		`{"fine_substitute":{"unpaid":1}}`:  {"fine_substitute.unpaid:json.flag"},
		`{"conditions":[1]}`:                {"conditions[0]:json.object"},
		`{"conditions":[{"kode":"x"}]}`:     {"conditions[0].kode:json.unknown"},
		`{"a":1,"b":2,"start":"x"}`:         {"start:json.date", "a:json.unknown", "b:json.unknown"},
	} {
		_, err := sentence.Parse([]byte(in))
		var got []string
		if e := errs.As(err); e != nil {
			for _, f := range e.Fields {
				got = append(got, f.Path+":"+f.Code)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s names %v, want %v", in, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{whole, `{"verdicts":[{"years":-1}]}`, `[]`, `{"conditions":[null,"x"]}`, `{"start":"2199-12-31","legal_status":"adult","verdicts":[{"days":1}]}`, `{"detention":[null]}`} {
		f.Add([]byte(s))
	}
	r := rules(f, "")
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := sentence.Parse(b)
		if err != nil {
			if errs.As(err) == nil || len(errs.As(err).Fields) == 0 {
				t.Fatalf("an error without a place: %v", err)
			}
			return
		}
		if !json.Valid(b) {
			t.Fatal("what is not JSON was read")
		}
		tl, err := r.Timeline(c)
		if err != nil {
			return
		}
		for _, p := range sentence.Points() {
			if tl.On(p).IsZero() == (tl.Why(p).Code == "") {
				t.Fatalf("%s is %q for %q", p, tl.On(p), tl.Why(p).Code)
			}
		}
	})
}
