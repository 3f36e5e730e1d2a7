package outcome

import "titian/internal/feature/person"

// Links are how a person was found to fare: it follows them from one record to
// another.
func Links() []person.Link {
	return []person.Link{
		{
			Table: "outcome_follow_up",
			Rows:  `SELECT facility_id AS home_id, id AS row_id FROM outcome_follow_up WHERE person_id = $1`,
			Move:  `UPDATE outcome_follow_up SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,
		},
	}
}
