package i18ntest

import (
	"slices"
	"testing"
)

func TestAMessageThatIsWrittenTwiceIsFound(t *testing.T) {
	raw := []byte("{\n  \"a.b\": \"one\",\n  \"a.c\": {\"one\": \"x\", \"other\": \"y\"},\n  \"a.d\": {\n    \"one\": \"x\",\n    \"other\": \"y\"\n  },\n  \"a.b\": \"two\"\n}\n")
	if got := twice(raw); !slices.Equal(got, []string{"a.b"}) {
		t.Errorf("found %v, want a.b alone", got)
	}
}
