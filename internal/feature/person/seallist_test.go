package person_test

import (
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person/persontest"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestAChildIsFoundByThoseWhoMayOpenTheRecordAlone(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s := directorytest.Seed(t, d), persontest.Service(d)
		persontest.Convict(t, d, w.LapasBungo, "Bintang Kecil", juvenile)
		for role, want := range map[authz.Role]int{authz.CaseGuardian: 1, authz.RegionalOffice: 0} {
			org := w.LapasBungo
			if role == authz.RegionalOffice {
				org = w.KanwilJambi
			}
			for _, text := range []string{"bintang kecil", "bintang", "bintng kcil", "B-I-Bintang Kecil"} {
				if got := found(t, s, w.Actor(role, org), text); len(got) != want {
					t.Errorf("%s asks for %q: %v", role, text, got)
				}
			}
		}
	})
}
