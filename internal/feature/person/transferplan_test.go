package person_test

import (
	"testing"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func TestListsOfTransfersAreServedByAnIndex(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		persontest.Crowd(t, d, 400, w.LapasBungo, w.LapasSelong, w.RutanSungaiPenuh)
		persontest.Moves(t, d, w.LapasSelong, w.RutanSungaiPenuh, 4000)
		persontest.Moves(t, d, w.LapasBungo, w.RutanSungaiPenuh, 10)
		persontest.Moves(t, d, w.LapasSelong, w.LapasBungo, 10)
		own := map[db.Dialect]string{db.SQLite: "PRIMARY KEY", db.Postgres: "person_transfer_pkey"}[d.Dialect]
		for index, f := range map[string]person.TransferFilter{own: {Sent: true, Status: person.Requested}, "person_transfer_awaited": {Status: person.Requested}} {
			text, args := person.TransferText(t, w.Actor(authz.FacilityHead, w.LapasBungo), f)
			persontest.ServedBy(t, persontest.Plan(t, d, text, args...), index, false)
		}
	})
}
