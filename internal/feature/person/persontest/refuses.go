package persontest

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
)

// RefusesStrangers calls every method of a service with nobody and with a role
// that may nothing, all other arguments zero: both must be refused before
// anything is looked at.
func RefusesStrangers(t *testing.T, service any) {
	t.Helper()
	v := reflect.ValueOf(service)
	if v.NumMethod() == 0 {
		t.Fatal("the service has no methods")
	}
	for i := range v.NumMethod() {
		name := v.Type().Method(i).Name
		for _, c := range []struct {
			actor authz.Actor
			want  error
		}{{authz.Actor{}, errs.Unauthenticated}, {authz.Actor{Name: "x", Role: "powerless", Scope: authz.Scope{All: true}}, errs.Forbidden}} {
			if err := call(t.Context(), v.Method(i), c.actor); !errors.Is(err, c.want) {
				t.Errorf("%s with role %q: %v", name, c.actor.Role, err)
			}
		}
	}
}

func call(ctx context.Context, method reflect.Value, a authz.Actor) error {
	in := make([]reflect.Value, method.Type().NumIn())
	for i := range in {
		in[i] = reflect.Zero(method.Type().In(i))
	}
	in[0], in[1] = reflect.ValueOf(ctx), reflect.ValueOf(a)
	out := method.Call(in)
	err, _ := out[len(out)-1].Interface().(error)
	return err
}
