package app

import (
	"context"
	"io"
	"time"

	"titian/internal/app/demo"
	"titian/internal/app/generate"
	"titian/internal/kernel/civil"
	"titian/internal/platform/authz"
	"titian/internal/platform/tabular"
)

// LoadDemo tells the five stories in this database.
func (a *App) LoadDemo(ctx context.Context, clock *demo.Clock, o demo.Options) error {
	err := demo.Load(ctx, a.DB, demo.Services{
		Directory: a.Directory, Account: a.Account, Attachment: a.Attachment, Person: a.Person, Sentence: a.Sentence, Intake: a.Intake,
		Assessment: a.Assessment, Casework: a.Casework,
		Agreement: a.Agreement, Partnership: a.Partnership, Programme: a.Programme, Fund: a.Fund, HandOver: a.HandOver, Outcome: a.Outcome, Notice: a.Notice,
	}, clock, o)
	if err != nil {
		return err
	}
	if _, err := a.Person.SweepPairs(ctx, authz.OperatorAs("titian"), 0); err != nil {
		return err
	}
	_, err = a.SealAudit(ctx)
	return err
}

// Generate fills this database with a made-up country.
func (a *App) Generate(ctx context.Context, scale float64, people int, seed uint64, ids io.Writer, step func(string, int64)) error {
	return generate.Run(ctx, a.DB, generate.Options{Scale: scale, People: people, Seed: seed, IDs: ids, Step: step})
}

// GeneratePlaces fills the empty database with the made-up country's offices
// alone, for a file of its people.
func (a *App) GeneratePlaces(ctx context.Context, scale float64, people int, seed uint64) error {
	return generate.Places(ctx, a.DB, generate.Options{Scale: scale, People: people, Seed: seed})
}

// GenerateFile writes the made-up country's people as a file to be taken in.
func GenerateFile(w io.Writer, f tabular.Format, now time.Time, scale float64, people int, seed uint64, sentences bool, step func(string, int64)) error {
	return generate.File(w, f, civil.Today(now), generate.Options{Scale: scale, People: people, Seed: seed, Sentences: sentences, Step: step})
}
