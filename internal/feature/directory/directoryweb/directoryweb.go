// Package directoryweb is the pages of the directory: organisations with their
// posts, and regencies with what their economy offers. Everybody who is signed
// in reads; the buttons that change something are shown to whom the service
// would let.
package directoryweb

import (
	"embed"

	"titian/internal/delivery/web"
	"titian/internal/feature/directory"
)

// Words are the messages of these pages; the app adds them to the bundle.
//
//go:embed words
var Words embed.FS

type pages struct{ orgs *directory.Service }

// Register adds the pages to the router. The app calls it.
func Register(rt *web.Router, s *directory.Service) {
	p := &pages{s}
	rt.HandleFunc("GET /organisations", p.list)
	rt.Export("/organisations", p.export)
	rt.HandleFunc("GET /organisations/new", p.new)
	rt.HandleFunc("POST /organisations", p.create, web.Repeat("/organisations/{result}"))
	rt.HandleFunc("GET /organisations/{id}", p.show)
	rt.HandleFunc("GET /organisations/{id}/edit", p.edit)
	rt.HandleFunc("POST /organisations/{id}", p.change, web.Repeat("/organisations/{id}"))
	rt.HandleFunc("POST /organisations/{id}/deactivate", p.deactivate, web.Repeat("/organisations/{id}"))
	rt.HandleFunc("POST /organisations/{id}/reactivate", p.reactivate, web.Repeat("/organisations/{id}"))

	rt.HandleFunc("POST /organisations/{id}/posts", p.createPost, web.Repeat("/organisations/{id}"))
	rt.HandleFunc("GET /posts/{id}/edit", p.editPost)
	rt.HandleFunc("POST /posts/{id}", p.renamePost, web.Repeat("/posts/{id}/edit"))
	rt.HandleFunc("POST /posts/{id}/end", p.endPost, web.Repeat("/posts/{id}/edit"))
	rt.HandleFunc("POST /posts/{id}/revive", p.revivePost, web.Repeat("/posts/{id}/edit"))

	rt.HandleFunc("GET /regencies", p.regencies)
	rt.HandleFunc("GET /regencies/{code}", p.regency)
	rt.HandleFunc("GET /regencies/{code}/potential", p.editPotential)
	rt.HandleFunc("POST /regencies/{code}/potential", p.setPotential, web.Repeat("/regencies/{code}"))
}
