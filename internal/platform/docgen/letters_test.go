package docgen_test

import (
	"testing"

	"titian/internal/platform/docgen"
)

func TestItIsKnownWhichLettersAreDrawn(t *testing.T) {
	l, err := docgen.NewLetters()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"Téuku Ümar, S.H. – “Rapat”\n1/2": true, "": true, "I Gusti Ngurah Rai": true,
		"محمد": false, "ꦩꦱ꧀": false, "李": false, "Nama محمد": false,
	} {
		if got := l.Draw(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
