package questionnaire_test

import (
	"bytes"
	"maps"
	"reflect"
	"strings"
	"testing"

	"titian/internal/engine/questionnaire"
)

func TestADocumentComesBackAsItWasWritten(t *testing.T) {
	d := sample(t)
	again, err := questionnaire.Parse(d.Bytes())
	if err != nil || !reflect.DeepEqual(d, again) || !bytes.Equal(d.Bytes(), again.Bytes()) {
		t.Errorf("read back %+v, %v", again, err)
	}
	if _, err := questionnaire.Parse(append([]byte("\xef\xbb\xbf"), d.Bytes()...)); err != nil {
		t.Errorf("with the mark that some editors put first: %v", err)
	}
}

func TestWrongShapesAreNamedByTheirPlace(t *testing.T) {
	raw := edited(t, func(m map[string]any) {
		m["colour"] = "red"
		m["title"] = "Contoh"
		first := m["sections"].([]any)[0].(map[string]any)
		item := first["items"].([]any)[2].(map[string]any)
		item["min"], item["required"], item["labell"] = "0", "yes", 1
		m["scores"] = map[string]any{}
	})
	_, err := questionnaire.Parse(raw)
	want := map[string]string{
		"title": "questionnaire.shape", "scores": "questionnaire.shape", "colour": "questionnaire.unknown_field",
		"sections[0].items[2].min": "questionnaire.shape", "sections[0].items[2].required": "questionnaire.shape", "sections[0].items[2].labell": "questionnaire.unknown_field",
	}
	if got := faults(err); !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestWhatIsNoDocumentIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":                         "questionnaire.no_json",
		"{\n\"key\": \"a\",\n,}":   "questionnaire.no_json",
		strings.Repeat(" ", 1<<19): "questionnaire.too_large",
	} {
		if _, err := questionnaire.Parse([]byte(text)); faults(err)[""] != want {
			t.Errorf("%.20q: got %v, want %s", text, err, want)
		}
	}
	for _, text := range []string{"[]", "null", "3"} {
		if _, err := questionnaire.Parse([]byte(text)); faults(err)["document"] != "questionnaire.shape" {
			t.Errorf("%s: got %v", text, err)
		}
	}
}

// FuzzParse: no text makes the reader, the compiler or a score stop, and what
// compiles comes back the same.
func FuzzParse(f *testing.F) {
	f.Add(sample(f).Bytes())
	f.Add([]byte(`{"key":"a","purpose":"b","privacy":"medical","title":{"id":"x","en":"y"},"sections":[]}`))
	f.Add([]byte(`{"scores":[{"value":"sum(1..1000000)"}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := questionnaire.Parse(raw)
		if err != nil {
			return
		}
		q, err := questionnaire.Compile(d)
		if err != nil {
			return
		}
		again, err := questionnaire.Parse(d.Bytes())
		if err != nil || !bytes.Equal(again.Bytes(), d.Bytes()) {
			t.Fatalf("comes back as %s, %v", again.Bytes(), err)
		}
		a := questionnaire.Answers{}
		for _, it := range q.Items() {
			a[it.Key] = []string{"1"}
		}
		for _, r := range q.Results(q.Keep(a), true) {
			if r.Status == questionnaire.Computed && (r.Value < r.Score.Min-0.01 || r.Value > r.Score.Max+0.01) {
				t.Fatalf("%s is %v, outside %v to %v", r.Score.Key, r.Value, r.Score.Min, r.Score.Max)
			}
		}
	})
}
