package programme

import "titian/internal/feature/person"

// Links are a person's seats: they follow them from one record to another, and
// with a seat go its marks, results and certificate.
func Links() []person.Link {
	return []person.Link{
		{
			Table: "programme_enrolment",
			Rows:  `SELECT facility_id AS home_id, id AS row_id FROM programme_enrolment WHERE person_id = $1`,
			Move:  `UPDATE programme_enrolment SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,
		},
	}
}
