package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"testing"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
)

type decoded struct {
	Person id.Person         `json:"person"`
	Day    civil.Date        `json:"day"`
	Part   civil.Partial     `json:"part"`
	Cost   money.Rupiah      `json:"cost"`
	Count  *int64            `json:"count"`
	Lines  []decoded         `json:"lines"`
	Names  map[string]string `json:"names"`
}

// FuzzDecode holds that every body is read whole or answered with a status that
// tells broken JSON from a wrong shape.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{`{}`, `{"day": "2026-02-30"}`, `{"lines": [{"lines": [{"cost": "x"}]}]}`, `{"person": 1, "x": 2}`, `[]`, `null`, `{"a":1}{`, ``, `{"lines": {"0": {}}}`, `"\ud800"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		var v decoded
		err := decode([]byte(body), &v)
		if err == nil {
			if !json.Valid([]byte(body)) {
				t.Errorf("%q is taken for JSON", body)
			}
			return
		}
		e := errs.As(err)
		if e == nil || e.Kind != errs.Invalid {
			t.Fatalf("%q: got %v", body, err)
		}
		var s status
		if broken := errors.As(err, &s) && s == http.StatusBadRequest; !broken && len(e.Fields) == 0 {
			t.Errorf("%q: a wrong shape without a path: %v", body, err)
		}
	})
}
