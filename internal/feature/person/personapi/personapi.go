// Package personapi is people as JSON: one person, a facility's list, search,
// registration, release and consent. It owns paths and wire shapes; every rule,
// every scope and every mask is the service's.
package personapi
