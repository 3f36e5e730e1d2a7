package programme

import (
	"crypto/rand"
	"encoding/base32"
	"strings"
	"time"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
)

// Result is one unit of competency of one participant: how they rated
// themselves before, what the assessor found after (both 0–100, or unknown).
type Result struct {
	Facility   id.Organisation `db:"facility_id" privacy:"internal" json:"-"`
	Enrolment  id.Enrolment    `db:"enrolment_id" privacy:"internal" json:"enrolment_id"`
	Unit       string          `db:"unit" privacy:"internal" json:"unit"`
	Before     *int64          `db:"before_score" privacy:"restricted" json:"before"`
	After      *int64          `db:"after_score" privacy:"restricted" json:"after"`
	Competent  bool            `db:"competent" privacy:"internal" json:"competent"`
	AssessedOn civil.Date      `db:"assessed_on" privacy:"internal" json:"assessed_on"`
	Assessor   string          `db:"assessor" privacy:"internal" json:"assessor"`
}

// AssessCommand records the results of one participant.
type AssessCommand struct {
	Enrolment id.Enrolment
	Results   []Result
}

// Certificate is proof of a finished class that anybody can check by its code.
// It names no facility type: a certificate must not tell an employer that its
// holder was in custody, so the issuer is who taught.
type Certificate struct {
	ID        id.Certificate  `db:"id" privacy:"internal" json:"id"`
	Code      string          `db:"code" privacy:"public" json:"code"`
	Facility  id.Organisation `db:"facility_id" privacy:"internal" json:"-"`
	Enrolment id.Enrolment    `db:"enrolment_id" privacy:"internal" json:"-"`
	Number    string          `db:"number" privacy:"public" json:"number"`
	Holder    string          `db:"holder" privacy:"restricted" json:"holder"`
	Title     string          `db:"title" privacy:"public" json:"title"`
	Issuer    string          `db:"issuer" privacy:"public" json:"issuer"`
	Hours     int             `db:"hours" privacy:"public" json:"hours"`
	IssuedOn  civil.Date      `db:"issued_on" privacy:"public" json:"issued_on"`
	RevokedOn civil.Date      `db:"revoked_on" privacy:"public" json:"revoked_on"`
	Version   int64           `db:"version" privacy:"internal" json:"version"`
	Created   time.Time       `db:"created_at" privacy:"internal" json:"-"`
	Updated   time.Time       `db:"updated_at" privacy:"internal" json:"-"`
}

// newCode makes a certificate's code: 80 random bits, which nobody guesses, in
// letters that survive a bad photocopy ("K7QM-2XHB-…").
func newCode() (string, error) {
	var b [10]byte
	if _, err := rand.Read(b[:]); err != nil {
		return "", err
	}
	s := base32.StdEncoding.EncodeToString(b[:])
	return s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:], nil
}

// normalCode forgives case, spaces and missing dashes.
func normalCode(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, strings.ToUpper(s))
	if len(s) != 16 {
		return s
	}
	return s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:]
}
