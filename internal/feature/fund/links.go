package fund

import "titian/internal/feature/person"

// Links are the entries for a beneficiary: they follow a person from one record
// to another.
func Links() []person.Link {
	return []person.Link{{
		Table: "fund_entry",
		Rows:  `SELECT id AS home_id, id AS row_id FROM fund_entry WHERE person_id = $1`,
		Move:  `UPDATE fund_entry SET person_id = $1 WHERE id = $2 AND id = $3 AND person_id = $4`,
	}}
}
