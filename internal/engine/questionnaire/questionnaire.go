// Package questionnaire reads a questionnaire that is written as data, shows
// the questions that apply, and computes scores and bands from the answers.
//
// It owns the document's form, its checks, and what an answer, a condition and
// a score mean. It refuses to store anything, to know a person or a clock, and
// to run anything but arithmetic: an expression has no loop, a limited length
// and a limited memory, so that a questionnaire from outside can do no harm.
//
// Start with Document, then Compile. A Questionnaire that Compile returned
// cannot fail for lack of a name or a type any more.
package questionnaire

// Document is one version of a questionnaire, as people write and exchange it.
type Document struct {
	Key        string      `json:"key"`
	Purpose    string      `json:"purpose"`
	Privacy    Privacy     `json:"privacy"`
	Title      Text        `json:"title"`
	About      Text        `json:"about,omitzero"`
	Parameters []Parameter `json:"parameters,omitempty"`
	Sections   []Section   `json:"sections"`
	Scores     []Score     `json:"scores,omitempty"`
	Proposals  []Proposal  `json:"proposals,omitempty"`
}

// Text is said in both languages.
type Text struct {
	ID string `json:"id"`
	EN string `json:"en"`
}

// In is the text in a language; Indonesian unless it is "en".
func (t Text) In(lang string) string {
	if lang == "en" {
		return t.EN
	}
	return t.ID
}

// Privacy says who may fill in and read the answers: those who work with the
// person, or of what is medical the staff of the facility that holds them alone.
type Privacy string

// The classes.
const (
	Restricted Privacy = "restricted"
	Medical    Privacy = "medical"
)

// Parameter is a number that an office sets, such as a pass mark. Expressions
// read it as param.key.
type Parameter struct {
	Key   string  `json:"key"`
	Label Text    `json:"label"`
	Value float64 `json:"value"`
}

// Section is a page of questions. A medical section in a restricted
// questionnaire is shown to, and answered by, those alone who may read health.
type Section struct {
	Key     string  `json:"key"`
	Title   Text    `json:"title"`
	Help    Text    `json:"help,omitzero"`
	Privacy Privacy `json:"privacy,omitempty"` // Medical, or that of the questionnaire
	When    string  `json:"when,omitempty"`
	Items   []Item  `json:"items"`
}

// Kind is how an item is answered.
type Kind string

// The kinds.
const (
	YesNo     Kind = "yes_no"
	Choice    Kind = "choice"
	Several   Kind = "several"
	Number    Kind = "number"
	Scale     Kind = "scale"
	Day       Kind = "date"
	ShortText Kind = "short_text"
	LongText  Kind = "long_text"
)

// Kinds lists the kinds in the order of the forms.
func Kinds() []Kind {
	return []Kind{YesNo, Choice, Several, Number, Scale, Day, ShortText, LongText}
}

// Item is one question. When is a condition over earlier answers; a question
// whose condition does not hold is not asked, and its answer counts for nothing.
type Item struct {
	Key      string   `json:"key"`
	Label    Text     `json:"label"`
	Help     Text     `json:"help,omitzero"`
	Kind     Kind     `json:"type"`
	Required bool     `json:"required,omitempty"`
	When     string   `json:"when,omitempty"`
	Options  []Option `json:"options,omitempty"` // of choice and several
	Min      *float64 `json:"min,omitempty"`     // of number and scale
	Max      *float64 `json:"max,omitempty"`
	Low      Text     `json:"low,omitzero"` // what the ends of a scale mean
	High     Text     `json:"high,omitzero"`
}

// Option is one choice. Points are what expressions read as points.item.
type Option struct {
	Value  string  `json:"value"`
	Label  Text    `json:"label"`
	Points float64 `json:"points,omitempty"`
}

// Score is a number computed from answers. It is told only when every question
// that it uses and that was asked has an answer; with Partial, unanswered ones
// count as zero. How tells in words how it is computed.
type Score struct {
	Key         string       `json:"key"`
	Label       Text         `json:"label"`
	How         Text         `json:"how"`
	Value       string       `json:"value"`
	Min         float64      `json:"min"`
	Max         float64      `json:"max"`
	Partial     bool         `json:"partial,omitempty"`
	Better      string       `json:"better,omitempty"` // "higher", "lower" or neither
	Bands       []Band       `json:"bands,omitempty"`
	Reliability *Reliability `json:"reliability,omitempty"`
}

// Band names a range of a score: the first whose condition holds. Conditions
// read the score as score.
type Band struct {
	Key   string `json:"key"`
	Label Text   `json:"label"`
	When  string `json:"when"`
	Tone  string `json:"tone,omitempty"` // "good", "attention", "urgent" or neither
}

// Reliability is what is known of a score's measurement error, and from where.
// Without it no change between two fillings is told.
type Reliability struct {
	SD          float64 `json:"sd"`
	Coefficient float64 `json:"coefficient"`
	Source      Text    `json:"source"`
}

// Proposal turns answers into a need that an officer may confirm: Severity is
// an expression, 0 for none to 3. Topic is a text item that names the need.
type Proposal struct {
	Area     string `json:"area"`
	Severity string `json:"severity"`
	Topic    string `json:"topic,omitempty"`
}
