package assessment

import "titian/internal/feature/person"

// Links are what was found out about a person: it follows them from one record to
// another.
func Links() []person.Link {
	return []person.Link{
		{
			Table: "assessment_need",
			Rows:  `SELECT facility_id AS home_id, id AS row_id FROM assessment_need WHERE person_id = $1`,
			Move:  `UPDATE assessment_need SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,
		},
		{
			Table: "assessment_readiness",
			Rows:  `SELECT facility_id AS home_id, id AS row_id FROM assessment_readiness WHERE person_id = $1`,
			Move:  `UPDATE assessment_readiness SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,
		},
		{
			Table: "assessment_screening",
			Rows:  `SELECT facility_id AS home_id, id AS row_id FROM assessment_screening WHERE person_id = $1`,
			Move:  `UPDATE assessment_screening SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,
		},
		{
			Table: "assessment_rehabilitation",
			Rows:  `SELECT facility_id AS home_id, id AS row_id FROM assessment_rehabilitation WHERE person_id = $1`,
			Move:  `UPDATE assessment_rehabilitation SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,
		},
		{
			// A draft stays: the survivor may have one of the same questionnaire.
			Table: "assessment_sheet",
			Rows:  `SELECT facility_id AS home_id, id AS row_id FROM assessment_sheet WHERE person_id = $1 AND status <> 'draft'`,
			Move:  `UPDATE assessment_sheet SET person_id = $1 WHERE facility_id = $2 AND id = $3 AND person_id = $4`,
		},
	}
}
