package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"titian/internal/delivery/cli"
	"titian/internal/platform/docgen"
	"titian/internal/platform/pdfseal"
)

func TestAChangedByteOfASealedFileIsShownAsSuch(t *testing.T) {
	p12, err := os.ReadFile("../../platform/pdfseal/testdata/segel.p12")
	if err != nil {
		t.Fatal(err)
	}
	s, err := pdfseal.Load(p12, "uji")
	if err != nil {
		t.Fatal(err)
	}
	d := docgen.New("Perjanjian", "PJ-1", time.Unix(0, 0))
	plain, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := s.Sign(plain, time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Clone(sealed)
	changed[len(plain)/2] ^= 1
	for name, tt := range map[string]struct {
		file []byte
		code int
		says string
	}{
		"as sealed":             {sealed, 0, `intact: sealed by "Balai Uji Segel"`},
		"with one byte changed": {changed, 5, "changed: "},
		"never sealed":          {plain, 5, ""},
	} {
		path := filepath.Join(t.TempDir(), "x.pdf")
		if err := os.WriteFile(path, tt.file, 0o600); err != nil {
			t.Fatal(err)
		}
		var out, errs bytes.Buffer
		env := &cli.Env{Context: t.Context(), Stdout: &out, Stderr: &errs, Now: time.Now}
		if code := cli.Main(env, []string{"verify", path}, nil); code != tt.code || !strings.HasPrefix(out.String(), tt.says) {
			t.Errorf("%s: exit %d, %s%s", name, code, out.String(), errs.String())
		}
	}
}
