package app

import (
	"context"
	"time"

	"titian/internal/platform/authz"
	"titian/internal/platform/mail"
	"titian/internal/platform/webhook"
)

// postEvery is how often the outbox is looked at. What was queued a moment ago
// is out within it.
const postEvery = 5 * time.Second

// post sends letters until ctx ends, when a mail server is set.
func (a *App) post(ctx context.Context) {
	if a.config.Mail == nil {
		return
	}
	sender, err := mail.New(*a.config.Mail)
	if err != nil {
		a.config.Log.ErrorContext(ctx, "mail", "error", err)
		return
	}
	a.repeat(ctx, "send mail", func(ctx context.Context) error {
		_, err := a.Notice.Post(ctx, authz.OperatorAs("titian"), sender, a.config.Address)
		return err
	})
}

// call makes the calls of webhooks until ctx ends. It runs beside the letters, so
// that a receiver that hangs holds up no letter.
func (a *App) call(ctx context.Context) {
	caller := webhook.New(webhook.Options{})
	a.repeat(ctx, "call webhooks", func(ctx context.Context) error {
		_, err := a.Notice.Call(ctx, authz.OperatorAs("titian"), caller, time.Now)
		return err
	})
}

// repeat does work again and again until ctx ends.
func (a *App) repeat(ctx context.Context, what string, work func(context.Context) error) {
	for {
		if err := work(ctx); err != nil && ctx.Err() == nil {
			a.config.Log.ErrorContext(ctx, what, "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(postEvery):
		}
	}
}
