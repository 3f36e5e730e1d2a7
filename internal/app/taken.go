package app

import (
	"net/http"

	"titian/internal/delivery/web/list"
	"titian/internal/feature/person"
	"titian/internal/platform/authz"
)

// taken has it noted who takes a list of people out as a file. The office is the
// one that the list is of, by its address or by its filter; an address that names
// none is noted in the reader's own chain. Who may not read people finds none in
// any list: a partner's book of a fund names nobody.
func (a *App) taken(r *http.Request, t list.Taken) error {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	if !person.May(actor, person.CanRead) {
		return nil
	}
	x := person.Export{List: t.List, Form: string(t.Form), Asked: t.Asked}
	office := r.URL.Query().Get("facility")
	if t.List == "people" && r.PathValue("id") != "" {
		office = r.PathValue("id")
	}
	if err := x.Office.UnmarshalText([]byte(office)); err != nil {
		return err
	}
	if t.Done {
		return a.Person.NoteExported(ctx, actor, x, t.Rows)
	}
	return a.Person.NoteExport(ctx, actor, x)
}
