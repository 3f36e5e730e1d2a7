package handover

import "titian/internal/feature/person"

// Links are a person's hand-overs: they follow them from one record to another.
func Links() []person.Link {
	return []person.Link{
		{
			Table: "handover_handover",
			Rows:  `SELECT facility_id AS home_id, id AS row_id FROM handover_handover WHERE person_id = $1`,
			Move:  `UPDATE handover_handover SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,
		},
	}
}
