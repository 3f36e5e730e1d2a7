// Package agreementapi is cooperations, agreements and work plans as JSON.
//
// It owns wire types. It refuses to decide: every rule is the service's.
package agreementapi

import (
	"titian/internal/delivery/api"
	"titian/internal/feature/agreement"
)

// Register adds the operations. The app calls it.
func Register(a *api.API, s *agreement.Service) {
	registerCooperations(a, s)
	registerAgreements(a, s)
	registerReview(a, s)
	registerPapers(a, s)
	registerSections(a, s)
	registerActivities(a, s)
}

// reasonBody says why something ends.
type reasonBody struct {
	Reason string `json:"reason" maxLength:"500"`
}
