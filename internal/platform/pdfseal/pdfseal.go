// Package pdfseal puts an electronic seal on PDF files that this program wrote,
// and checks such seals: PAdES (ETSI EN 319 142-1, ETSI.CAdES.detached), a CMS
// signature in an incremental update, so that the bytes below it stay as they
// were printed.
//
// It owns the update and the reading of it. It refuses to be a PDF library: it
// seals files with a plain table of contents, as docgen writes them, once; and to
// say whom a certificate belongs to: trust in it is the reader's, who is shown its
// name and fingerprint. Two things it does not have: a time stamp of an authority
// (level B-B, no long-term validation), and silence about the signing time, which
// the CMS library always writes as an attribute.
//
// Start with Load and Seal.Sign, then Check.
package pdfseal

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"

	"software.sslmate.com/src/go-pkcs12"
)

// Seal is a certificate with its key.
type Seal struct {
	certificate *x509.Certificate
	chain       []*x509.Certificate // up to, without, the root
	key         crypto.Signer
}

// errOneKey says that a file does not hold what a seal needs.
var errOneKey = errors.New("the file must hold one private key and the certificate that belongs to it")

// Load reads a PKCS#12 file, or the same in PEM. PKCS#12 may be under AES (PBES2,
// as OpenSSL 3 and today's Windows write it) or under the older 3DES and RC2.
func Load(file []byte, password string) (*Seal, error) {
	blocks, err := blocksOf(file, password)
	if err != nil {
		return nil, fmt.Errorf("read certificate: %w", err)
	}
	s := &Seal{}
	var certificates []*x509.Certificate
	for _, b := range blocks {
		if b.Type == "CERTIFICATE" {
			c, err := x509.ParseCertificate(b.Bytes)
			if err != nil {
				return nil, fmt.Errorf("read certificate: %w", err)
			}
			certificates = append(certificates, c)
			continue
		}
		key, err := parseKey(b.Bytes)
		if err != nil || s.key != nil {
			return nil, errors.Join(errOneKey, err)
		}
		s.key = key
	}
	for _, c := range certificates {
		if s.key != nil && matches(c, s.key) {
			s.certificate = c
		}
	}
	if s.certificate == nil {
		return nil, errOneKey
	}
	s.chain = chainOf(s.certificate, certificates)
	return s, nil
}

// Name is who seals, as the certificate has it.
func (s *Seal) Name() string { return s.certificate.Subject.CommonName }

func blocksOf(file []byte, password string) ([]*pem.Block, error) {
	if !bytes.Contains(file, []byte("-----BEGIN ")) {
		return opened(file, password)
	}
	var out []*pem.Block
	for {
		var b *pem.Block
		if b, file = pem.Decode(file); b == nil {
			return out, nil
		}
		out = append(out, b)
	}
}

// opened is what lies in a PKCS#12 file: a key and certificates.
func opened(file []byte, password string) ([]*pem.Block, error) {
	key, own, up, err := pkcs12.DecodeChain(file, password)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	out := []*pem.Block{{Type: "PRIVATE KEY", Bytes: der}}
	for _, c := range append([]*x509.Certificate{own}, up...) {
		out = append(out, &pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
	}
	return out, nil
}

// parseKey tries the forms that tools write a key in.
func parseKey(der []byte) (crypto.Signer, error) {
	if k, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return k, nil
	}
	if k, err := x509.ParseECPrivateKey(der); err == nil {
		return k, nil
	}
	k, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("read private key: %w", err)
	}
	switch k := k.(type) {
	case *rsa.PrivateKey:
		return k, nil
	case *ecdsa.PrivateKey:
		return k, nil
	}
	return nil, fmt.Errorf("a key of the kind %T cannot seal", k)
}

func matches(c *x509.Certificate, key crypto.Signer) bool {
	public, ok := key.Public().(interface{ Equal(crypto.PublicKey) bool })
	return ok && public.Equal(c.PublicKey)
}

// chainOf orders the issuers from the certificate up. A root says nothing that
// its trusted copy at the reader does not.
func chainOf(c *x509.Certificate, all []*x509.Certificate) []*x509.Certificate {
	var out []*x509.Certificate
	for range all {
		for _, up := range all {
			if !up.Equal(c) && c.CheckSignatureFrom(up) == nil {
				out = append(out, up)
				c = up
				break
			}
		}
	}
	return out
}
