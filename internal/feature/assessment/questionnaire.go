package assessment

import (
	"strconv"
	"time"

	"titian/internal/engine/questionnaire"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// FormStatus is where a version of a questionnaire stands.
type FormStatus string

// The statuses. A draft may be changed; what was published never is.
const (
	FormDraft     FormStatus = "draft"
	FormPublished FormStatus = "published"
	FormRetired   FormStatus = "retired"
)

// formMoves are the permitted moves. A retired version does not come back: it is
// copied into a new one. A draft that is retired was never filled in.
var formMoves = map[FormStatus][]FormStatus{
	FormDraft:     {FormPublished, FormRetired},
	FormPublished: {FormRetired},
}

// Purposes say what becomes of the answers: of ForReadiness a look at the
// checklist, of ForRehabilitation a stage, of ForNeeds needs to confirm.
const (
	ForNeeds          = "needs"
	ForReadiness      = "readiness"
	ForConduct        = "conduct"
	ForEmployability  = "employability"
	ForRehabilitation = "rehabilitation"
	ForOther          = "other"
)

// Purposes lists the purposes in the order of the forms.
func Purposes() []string {
	return []string{ForNeeds, ForReadiness, ForConduct, ForEmployability, ForRehabilitation, ForOther}
}

// Edition is one version of a questionnaire without its text.
type Edition struct {
	ID          id.Questionnaire      `db:"id" privacy:"public" json:"id"`
	Code        string                `db:"code" privacy:"public" json:"key"`
	Number      int                   `db:"number" privacy:"public" json:"number"`
	Owner       id.Organisation       `db:"owner_id" privacy:"public" json:"owner_id"` // none for those of the program
	Status      FormStatus            `db:"status" privacy:"public" json:"status"`
	Purpose     string                `db:"purpose" privacy:"public" json:"purpose"`
	Privacy     questionnaire.Privacy `db:"privacy" privacy:"public" json:"privacy"`
	TitleID     string                `db:"title_indonesian" privacy:"public" json:"-"`
	TitleEN     string                `db:"title_english" privacy:"public" json:"-"`
	PublishedAt time.Time             `db:"published_at" privacy:"public" json:"published_at"`
	Version     int64                 `db:"version" privacy:"public" json:"version"`
	CreatedAt   time.Time             `db:"created_at" privacy:"internal" json:"-"`
	UpdatedAt   time.Time             `db:"updated_at" privacy:"internal" json:"-"`
}

// Title is the questionnaire's name in both languages.
func (e Edition) Title() questionnaire.Text { return questionnaire.Text{ID: e.TitleID, EN: e.TitleEN} }

// Questionnaire is one version with its text.
type Questionnaire struct {
	Edition
	Document string `db:"document" privacy:"public" json:"document"`
}

// Compiled is the questionnaire ready for use. What is stored has compiled
// before, so that an error here is internal.
func (q Questionnaire) Compiled() (*questionnaire.Questionnaire, error) {
	d, err := questionnaire.Parse([]byte(q.Document))
	if err != nil {
		return nil, broken(q, err)
	}
	c, err := questionnaire.Compile(d)
	if err != nil {
		return nil, broken(q, err)
	}
	return c, nil
}

// broken keeps a stored document's fault from being shown as the reader's own.
func broken(q Questionnaire, err error) error {
	return errs.New(errs.Internal, "questionnaire.broken").With("key", q.Code).With("number", q.Number).Because(err)
}

// write puts a checked document into the row.
func (q *Questionnaire) write(c *questionnaire.Questionnaire) {
	q.Code, q.Purpose, q.Privacy = c.Key, c.Purpose, c.Privacy
	q.TitleID, q.TitleEN, q.Document = c.Title.ID, c.Title.EN, string(c.Bytes())
}

// MayEdit reports whether the actor may write the next version of a
// questionnaire: an office its own, and those who answer for the whole country
// any of them. A partner's administrator writes none.
func MayEdit(a authz.Actor, e Edition) bool {
	return policy.May(a, CanEditForms) && a.Scope.Partner.IsZero() && (a.Scope.All || !e.Owner.IsZero() && e.Owner == a.Org)
}

// MayStart reports whether the actor may write a questionnaire of their own.
func MayStart(a authz.Actor) bool {
	return policy.May(a, CanEditForms) && a.Scope.Partner.IsZero() && !a.Org.IsZero()
}

// CheckDocument compiles a document and adds what only this feature knows:
// purposes, areas of need, and the questions that feed other records.
func CheckDocument(d questionnaire.Document) (*questionnaire.Questionnaire, error) {
	c, err := questionnaire.Compile(d)
	if err != nil {
		return nil, err
	}
	var f errs.Fields
	checkPurpose(&f, c)
	for i, p := range d.Proposals {
		checkArea(&f, "proposals["+strconv.Itoa(i)+"].area", p.Area)
	}
	return c, f.Err()
}
