package sentencetext_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"titian/internal/engine/sentence"
	"titian/internal/feature/sentence/sentencetext"
	"titian/internal/platform/i18n"
	"titian/internal/platform/i18n/i18ntest"
)

func localizer(t *testing.T, lang i18n.Lang) *i18n.Localizer {
	t.Helper()
	b, err := i18n.NewBundle()
	if err == nil {
		err = b.Add(sentencetext.Words)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Localizer(lang)
}

func TestWordsAreComplete(t *testing.T) {
	i18ntest.Check(t, sentencetext.Words, []string{"."})
}

// codes are the constants of the engine whose names begin with prefix.
func codes(t *testing.T, prefix string) (out []string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "../../../engine/sentence/step.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && strings.HasPrefix(v.Names[0].Name, prefix) {
			text, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, text)
		}
		return true
	})
	if len(out) < 2 {
		t.Fatalf("%d codes begin with %s: does this test still read the engine?", len(out), prefix)
	}
	return out
}

func TestEverythingThatTheEngineSaysHasWords(t *testing.T) {
	l := localizer(t, i18n.Indonesian)
	for family, prefix := range map[string]string{"step": "Step", "reason": "Reason", "need": "Need", "change": "Change"} {
		for _, code := range codes(t, prefix) {
			if !l.Has("sentence." + family + "." + code) {
				t.Errorf("%s %q has no words", family, code)
			}
		}
	}
	set, err := sentence.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range set {
		for _, c := range r.Conditions {
			for _, need := range c.Requires {
				if !l.Has("sentence.need." + need) {
					t.Errorf("%s asks %q, which has no words", c.Code, need)
				}
			}
			if !l.Has("sentence.condition." + c.Code) {
				t.Errorf("condition %q has no words", c.Code)
			}
		}
		for _, s := range []sentence.Scale{r.Remission.General, r.Remission.Special} {
			for _, k := range s.Kinds {
				if !l.Has("sentence.kind." + k) {
					t.Errorf("remission %q has no words", k)
				}
			}
		}
	}
	for _, p := range sentence.Points() {
		if !l.Has("sentence.point." + p.String()) {
			t.Errorf("%s has no words", p)
		}
	}
}

func timeline(t *testing.T, text string) sentence.Timeline {
	t.Helper()
	set, err := sentence.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	c, err := sentence.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	tl, err := set[0].Timeline(c)
	if err != nil {
		t.Fatal(err)
	}
	return tl
}

const e1 = `{"legal_status":"adult","start":"2023-02-12","verdicts":[{"years":4},{"years":2}],"detention":[{"kind":"city","days":12}],
"remissions":[{"date":"2023-08-17","kind":"ru","months":1},{"date":"2035-08-17","kind":"Remisi istimewa","months":1}],
"fine_substitute":{"months":3,"unpaid":true},"conditions":["narcotics","piracy"]}`

func TestNoPlaceholderIsLeftEmpty(t *testing.T) {
	for _, lang := range []i18n.Lang{i18n.Indonesian, i18n.English} {
		var b bytes.Buffer
		for _, text := range []string{e1, `{"legal_status":"adult","start":"2020-01-01","conditions":["life"]}`, `{"legal_status":"juvenile","start":"2026-03-03","verdicts":[{"months":10}]}`} {
			if err := sentencetext.WriteText(&b, localizer(t, lang), timeline(t, text)); err != nil {
				t.Fatal(err)
			}
		}
		for _, wrong := range []string{"<no value>", "{{", "sentence.", "  )", "belum diketahui", "not yet known"} {
			if strings.Contains(b.String(), wrong) {
				t.Errorf("%s: %q stands in\n%s", lang, wrong, b.String())
			}
		}
	}
}

func TestATimelineReadsLikeAClerksSheet(t *testing.T) {
	var b bytes.Buffer
	if err := sentencetext.WriteText(&b, localizer(t, i18n.Indonesian), timeline(t, e1)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"estimasi. Angka resmi mengikuti SDP/SK", "Aturan id-2026.1", "2 putusan dijalani berturut-turut, dijumlahkan: 6 tahun",
		"Tahanan kota 12 hari dihitung 1/5: 2 hari", "Remisi umum (RU) 17 Agu 2023: 30 hari", "Remisi istimewa 17 Agu 2035 (30 hari) tidak dihitung",
		"asimilasi paling sedikit 1/2", "\"piracy\" tidak dikenal", "Denda dibayar: PB menjadi",
		"tidak ada: pidana lebih dari 18 bulan", "(aturan ini perlu dicek)",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q does not stand in\n%s", want, b.String())
		}
	}
}

func TestTheAnswerForProgramsHasDatesReasonsAndBothLanguages(t *testing.T) {
	raw, err := json.Marshal(sentencetext.Answered(timeline(t, e1), localizer(t, i18n.Indonesian), localizer(t, i18n.English)))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	for _, p := range sentence.Points() {
		v, there := got[p.String()]
		_, why := got["reasons"].(map[string]any)[p.String()]
		if !there || (v == nil) != why {
			t.Errorf("%s is %v, with a reason: %v", p, v, why)
		}
	}
	first := got["steps"].([]any)[0].(map[string]any)["text"].(map[string]any)
	if first["id"] == first["en"] || first["id"] == "" || got["estimate"] != true || got["rule_set"] != "id-2026.1" {
		t.Errorf("got %s", raw)
	}
}
