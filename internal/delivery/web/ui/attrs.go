package ui

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"titian/internal/delivery/web/form"
	"titian/internal/kernel/errs"
	"titian/internal/platform/i18n"
)

func fieldMessage(ctx context.Context, e *errs.Field) string { return i18n.From(ctx).Field(*e) }

func uploadAttrs(p FormProps) templ.Attributes {
	if p.Upload {
		return templ.Attributes{"enctype": "multipart/form-data"}
	}
	return nil
}

// formAction is where the form goes. With a file its key goes in the address,
// because the server knows the key before it reads the body and a file may be long.
func formAction(p FormProps) string {
	if !p.Upload {
		return p.Action
	}
	return p.Action + "?" + form.OnceField + "=" + newOnce()
}

func inputMode(mode string) templ.Attributes {
	if mode == "" {
		return nil
	}
	return templ.Attributes{"inputmode": mode}
}

// countAttrs asks the script to count letters, in the reader's language.
func countAttrs(ctx context.Context, in Field) templ.Attributes {
	if in.Max == 0 {
		return nil
	}
	left, over := T(ctx, "form.left", "count", "%{count}"), T(ctx, "form.over", "count", "%{count}")
	return templ.Attributes{
		"data-module": "govuk-character-count", "data-maxlength": strconv.Itoa(in.Max),
		"data-i18n.characters-under-limit.one": left, "data-i18n.characters-under-limit.other": left,
		"data-i18n.characters-at-limit":       T(ctx, "form.left", "count", 0),
		"data-i18n.characters-over-limit.one": over, "data-i18n.characters-over-limit.other": over,
	}
}

// number gives a number the room of a number.
func number(in Field) Field {
	if in.Width == 0 {
		in.Width = 5
	}
	return in
}

// choiceID is the field's own id for the first choice, so that the error
// summary leads to it.
func choiceID(f *form.Form, in Field, i int) string {
	if i == 0 {
		return fieldID(f, in.Name)
	}
	return fieldID(f, in.Name) + "-" + strconv.Itoa(i+1)
}

func choiceAttrs(f *form.Form, in Field, i int, o Option) templ.Attributes {
	if o.Hint == "" {
		return nil
	}
	return templ.Attributes{"aria-describedby": choiceID(f, in, i) + "-hint"}
}
