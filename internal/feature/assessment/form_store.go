package assessment

import (
	"context"

	"titian/internal/engine/questionnaire"
	"titian/internal/feature/person"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

const (
	formTable  = "assessment_questionnaire"
	sheetTable = "assessment_sheet"
)

var (
	selectEdition = `SELECT ` + db.Columns[Edition]("") + ` FROM assessment_questionnaire `
	selectForm    = `SELECT ` + db.Columns[Questionnaire]("") + ` FROM assessment_questionnaire `
	selectSheet   = `SELECT ` + db.Columns[Sheet]("") + ` FROM assessment_sheet `
)

func formIn(ctx context.Context, q db.Querier, form id.Questionnaire) (Questionnaire, error) {
	return db.One[Questionnaire](ctx, q, selectForm+`WHERE id = $1`+lock(q), form)
}

// editionsOf are the versions of one questionnaire, the newest first.
func editionsOf(ctx context.Context, q db.Querier, code string) ([]Edition, error) {
	return db.All[Edition](ctx, q, selectEdition+`WHERE code = $1 ORDER BY number DESC`, code)
}

// liveForm is the version that is filled in, if there is one.
func liveForm(ctx context.Context, q db.Querier, code string) (Questionnaire, bool, error) {
	return db.Find[Questionnaire](ctx, q, selectForm+`WHERE code = $1 AND status = 'published'`+lock(q), code)
}

// draftOf is the draft that is open about a person, if there is one.
func draftOf(ctx context.Context, q db.Querier, about person.Person, code string) (Sheet, bool, error) {
	return db.Find[Sheet](ctx, q, selectSheet+`WHERE person_id = $1 AND code = $2 AND status = 'draft'`, about.ID, code)
}

// sheetsOf are the sheets of a class about a person, the newest first; drafts
// stand on top, because they wait.
func sheetsOf(ctx context.Context, q db.Querier, p id.Person, class questionnaire.Privacy) ([]Sheet, error) {
	return db.All[Sheet](ctx, q, selectSheet+`WHERE person_id = $1 AND class = $2 ORDER BY CASE WHEN status = 'draft' THEN 0 ELSE 1 END, taken_on DESC, id DESC`, p, string(class))
}
