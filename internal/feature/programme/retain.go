package programme

import (
	"context"

	"titian/internal/feature/person"

	"titian/internal/platform/db"
)

// RetainTx erases the name from the certificates of a person whose time is over, and notes of attendance.
// Seats, marks and results stay: they are counted.
// Seals leave the rows as they are: they name nobody.
func RetainTx(ctx context.Context, tx *db.Tx, c person.Closing) error {
	if c.Do != person.Anonymise {
		return nil
	}
	texts := []string{
		`UPDATE programme_certificate SET holder = 'Anonim' WHERE EXISTS (SELECT 1 FROM programme_enrolment e WHERE e.facility_id = programme_certificate.facility_id AND e.id = programme_certificate.enrolment_id AND e.person_id = $1)`,
		`UPDATE programme_attendance SET note = '' WHERE EXISTS (SELECT 1 FROM programme_enrolment e WHERE e.facility_id = programme_attendance.facility_id AND e.id = programme_attendance.enrolment_id AND e.person_id = $1)`,
	}
	for _, text := range texts {
		if _, err := db.Exec(ctx, tx, text, c.Person); err != nil {
			return err
		}
	}
	return nil
}
