package app

import (
	"context"
	"io"

	"titian/internal/app/demo"
	"titian/internal/app/generate"
)

// LoadDemo tells the five stories in this database.
func (a *App) LoadDemo(ctx context.Context, clock *demo.Clock, o demo.Options) error {
	err := demo.Load(ctx, a.DB, demo.Services{
		Directory: a.Directory, Account: a.Account, Person: a.Person, Assessment: a.Assessment,
		Agreement: a.Agreement, Partnership: a.Partnership, Programme: a.Programme, Fund: a.Fund, HandOver: a.HandOver, Outcome: a.Outcome,
	}, clock, o)
	if err != nil {
		return err
	}
	_, err = a.SealAudit(ctx)
	return err
}

// Generate fills this database with a made-up country.
func (a *App) Generate(ctx context.Context, scale float64, people int, seed uint64, ids io.Writer, step func(string, int64)) error {
	return generate.Run(ctx, a.DB, generate.Options{Scale: scale, People: people, Seed: seed, IDs: ids, Step: step})
}
