// Package handoverweb shows hand-overs as pages and takes their forms, for the
// side that sends and the side that answers. It owns routes, templates and
// words; who may see or do what is the service's.
package handoverweb
