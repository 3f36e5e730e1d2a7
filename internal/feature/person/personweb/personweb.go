// Package personweb shows people as pages and takes their forms: the list, the
// register form, the person's own page. It owns routes, templates and words;
// what others know about a person comes in as sections that the app hands over.
// Every decision, scope and mask is the service's.
package personweb

import "embed"

// Words are the messages of these pages; the app adds them to the bundle.
//
//go:embed words
var Words embed.FS
