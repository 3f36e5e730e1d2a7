package report

import (
	"context"
	"strconv"
	"strings"

	"titian/internal/feature/assessment"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// Behind is how many people stand behind a proposal: in need at some facilities,
// and of them how many leave soon. Each person is counted once, however many of
// the areas they need.
type Behind struct {
	People  int `db:"people" privacy:"internal"`
	Leaving int `db:"leaving" privacy:"internal"`
}

const behindText = `SELECT count(DISTINCT n.person_id) AS people, count(DISTINCT CASE WHEN p.release_due_on <= $1 THEN n.person_id END) AS leaving
	FROM assessment_need n JOIN person_person p ON p.id = n.person_id AND p.facility_id = n.facility_id AND p.custody_status = 'active'
	WHERE n.closed_on IS NULL AND n.facility_id IN (`

// NeedBehind counts the people in custody with an open need in one of the areas,
// narrowed to the words of a topic if there are any. It is a function for the app:
// the caller's policy has been asked, and the caller says which facilities count.
// It names nobody.
func NeedBehind(ctx context.Context, q db.Querier, facilities []id.Organisation, areas []assessment.Area, topic string, soon civil.Date) (Behind, error) {
	if len(facilities) == 0 || len(areas) == 0 {
		return Behind{}, nil
	}
	args := []any{soon}
	for _, o := range facilities {
		args = append(args, o)
	}
	text := behindText + db.In(len(facilities), 2) + `) AND n.area IN (` + db.In(len(areas), len(args)+1) + `)`
	for _, a := range areas {
		args = append(args, string(a))
	}
	if topic = strings.ToLower(strings.TrimSpace(topic)); topic != "" {
		args = append(args, "%"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(topic)+"%")
		text += ` AND LOWER(n.topic) LIKE $` + strconv.Itoa(len(args)) + ` ESCAPE '\'`
	}
	found, err := db.One[Behind](ctx, q, text, args...)
	return found, wrap("count need", err)
}
