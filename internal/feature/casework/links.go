package casework

import "titian/internal/feature/person"

// Links are a person's casework: it follows them from one record to another. A
// plan is one history, and so are the stages: two side by side would be none, and
// the survivor's own stands.
func Links() []person.Link {
	return []person.Link{
		{
			Table: "casework_plan",
			Rows:  `SELECT facility_id AS home_id, id AS row_id FROM casework_plan WHERE person_id = $1`,
			Move:  `UPDATE casework_plan SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,

			Unless: `SELECT 1 FROM casework_plan WHERE person_id = $1`,
		},
		{
			Table: "casework_step",
			Rows:  `SELECT facility_id AS home_id, id AS row_id FROM casework_step WHERE person_id = $1`,
			Move:  `UPDATE casework_step SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,

			Unless: `SELECT 1 FROM casework_plan WHERE person_id = $1`,
		},
		{
			Table: "casework_shift",
			Rows:  `SELECT facility_id AS home_id, id AS row_id FROM casework_shift WHERE person_id = $1`,
			Move:  `UPDATE casework_shift SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,
		},
		{
			Table: "casework_case",
			Rows:  `SELECT facility_id AS home_id, id AS row_id FROM casework_case WHERE person_id = $1`,
			Move:  `UPDATE casework_case SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,
		},
		{
			Table: "casework_stage",
			Rows:  `SELECT facility_id AS home_id, id AS row_id FROM casework_stage WHERE person_id = $1`,
			Move:  `UPDATE casework_stage SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,

			Unless: `SELECT 1 FROM casework_stage WHERE person_id = $1`,
		},
		{
			Table: "casework_note",
			Rows:  `SELECT facility_id AS home_id, id AS row_id FROM casework_note WHERE person_id = $1`,
			Move:  `UPDATE casework_note SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,
		},
		{
			Table: "casework_alert",
			Rows:  `SELECT facility_id AS home_id, id AS row_id FROM casework_alert WHERE person_id = $1`,
			Move:  `UPDATE casework_alert SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,
		},
	}
}
