package errs_test

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"testing"

	"titian/internal/kernel/errs"
)

func TestAnErrorIsFoundByItsKindThroughWrapping(t *testing.T) {
	err := fmt.Errorf("renew agreement: %w", errs.New(errs.State, "agreement.ended"))
	if !errors.Is(err, errs.State) || errors.Is(err, errs.NotFound) {
		t.Errorf("kind of %v is not found", err)
	}
	if errs.KindOf(err) != errs.State || errs.As(err).Code != "agreement.ended" {
		t.Errorf("got %s, %v", errs.KindOf(err), errs.As(err))
	}
}

func TestWhatNobodyClassifiedIsInternal(t *testing.T) {
	for _, err := range []error{io.EOF, fmt.Errorf("read: %w", io.EOF)} {
		if errs.KindOf(err) != errs.Internal || errs.As(err) != nil {
			t.Errorf("%v is %s", err, errs.KindOf(err))
		}
	}
}

func TestAnErrorIsNotChangedByWhatIsAddedToACopy(t *testing.T) {
	base := errs.New(errs.Conflict, "exists").With("a", 1)
	more := base.With("b", 2).Because(io.EOF)
	if len(base.Args) != 1 || errors.Unwrap(base) != nil {
		t.Errorf("the first error became %v %v", base.Args, base)
	}
	if want := (errs.Args{"a": 1, "b": 2}); !reflect.DeepEqual(more.Args, want) || !errors.Is(more, io.EOF) {
		t.Errorf("got %v, %v", more.Args, more)
	}
}

func TestTheLogTellsCodeFieldsAndCause(t *testing.T) {
	var f errs.Fields
	f.Add("title", "too_long", "max", 200)
	f.Add("members[3].birth_date", "date.invalid")
	e := errs.As(f.Err()).Because(io.EOF)
	if got, want := e.Error(), "invalid title:too_long members[3].birth_date:date.invalid: EOF"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAllFieldErrorsAreCollected(t *testing.T) {
	var f errs.Fields
	if f.Err() != nil {
		t.Errorf("nothing noted, yet %v", f.Err())
	}
	f.Add("title", "too_long", "max", 200, "odd one out")
	if !f.Has("title") || f.Has("titles") {
		t.Error("Has does not tell the paths apart")
	}
	var inner errs.Fields
	inner.Add("name", "required")
	if !f.Merge("members[0].", inner.Err()) {
		t.Error("field errors were not taken over")
	}
	want := []errs.Field{{Path: "title", Code: "too_long", Args: errs.Args{"max": 200}}, {Path: "members[0].name", Code: "required"}}
	if got := errs.As(f.Err()); got.Kind != errs.Invalid || !reflect.DeepEqual(got.Fields, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestAParsersErrorIsNotedAtItsPath(t *testing.T) {
	var f errs.Fields
	if !f.Merge("born.", errs.New(errs.Invalid, "date.invalid")) || !f.Has("born") {
		t.Errorf("got %v", f.Err())
	}
}

func TestOnlyInvalidInputIsMerged(t *testing.T) {
	var f errs.Fields
	for _, err := range []error{nil, io.EOF, errs.New(errs.NotFound, "not_found")} {
		if f.Merge("x.", err) {
			t.Errorf("%v was merged", err)
		}
	}
	if f.Err() != nil {
		t.Errorf("got %v", f.Err())
	}
}
