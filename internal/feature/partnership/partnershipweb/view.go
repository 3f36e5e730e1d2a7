package partnershipweb

import (
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
)

// formView is a form in its page.
type formView struct {
	Form     *form.Form
	Title    string
	Lead     string
	Crumbs   []ui.Crumb
	Conflict *ui.Conflict
	Props    ui.FormProps
}
