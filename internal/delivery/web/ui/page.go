package ui

// Page is what Layout needs to know of a page. One job a page: a title that says
// what this is, and at most one primary action.
type Page struct {
	Title   string
	Caption string  // a short line above the title: the kind of record, its reference number
	Lead    string  // one sentence below the title
	Crumbs  []Crumb // from home down, without the page itself
	Action  *Action
	Status  *Tag // beside the title
	Wide    bool // tables with many columns
	Bare    bool // no navigation: sign-in
}

// Crumb is a page above this one.
type Crumb struct{ Label, Href string }

// Action is a link or, with Post, a button that changes something.
type Action struct {
	Label  string
	Href   string
	Post   bool
	Hidden []Hidden // parameters of a Post
	Quiet  bool     // a secondary action
	Danger bool     // removes or ends something
}

// Hidden is one hidden parameter.
type Hidden struct{ Name, Value string }

// Tone is the colour of a tag. Its text says the same in words.
type Tone string

// The tones. Red is for overdue and harm only, amber for due.
const (
	Neutral Tone = "neutral"
	Good    Tone = "good"
	Active  Tone = "active"
	Due     Tone = "due"
	Overdue Tone = "overdue"
)

// Tag is a status in words.
type Tag struct {
	Text string
	Tone Tone
}
