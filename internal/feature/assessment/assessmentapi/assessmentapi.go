// Package assessmentapi is needs, readiness, health and rehabilitation as JSON.
// It owns paths and wire shapes; who may read or write what is the service's.
package assessmentapi
