package reporttest

import (
	"strconv"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// Story is one thread as it is stored. What it does not have yet is zero.
type Story struct {
	Ref           string // of the cooperation; the refs of its records begin with it
	Host, Partner id.Organisation

	Coop       id.Cooperation
	Meeting    id.Meeting
	Decision   id.Decision
	Proposal   id.Proposal
	Commitment id.Commitment
	Agreement  id.Agreement
	Activity   id.Activity
	Delivery   id.Delivery
	Fund       id.Fund
	Class      id.Offering
	Session    id.Session
	People     []id.Person
	Seats      []id.Enrolment

	store *Store
}

// Empty is a cooperation in which nothing has happened yet.
func (s *Store) Empty(ref string, host, partner id.Organisation) *Story {
	s.t.Helper()
	y := &Story{Ref: ref, Host: host, Partner: partner, Coop: id.Cooperation{}.Make(), store: s}
	s.Do(func(tx *db.Tx) {
		s.Add(tx, "agreement_cooperation", Row{
			"id": y.Coop, "ref": ref, "host_id": host, "partner_id": partner, "status": "active",
			"title": "Pembinaan mental dan keterampilan produktif warga binaan",
		})
	})
	return y
}

// sides is the beginning of a row that hangs on the cooperation.
func (y *Story) sides(more Row) Row {
	row := Row{"cooperation_id": y.Coop, "host_id": y.Host, "partner_id": y.Partner}
	for k, v := range more {
		row[k] = v
	}
	return row
}

// Begun adds a meeting that was held and a proposal that awaits its answer.
func (s *Store) Begun(ref string, host, partner id.Organisation) *Story {
	s.t.Helper()
	y := s.Empty(ref, host, partner)
	y.Meeting, y.Decision, y.Proposal = id.Meeting{}.Make(), id.Decision{}.Make(), id.Proposal{}.Make()
	s.Do(func(tx *db.Tx) {
		s.Add(tx, "partnership_meeting", y.sides(Row{
			"id": y.Meeting, "ref": ref + "/RPT", "kind": "coordination", "status": "held",
			"title": "Rapat koordinasi dengan BAZNAS di Lapas", "held_on": "2026-01-29",
		}))
		s.Add(tx, "partnership_decision", Row{
			"id": y.Decision, "meeting_id": y.Meeting, "cooperation_id": y.Coop, "ordinal": 1,
			"body": "Membawa rencana ini ke tahap yang lebih teknis",
		})
		s.Add(tx, "partnership_proposal", y.sides(Row{
			"id": y.Proposal, "ref": ref + "/USL", "kind": "ask", "status": "sent", "form": "training",
			"title": "Pelatih menjahit untuk dua angkatan", "meeting_id": y.Meeting, "decision_id": y.Decision, "from_id": host, "to_id": partner,
			"quantity": 2, "unit": "angkatan", "sent_on": "2026-02-02", "answer_due_on": "2026-12-01",
		}))
	})
	return y
}

// Promised goes on to a commitment of the partner under a signed agreement, with
// one activity planned, one delivery that was confirmed and one only reported,
// and money received.
func (s *Store) Promised(ref string, host, partner id.Organisation) *Story {
	s.t.Helper()
	y := s.Begun(ref, host, partner)
	y.Commitment, y.Agreement, y.Activity = id.Commitment{}.Make(), id.Agreement{}.Make(), id.Activity{}.Make()
	y.Delivery, y.Fund = id.Delivery{}.Make(), id.Fund{}.Make()
	s.Set("partnership_proposal", "status", "accepted", y.Proposal)
	s.Set("partnership_proposal", "answered_quantity", 2, y.Proposal)
	s.Do(func(tx *db.Tx) {
		s.Add(tx, "agreement_agreement", y.sides(Row{
			"id": y.Agreement, "ref": ref + "/PKS", "kind": "implementing_agreement", "legal_track": "UPT_PARTNER",
			"title": "Perjanjian kerja sama pembinaan keterampilan", "stage": "AKTIF", "signed_on": "2026-03-02", "starts_on": "2026-03-02", "ends_on": "2027-03-01",
		}))
		s.Add(tx, "agreement_activity", Row{
			"id": y.Activity, "agreement_id": y.Agreement, "cooperation_id": y.Coop, "title": "Pelatihan menjahit",
			"year": 2026, "quarter": 2, "target": 30, "unit": "orang", "status": "planned",
		})
		s.Add(tx, "partnership_commitment", y.sides(Row{
			"id": y.Commitment, "ref": ref + "/KOM", "proposal_id": y.Proposal, "agreement_id": y.Agreement,
			"promiser_id": partner, "receiver_id": host, "form": "training", "title": "Pelatih menjahit", "quantity": 20, "unit": "pertemuan",
			"value_rp": 45_000_000, "due_on": "2026-11-30", "status": "open",
		}))
		s.Add(tx, "partnership_delivery", y.sides(Row{
			"id": y.Delivery, "commitment_id": y.Commitment, "receiver_id": host, "delivered_on": "2026-06-01",
			"quantity": 12, "value_rp": 0, "status": "confirmed", "confirmed_quantity": 12, "confirm_due_on": "2026-06-15",
		}))
		s.Add(tx, "partnership_delivery", y.sides(Row{
			"id": id.Delivery{}.Make(), "commitment_id": y.Commitment, "receiver_id": host, "delivered_on": "2026-11-10",
			"quantity": 4, "value_rp": 0, "status": "reported", "confirm_due_on": "2026-11-24",
		}))
		s.Add(tx, "fund_fund", y.sides(Row{
			"id": y.Fund, "ref": ref + "/DANA", "commitment_id": y.Commitment, "fund_type": "ZAKAT", "status": "open",
			"purpose": "Pelatihan keterampilan bagi mustahik", "received_rp": 45_000_000, "allocated_rp": 30_000_000, "disbursed_rp": 12_500_000, "returned_rp": 0,
		}))
	})
	return y
}

// Whole goes on to a class with people and how they fare. Of every ten people:
// all were enrolled by need; nine came; eight completed, and are competent and
// certified; eight were more ready after than before; six were released and
// handed over; five were reached after six months, of whom four have a
// livelihood.
func (s *Store) Whole(ref string, host, partner id.Organisation, people int) *Story {
	s.t.Helper()
	y := s.Promised(ref, host, partner)
	y.Class, y.Session = id.Offering{}.Make(), id.Session{}.Make()
	s.Do(func(tx *db.Tx) {
		programme := id.Programme{}.Make()
		s.Add(tx, "programme_programme", Row{"id": programme, "code": ref, "name": "Menjahit", "category": "SELF_RELIANCE"})
		s.Add(tx, "programme_offering", Row{
			"facility_id": host, "id": y.Class, "programme_id": programme, "cooperation_id": y.Coop, "commitment_id": y.Commitment,
			"activity_id": y.Activity, "partner_id": partner, "ref": ref + "/KLS", "title": "Menjahit angkatan I", "starts_on": "2026-04-01", "ends_on": "2026-04-30",
			"capacity": people, "enrolled": people, "status": "completed",
		})
		s.Add(tx, "programme_session", Row{
			"facility_id": host, "id": y.Session, "offering_id": y.Class, "held_on": "2026-04-02", "status": "held",
			"marked": people, "present": people - people/10,
		})
		for i := range people {
			y.person(tx, i)
		}
	})
	return y
}

// person stores the i-th of the class.
func (y *Story) person(tx *db.Tx, i int) {
	s, nth := y.store, i%10
	p, seat := id.Person{}.Make(), id.Enrolment{}.Make()
	y.People, y.Seats = append(y.People, p), append(y.Seats, seat)
	row := Row{
		"id": p, "facility_id": y.Host, "register_no": y.Ref + strconv.Itoa(i), "name": "Rekaan " + strconv.Itoa(i), "sex": "M", "risk_level": "low",
		"legal_status": "convict", "custody_status": "active", "admitted_on": "2025-01-01",
	}
	released := civil.Must("2026-05-04")
	if nth < 6 {
		row["custody_status"], row["released_on"] = "released", released
	}
	s.Add(tx, "person_person", row)
	status, mark := "completed", "present"
	if nth >= 8 {
		status = "left"
	}
	if nth == 9 {
		mark = "absent"
	}
	s.Add(tx, "programme_enrolment", Row{
		"facility_id": y.Host, "id": seat, "offering_id": y.Class, "person_id": p, "need_id": id.Need{}.Make(),
		"status": status, "enrolled_on": "2026-03-25",
	})
	s.Add(tx, "programme_attendance", Row{"facility_id": y.Host, "session_id": y.Session, "enrolment_id": seat, "mark": mark})
	y.readiness(tx, p, "before", "2026-03-26", "needed")
	if nth >= 8 {
		return
	}
	s.Add(tx, "programme_result", Row{"facility_id": y.Host, "enrolment_id": seat, "unit": "U1", "competent": true, "assessed_on": "2026-04-29"})
	s.Add(tx, "programme_certificate", Row{"id": id.Certificate{}.Make(), "code": y.Ref + strconv.Itoa(i), "facility_id": y.Host, "enrolment_id": seat, "issued_on": "2026-04-30"})
	y.readiness(tx, p, "after", "2026-04-30", "done")
	if nth < 6 {
		s.Add(tx, "handover_handover", Row{
			"facility_id": y.Host, "id": id.HandOver{}.Make(), "person_id": p, "to_id": y.Host, "ref": "ST-" + y.Ref + strconv.Itoa(i),
			"release_kind": "parole", "release_on": released, "status": "accepted",
		})
	}
	if nth < 5 {
		work := "business"
		if nth == 4 {
			work = "seeking"
		}
		s.Add(tx, "outcome_follow_up", Row{
			"facility_id": y.Host, "id": id.FollowUp{}.Make(), "person_id": p, "milestone": 6, "released_on": released,
			"done_on": "2026-11-05", "reached": true, "livelihood": work, "housing": "settled", "family": "restored", "reoffended": "no",
		})
	}
}

func (y *Story) readiness(tx *db.Tx, p id.Person, phase, day, answer string) {
	key := id.Readiness{}.Make()
	y.store.Add(tx, "assessment_readiness", Row{"facility_id": y.Host, "id": key, "person_id": p, "phase": phase, "taken_on": civil.Must(day), "confidence": 3})
	y.store.Add(tx, "assessment_readiness_item", Row{"facility_id": y.Host, "readiness_id": key, "item": "ktp", "answer": answer})
}
