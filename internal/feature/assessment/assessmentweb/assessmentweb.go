// Package assessmentweb shows needs, readiness, health and rehabilitation as
// pages and takes their forms, and gives the person's page its parts about
// them. It owns routes, templates and words; who may see what is the service's.
package assessmentweb
