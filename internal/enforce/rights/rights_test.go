package rights_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path"
	"reflect"
	"strings"
	"testing"
	"time"

	"titian/internal/app"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// roleless lists use cases that ask for no role, and why. They refuse nobody all
// the same, when called without what they ask for instead.
func roleless() map[string]string {
	return map[string]string{
		"account.SignIn": "whoever signs in is nobody yet: the password decides",
		"account.Enter":  "between the password and the first role: the session's user decides",
		"account.Places": "between the password and the first role: the session's user decides",
	}
}

func opened(t *testing.T) *app.App {
	t.Helper()
	a, err := app.Open(t.Context(), app.Config{
		Database: dbtest.URL(t, db.SQLite), Sync: "NORMAL",
		Now: func() time.Time { return dbtest.Now }, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// useCase is one exported method of one constructed service.
type useCase struct {
	name   string // "partnership.Respond"
	method reflect.Value
}

// useCases finds every service of the program by reflection, so that a new
// method cannot be forgotten here.
func useCases(t *testing.T, a *app.App) []useCase {
	t.Helper()
	var out []useCase
	v := reflect.ValueOf(a).Elem()
	for i := range v.NumField() {
		f := v.Field(i)
		if f.Kind() != reflect.Pointer || f.Type().Elem().Name() != "Service" {
			continue
		}
		if f.IsNil() {
			t.Errorf("internal/app: the service %s is not constructed", v.Type().Field(i).Name)
			continue
		}
		for m := range f.NumMethod() {
			name := path.Base(f.Type().Elem().PkgPath()) + "." + f.Type().Method(m).Name
			out = append(out, useCase{name, f.Method(m)})
		}
	}
	if len(out) < 60 {
		t.Fatalf("only %d use cases were found", len(out))
	}
	return out
}

// call runs the use case for an actor, all else zero.
func (u useCase) call(ctx context.Context, actor authz.Actor) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("it panicked before asking: %v", p)
		}
	}()
	args := []reflect.Value{reflect.ValueOf(ctx), reflect.ValueOf(actor)}
	sig := u.method.Type()
	for i := 2; i < sig.NumIn(); i++ {
		if sig.IsVariadic() && i == sig.NumIn()-1 {
			break
		}
		args = append(args, reflect.Zero(sig.In(i)))
	}
	out := u.method.Call(args)
	err, _ = out[len(out)-1].Interface().(error)
	return err
}

func TestEveryUseCaseTakesAnActor(t *testing.T) {
	for _, u := range useCases(t, opened(t)) {
		if !takesActor(u.method.Type()) && !hook(u) {
			t.Errorf("%s%s: a use case is (ctx, actor authz.Actor, …) (…, error); what is not one is unexported or a function", u.name, u.method.Type().String()[len("func"):])
		}
	}
}

// hook reports whether a method is one on which app subscribes: OnTransfer(func …).
func hook(u useCase) bool {
	sig := u.method.Type()
	return strings.HasPrefix(path.Ext(u.name), ".On") && sig.NumOut() == 0 && sig.NumIn() == 1 && sig.In(0).Kind() == reflect.Func
}

func takesActor(sig reflect.Type) bool {
	return sig.NumIn() >= 2 && sig.In(0) == reflect.TypeFor[context.Context]() && sig.In(1) == reflect.TypeFor[authz.Actor]() &&
		sig.NumOut() >= 1 && sig.Out(sig.NumOut()-1) == reflect.TypeFor[error]()
}

func TestNobodyAndThePowerlessAreRefusedEverywhere(t *testing.T) {
	a := opened(t)
	for _, u := range useCases(t, a) {
		if hook(u) || !takesActor(u.method.Type()) {
			continue
		}
		if err := u.call(t.Context(), authz.Actor{}); !errors.Is(err, errs.Unauthenticated) {
			t.Errorf("%s by nobody: got %v, want unauthenticated", u.name, err)
		}
		if _, excused := roleless()[u.name]; excused {
			continue
		}
		powerless := authz.Actor{Name: "Nobody in particular", Role: "powerless", Scope: authz.Scope{All: true}}
		if err := u.call(t.Context(), powerless); !errors.Is(err, errs.Forbidden) {
			t.Errorf("%s by a role without rights: got %v, want forbidden", u.name, err)
		}
	}
	n, err := db.One[int64](t.Context(), a.DB, `SELECT count(*) FROM audit_entry`)
	if err != nil || n != 0 {
		t.Errorf("the refused left %d entries in the audit (%v)", n, err)
	}
}
