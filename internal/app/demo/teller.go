package demo

import (
	"context"
	"fmt"
	"math/rand/v2"

	"titian/internal/feature/account"
	"titian/internal/feature/agreement"
	"titian/internal/feature/assessment"
	"titian/internal/feature/attachment"
	"titian/internal/feature/casework"
	"titian/internal/feature/directory"
	"titian/internal/feature/fund"
	"titian/internal/feature/handover"
	"titian/internal/feature/intake"
	"titian/internal/feature/notice"
	"titian/internal/feature/outcome"
	"titian/internal/feature/partnership"
	"titian/internal/feature/person"
	"titian/internal/feature/programme"
	"titian/internal/feature/sentence"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Services is what the stories are told through: the same methods that pages
// and API call, with the same rights and audit.
type Services struct {
	Directory   *directory.Service
	Account     *account.Service
	Attachment  *attachment.Service
	Person      *person.Service
	Sentence    *sentence.Service
	Intake      *intake.Service
	Assessment  *assessment.Service
	Casework    *casework.Service
	Agreement   *agreement.Service
	Partnership *partnership.Service
	Programme   *programme.Service
	Fund        *fund.Service
	HandOver    *handover.Service
	Outcome     *outcome.Service
	Notice      *notice.Service
}

// teller tells the stories in order of their days. It keeps the first error and
// then does nothing more, so that a story reads as a list of what happened.
type teller struct {
	s          Services
	clock      *Clock
	today      civil.Date // the demo's day: nothing is told beyond it
	group      int        // people a class
	who        people
	day        civil.Date // the day of the telling
	story      string
	programmes map[string]id.Programme
	promises   map[id.Proposal]id.Commitment
	filed      map[string]bool // documents by story and kind of record
	err        error
	world
}

func newTeller(s Services, c *Clock, o Options) *teller {
	r := rand.New(rand.NewPCG(o.Seed, 7)) //nolint:gosec // repeatable by design
	return &teller{
		s: s, clock: c, today: o.Today, group: o.group(), who: people{r: r},
		programmes: map[string]id.Programme{}, promises: map[id.Proposal]id.Commitment{}, filed: map[string]bool{},
		world: world{map[string]id.Organisation{}, map[string]map[string]id.Post{}, map[string]authz.Actor{}},
	}
}

// on moves the telling to a day. A story never goes back, and not past today.
func (t *teller) on(day civil.Date) civil.Date {
	t.day = day
	t.clock.Stand(day)
	return day
}

// reached reports whether a day is not in the demo's future.
func (t *teller) reached(day civil.Date) bool { return !day.After(t.today) }

// did runs one step.
func (t *teller) did(what string, f func() error) {
	if t.err != nil {
		return
	}
	if err := f(); err != nil {
		t.err = fmt.Errorf("tell %s on %s: %s: %w", t.story, t.day, what, err)
	}
}

// got runs one step that makes something.
func got[T any](t *teller, f func() (T, error)) T {
	var v T
	t.did(fmt.Sprintf("%T", v), func() (err error) {
		v, err = f()
		return err
	})
	return v
}

// as is the actor behind a sign-in.
func (t *teller) as(login string) authz.Actor { return t.actors[login] }

func (t *teller) tell(ctx context.Context) error {
	t.story = "the organisations"
	t.on(civil.Must("2025-07-01"))
	t.found(ctx)
	t.catalogue(ctx)
	for _, s := range []struct {
		name string
		tell func(context.Context)
	}{{"S4", t.jambi}, {"S5", t.maros}, {"S2", t.selong}, {"S3", t.sungaiPenuh}, {"S1", t.bungo}} {
		t.story = s.name
		s.tell(ctx)
	}
	return t.err
}
