package pdfseal

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"regexp"
	"strings"
	"time"

	"github.com/smallstep/pkcs7"
)

// State is what a seal says of the file that it stands in.
type State string

// The states.
const (
	Intact   State = "intact"   // not a byte differs from what was sealed
	Changed  State = "changed"  // something below the seal differs, or the seal itself does
	Extended State = "extended" // something was added after the seal
)

// Verdict is one seal of a file.
type Verdict struct {
	State       State
	Sealer      string
	Issuer      string
	Fingerprint string // SHA-256 of the certificate
	Until       time.Time
	Trusted     bool // the certificate leads to one of the roots that were given
}

var rangeForm = regexp.MustCompile(`/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]`)

// Check reads every seal of a file; none means that it carries none. Roots are
// the certificates that the reader trusts, nil for none.
func Check(file []byte, roots *x509.CertPool) []Verdict {
	var out []Verdict
	for _, m := range rangeForm.FindAllSubmatch(file, -1) {
		out = append(out, one(file, [4]int{number(m[1]), number(m[2]), number(m[3]), number(m[4])}, roots))
	}
	return out
}

// one checks one seal. What lies between the two ranges must be the signature
// and nothing else: otherwise bytes could hide there.
func one(file []byte, r [4]int, roots *x509.CertPool) Verdict {
	v := Verdict{State: Changed}
	if r[0] != 0 || r[1] < 1 || r[2] < r[1]+2 || r[3] < 0 || r[2] > len(file) || r[3] > len(file)-r[2] {
		return v
	}
	hole := file[r[1]:r[2]]
	if hole[0] != '<' || hole[len(hole)-1] != '>' {
		return v
	}
	padded, err := hex.DecodeString(string(hole[1 : len(hole)-1]))
	if err != nil {
		return v
	}
	var whole asn1.RawValue
	if _, err := asn1.Unmarshal(padded, &whole); err != nil {
		return v
	}
	p, err := pkcs7.Parse(whole.FullBytes)
	if err != nil {
		return v
	}
	signer := p.GetOnlySigner()
	if signer == nil {
		return v
	}
	v.Sealer, v.Issuer, v.Until = signer.Subject.CommonName, signer.Issuer.CommonName, signer.NotAfter
	h := sha256.Sum256(signer.Raw)
	v.Fingerprint = strings.ToUpper(hex.EncodeToString(h[:]))
	// The signature names the certificate by its hash; one with other words around
	// the same key is not the one that sealed.
	var named signingCertificate
	if p.UnmarshalSignedAttribute(signingCertificateOID, &named) != nil || len(named.Certificates) == 0 || !bytes.Equal(named.Certificates[0].SHA256, h[:]) {
		return v
	}
	p.Content = append(bytes.Clone(file[:r[1]]), file[r[2]:r[2]+r[3]]...)
	if p.Verify() != nil {
		return v
	}
	if v.State = Intact; r[2]+r[3] != len(file) {
		v.State = Extended
	}
	v.Trusted = roots != nil && p.VerifyWithChain(roots) == nil
	return v
}
