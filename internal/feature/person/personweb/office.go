package personweb

import (
	"context"
	"sync"

	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// offices remembers organisations that lists have named: every page of a list
// needs its office's name and kind, and they change a few times a year.
type offices struct {
	directory *directory.Service
	mu        sync.RWMutex
	known     map[id.Organisation]directory.Organisation
}

func newOffices(d *directory.Service) *offices {
	o := &offices{directory: d}
	d.OnChanged(o.forget)
	return o
}

func (o *offices) forget() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.known = nil
}

// get is the directory's Get. Names are for everybody who is signed in, so what
// one reader was told may be told to another.
func (o *offices) get(ctx context.Context, actor authz.Actor, key id.Organisation) (directory.Organisation, error) {
	o.mu.RLock()
	found, ok := o.known[key]
	o.mu.RUnlock()
	if ok {
		return found, nil
	}
	found, err := o.directory.Get(ctx, actor, key)
	if err != nil {
		return found, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.known == nil {
		o.known = map[id.Organisation]directory.Organisation{}
	}
	o.known[key] = found
	return found, nil
}

// at narrows the filter to one office: those it holds, or those it guides.
func (p *pages) at(ctx context.Context, actor authz.Actor, office id.Organisation, f *person.Filter) (string, error) {
	o, err := p.offices.get(ctx, actor, office)
	if o.FacilityType == directory.Bapas {
		f.Probation = office
	} else {
		f.Facility = office
	}
	return o.Name, err
}
