package sentence

import "titian/internal/feature/person"

// Links are what a sentence's dates depend on: they follow a person from one
// record to another. Two records of one sentence would double it, so that the
// survivor's own entries stand.
func Links() []person.Link {
	return []person.Link{
		{
			Table: "sentence_entry",
			Rows:  `SELECT facility_id AS home_id, id AS row_id FROM sentence_entry WHERE person_id = $1`,
			Move:  `UPDATE sentence_entry SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,

			Unless: `SELECT 1 FROM sentence_entry WHERE person_id = $1`,
		},
	}
}
