package privacy_test

import (
	"testing"

	"titian/internal/kernel/privacy"
)

func TestOnlyOpenClassesAreAuditedInPlain(t *testing.T) {
	for class, plain := range map[privacy.Class]bool{
		privacy.Public: true, privacy.Internal: true,
		privacy.Restricted: false, privacy.Medical: false, privacy.Child: false, privacy.Secret: false,
	} {
		if !class.Valid() || class.Plain() != plain {
			t.Errorf("%s: valid %v, plain %v", class, class.Valid(), class.Plain())
		}
	}
}

func TestAnUnknownClassIsNeitherValidNorPlain(t *testing.T) {
	for _, c := range []privacy.Class{"", "Public", "open", "internal "} {
		if c.Valid() || c.Plain() {
			t.Errorf("%q: valid %v, plain %v", c, c.Valid(), c.Plain())
		}
	}
}
