package agreementweb

import (
	"strings"

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

// lines splits a textarea into its lines that are not empty.
func lines(s string) []string {
	var out []string
	for _, x := range strings.Split(s, "\n") {
		if x = strings.TrimSpace(x); x != "" {
			out = append(out, x)
		}
	}
	return out
}
