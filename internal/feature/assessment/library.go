package assessment

import (
	"context"
	"sync"

	"titian/internal/engine/questionnaire"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// library keeps questionnaires that were compiled: some milliseconds each, and
// a page about one person needs several. What was published never changes, so
// that what is kept is never stale; drafts are not kept. There are a few dozen
// versions in the country.
type library struct {
	mu    sync.Mutex
	forms map[id.Questionnaire]*questionnaire.Questionnaire
}

func newLibrary() *library {
	return &library{forms: map[id.Questionnaire]*questionnaire.Questionnaire{}}
}

// open reads one version, and compiles it unless that was done before.
func (l *library) open(ctx context.Context, q db.Querier, key id.Questionnaire) (Edition, *questionnaire.Questionnaire, error) {
	if c := l.find(key); c != nil {
		e, err := db.One[Edition](ctx, q, selectEdition+`WHERE id = $1`, key)
		return e, c, err
	}
	stored, err := db.One[Questionnaire](ctx, q, selectForm+`WHERE id = $1`, key)
	if err != nil {
		return Edition{}, nil, err
	}
	c, err := stored.Compiled()
	if err == nil && stored.Status != FormDraft {
		l.keep(key, c)
	}
	return stored.Edition, c, err
}

func (l *library) find(key id.Questionnaire) *questionnaire.Questionnaire {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.forms[key]
}

func (l *library) keep(key id.Questionnaire, c *questionnaire.Questionnaire) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forms[key] = c
}
