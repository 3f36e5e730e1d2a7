package ui

// Thread is the slim strip on top of every object that stands on a thread:
// meeting → … → outcome, where the reader is, what is missing.
type Thread struct {
	Title string // the thread's name
	Href  string // the whole thread
	Steps []Step
}

// StepState says how far a step is.
type StepState string

// The states of a step.
const (
	StepDone    StepState = "done"
	StepHere    StepState = "here"
	StepOpen    StepState = "open"    // begun and not finished
	StepMissing StepState = "missing" // should be there by now
	StepAhead   StepState = "ahead"
)

// Step is one step of the thread.
type Step struct {
	Label string
	Href  string // empty when there is nothing to see yet
	State StepState
	Note  string // a count or a day
}
