package attachment

import "titian/internal/kernel/errs"

// Door lets a few files in at a time. Each upload on its way takes a place on
// disk or in memory before anybody has looked at it, so whoever comes when all
// places are taken is told to try again, and nothing of the file is read.
type Door struct{ places chan struct{} }

// NewDoor is a door with a number of places behind it.
func NewDoor(places int) *Door { return &Door{make(chan struct{}, places)} }

// Enter takes a place until leave is called, or answers Limited
// ("attachment.busy").
func (d *Door) Enter() (leave func(), err error) {
	select {
	case d.places <- struct{}{}:
		return func() { <-d.places }, nil
	default:
		return nil, errs.New(errs.Limited, "attachment.busy")
	}
}
