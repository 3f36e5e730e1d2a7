package app

import (
	"context"

	"titian/internal/delivery/web"
	"titian/internal/feature/directory"
	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershipweb"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// courses adds the pages of vitality over time.
func (a *App) courses(rt *web.Router) {
	(&partnershipweb.Courses{Service: a.Partnership, Whose: a.whose, Reached: a.reached}).Register(rt)
}

// whose says whose agreements an organisation's vitality is about: a partner's, a
// facility's, or those of an office and the facilities below it.
func (a *App) whose(ctx context.Context, actor authz.Actor, key id.Organisation) (partnership.Whose, string, error) {
	o, err := a.Directory.Get(ctx, actor, key)
	if err != nil {
		return partnership.Whose{}, "", err
	}
	switch o.Kind {
	case directory.Partner:
		return partnership.Whose{Partner: key}, o.Name, nil
	case directory.Facility:
		return partnership.Whose{Facility: key}, o.Name, nil
	}
	return partnership.Whose{Region: key}, o.Name, nil
}

// reached hands report's count of people to the pages of vitality.
func (a *App) reached(ctx context.Context, actor authz.Actor, whose partnership.Whose) (partnershipweb.Reach, error) {
	r, err := a.Report.Reached(ctx, actor, whose)
	return partnershipweb.Reach(r), err
}
