// Package handoverapi is hand-overs as JSON. It owns paths and wire shapes; who
// may read, send or answer a file is the service's.
package handoverapi
