package ui

import "github.com/a-h/templ"

// Fact is one row of a Summary. Content wins over Href, Href over plain Text.
type Fact struct {
	Label   string
	Text    string
	Href    string
	Content templ.Component
	Change  string // address of the form that changes it
	Seen    string // a restricted field: who may see it
}

// Empty says what is not here and what to do about it.
type Empty struct {
	Title  string
	Text   string
	Action *Action
}

// Task is one thing to do.
type Task struct {
	Title  string
	Detail string // whose, for whom, which record
	Href   string
	Due    Tag
	Action *Action
}

// Tab is one view of a record.
type Tab struct {
	Label   string
	Href    string
	Current bool
}

// Event is one entry of a History.
type Event struct{ Title, By, When, Text string }

func buttonClass(a Action) string {
	switch {
	case a.Danger:
		return "govuk-button govuk-button--warning"
	case a.Quiet:
		return "govuk-button govuk-button--secondary"
	}
	return "govuk-button"
}
