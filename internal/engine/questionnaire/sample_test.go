package questionnaire_test

import (
	"encoding/json"
	"os"
	"testing"

	"titian/internal/engine/questionnaire"
	"titian/internal/kernel/errs"
)

// sample is the document of the tests, changed before it is compiled.
func sample(t testing.TB, change ...func(d *questionnaire.Document)) questionnaire.Document {
	t.Helper()
	raw, err := os.ReadFile("testdata/sample.json")
	if err != nil {
		t.Fatal(err)
	}
	d, err := questionnaire.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range change {
		f(&d)
	}
	return d
}

func compiled(t testing.TB, change ...func(d *questionnaire.Document)) *questionnaire.Questionnaire {
	t.Helper()
	q, err := questionnaire.Compile(sample(t, change...))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// faults are the fields of an error, as path → code.
func faults(err error) map[string]string {
	out := map[string]string{}
	if e := errs.As(err); e != nil {
		for _, f := range e.Fields {
			out[f.Path] = f.Code
		}
		if len(e.Fields) == 0 {
			out[""] = e.Code
		}
	}
	return out
}

// edited is the sample's JSON after a change to it as plain values.
func edited(t testing.TB, change func(m map[string]any)) []byte {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(sample(t).Bytes(), &m); err != nil {
		t.Fatal(err)
	}
	change(m)
	raw, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
