// Package partnershipapi is meetings, proposals, commitments, deliveries, the
// ledger and the vitality of agreements as JSON.
//
// It owns wire types. It refuses to decide: every rule, and which side may do
// what, is the service's.
package partnershipapi

import (
	"titian/internal/delivery/api"
	"titian/internal/feature/assessment"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
)

// Register adds the operations. The app calls it.
func Register(a *api.API, s *partnership.Service) {
	registerMeetings(a, s)
	registerProposals(a, s)
	registerCommitments(a, s)
	registerDeliveries(a, s)
	registerAccounts(a, s)
}

// Form is one sort of help of the catalogue.
type Form struct {
	Code       string            `json:"code"`
	Indonesian string            `json:"indonesian"`
	English    string            `json:"english"`
	Unit       string            `json:"unit"`
	Areas      []assessment.Area `json:"areas" doc:"Areas of need that it answers"`
}

// reasonBody says why something ends.
type reasonBody struct {
	Reason string `json:"reason" maxLength:"500"`
}

// sides are the two ends of the cooperation that a record hangs on.
type sides struct {
	Cooperation    id.Cooperation  `json:"cooperation_id"`
	CooperationRef string          `json:"cooperation_ref"`
	Host           id.Organisation `json:"host_id"`
	HostName       string          `json:"host_name"`
	Partner        id.Organisation `json:"partner_id"`
	PartnerName    string          `json:"partner_name"`
}

func sidesOf(c id.Cooperation, host, partner id.Organisation, s partnership.Sides) sides {
	return sides{c, s.CoopRef, host, s.HostName, partner, s.PartnerName}
}

// amount is what a pointer to rupiah says, null while unknown.
func amount(r *money.Rupiah) *int64 {
	if r == nil {
		return nil
	}
	n := int64(*r)
	return &n
}
