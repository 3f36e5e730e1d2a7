package agreement

import (
	"context"
	"time"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// ActivityState is how an activity stands on a day. It is derived from its dates
// and from what carries it out, at every reading, and never stored: a stored one
// says "planned" long after the class is over.
type ActivityState string

// The states. Behind is what was not done when its quarter ended.
const (
	ActivityPlanned ActivityState = "planned"
	ActivityRunning ActivityState = "running"
	ActivityDone    ActivityState = "done"
	ActivityBehind  ActivityState = "behind"
	ActivityOff     ActivityState = "cancelled"
)

// Carried is what carries an activity out: its classes or, where it has none,
// the promises that feed it. What was cancelled does not count.
type Carried struct {
	Open  int // not ended
	Ended int // completed classes, kept promises
	Begun int // sessions held, deliveries confirmed
}

// CarriedCounter counts for some activities what the features above know of them.
// An activity that nothing carries is absent.
type CarriedCounter func(ctx context.Context, q db.Querier, of []Activity) (map[id.Activity]Carried, error)

// LastDay is the end of the activity's quarter.
func (a Activity) LastDay() civil.Date {
	return civil.On(a.Year, time.Month(3*a.Quarter), 1).EndOfMonth()
}

// StateOn derives how the activity stands on a day. It is done once all that
// carries it has ended, early or late; until then it is behind from the day after
// its quarter.
func (a Activity) StateOn(today civil.Date, c Carried) ActivityState {
	switch {
	case a.Status == ActivityCancelled:
		return ActivityOff
	case c.Open == 0 && c.Ended > 0:
		return ActivityDone
	case today.After(a.LastDay()):
		return ActivityBehind
	case c.Begun > 0:
		return ActivityRunning
	}
	return ActivityPlanned
}

// states derives how activities stand today.
func (s *Service) states(ctx context.Context, of []Activity) (map[id.Activity]ActivityState, error) {
	var carried map[id.Activity]Carried
	if s.Carried != nil && len(of) > 0 {
		var err error
		if carried, err = s.Carried(ctx, s.db, of); err != nil {
			return nil, err
		}
	}
	out := make(map[id.Activity]ActivityState, len(of))
	for _, a := range of {
		out[a.ID] = a.StateOn(s.today(), carried[a.ID])
	}
	return out, nil
}

// standing gives views of activities their states.
func (s *Service) standing(ctx context.Context, views []ActivityView) error {
	of := make([]Activity, len(views))
	for i, v := range views {
		of[i] = v.Activity
	}
	states, err := s.states(ctx, of)
	for i := range views {
		views[i].State = states[views[i].ID]
	}
	return err
}
