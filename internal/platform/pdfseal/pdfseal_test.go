package pdfseal_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"titian/internal/platform/docgen"
	"titian/internal/platform/pdfseal"
)

var at = time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)

func printed(t testing.TB) []byte {
	t.Helper()
	d := docgen.New("Perjanjian Kerja Sama", "SELONG-PJ-26-1", at)
	d.Para("Pasal 1. Maksud dan tujuan.")
	d.Page()
	d.Para("Halaman kedua")
	b, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func load(t testing.TB) *pdfseal.Seal {
	t.Helper()
	file, err := os.ReadFile("testdata/segel.p12")
	if err != nil {
		t.Fatal(err)
	}
	s, err := pdfseal.Load(file, "uji")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func sealed(t testing.TB) []byte {
	t.Helper()
	b, err := load(t).Sign(printed(t), at)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func states(file []byte) string {
	var out []string
	for _, v := range pdfseal.Check(file, nil) {
		out = append(out, string(v.State))
	}
	return strings.Join(out, " ")
}

func TestASealedFileIsIntactAndTheFileBelowIsUntouched(t *testing.T) {
	plain, file := printed(t), sealed(t)
	if !bytes.HasPrefix(file, plain) {
		t.Error("the bytes below the seal have changed")
	}
	got := pdfseal.Check(file, nil)
	if len(got) != 1 || got[0].State != pdfseal.Intact || got[0].Sealer != "Balai Uji Segel" || len(got[0].Fingerprint) != 64 || got[0].Trusted {
		t.Errorf("got %+v", got)
	}
	if states(plain) != "" {
		t.Error("a plain file has a seal")
	}
	if dir := os.Getenv("SEALED_DIR"); dir != "" { // for a look with another reader: pdfsig FILE
		if err := os.WriteFile(dir+"/sealed.pdf", file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestEveryChangedByteIsNoticed changes bytes over the whole file. Inside the
// signature itself a few say nothing (lengths, the zeros that fill its room):
// there a change must at least not pass for somebody else's seal.
func TestEveryChangedByteIsNoticed(t *testing.T) {
	file := sealed(t)
	whole := pdfseal.Check(file, nil)[0]
	from := bytes.LastIndex(file, []byte("/Contents <")) + len("/Contents ")
	to := bytes.LastIndex(file, []byte(">>>")) + 1
	for i := 0; i < len(file); i += 41 {
		bad := bytes.Clone(file)
		bad[i] ^= 1
		got := pdfseal.Check(bad, nil)
		inside := i > from && i < to
		if len(got) == 1 && got[0].State == pdfseal.Intact && (!inside || got[0] != whole) {
			t.Fatalf("byte %d of %d (%q) may be changed unseen", i, len(file), file[max(0, i-20):min(len(file), i+20)])
		}
	}
}

func TestWhatIsAddedAfterTheSealIsTold(t *testing.T) {
	file := sealed(t)
	if got := states(append(bytes.Clone(file), "\n% more\n"...)); got != "extended" {
		t.Errorf("with something added: %q", got)
	}
	for name, bad := range map[string][]byte{
		"cut off":                      file[:len(file)-10],
		"a range beyond the end":       bytes.Replace(file, []byte("/ByteRange [0 "), []byte("/ByteRange [9 "), 1),
		"a hole that is not signature": bytes.Replace(file, []byte("/Contents <"), []byte("/Contents ("), 1),
		"no signature":                 []byte("/ByteRange [0 1 3 0]<>"),
		"numbers without end":          []byte("/ByteRange [0 99999999999999999999 3 99999999999999999999]"),
	} {
		if got := states(bad); got != "changed" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestOnlyWhatWePrintedIsSealedAndOnlyOnce(t *testing.T) {
	s := load(t)
	for name, file := range map[string][]byte{"nothing": nil, "a text": []byte("halo"), "a sealed file": sealed(t), "a table that is elsewhere": []byte("%PDF-1.4\nstartxref\n999999\n%%EOF\n")} {
		if _, err := s.Sign(file, at); err == nil {
			t.Errorf("%s was sealed", name)
		}
	}
}

// issue makes a certificate, by itself or by an issuer.
func issue(t *testing.T, name string, by *x509.Certificate, with *ecdsa.PrivateKey) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(int64(len(name))), Subject: pkix.Name{CommonName: name}, NotBefore: at.AddDate(-1, 0, 0), NotAfter: at.AddDate(50, 0, 0),
		IsCA: by == nil, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	if by == nil {
		by, with = c, key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, by, key.Public(), with)
	if err != nil {
		t.Fatal(err)
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return made, key
}

func TestAChainIsTrustedByItsRootAndByNoOther(t *testing.T) {
	root, rootKey := issue(t, "Akar", nil, nil)
	other, _ := issue(t, "Akar lain", nil, nil)
	leaf, key := issue(t, "Kantor Wilayah ꦗꦩ꧀ꦧꦶ", root, rootKey)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	for _, b := range []*pem.Block{{Type: "PRIVATE KEY", Bytes: der}, {Type: "CERTIFICATE", Bytes: root.Raw}, {Type: "CERTIFICATE", Bytes: leaf.Raw}} {
		if err := pem.Encode(&file, b); err != nil {
			t.Fatal(err)
		}
	}
	s, err := pdfseal.Load(file.Bytes(), "")
	if err != nil {
		t.Fatal(err)
	}
	pdf, err := s.Sign(printed(t), at)
	if err != nil {
		t.Fatal(err)
	}
	for c, want := range map[*x509.Certificate]bool{root: true, other: false} {
		pool := x509.NewCertPool()
		pool.AddCert(c)
		if got := pdfseal.Check(pdf, pool); len(got) != 1 || got[0].State != pdfseal.Intact || got[0].Trusted != want || got[0].Sealer != s.Name() {
			t.Errorf("with the root %s: %+v", c.Subject.CommonName, got)
		}
	}
}

func TestAFileWithoutKeyOrCertificateIsNoSeal(t *testing.T) {
	p12, err := os.ReadFile("testdata/segel.p12")
	if err != nil {
		t.Fatal(err)
	}
	c, _ := issue(t, "Sendiri", nil, nil)
	for name, tt := range map[string]struct {
		file     []byte
		password string
	}{
		"a wrong password":              {p12, "salah"},
		"nothing":                       {nil, ""},
		"a certificate without a key":   {pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}), ""},
		"a certificate that is no such": {pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("x")}), ""},
	} {
		if _, err := pdfseal.Load(tt.file, tt.password); err == nil {
			t.Errorf("%s was loaded", name)
		}
	}
}

func FuzzCheck(f *testing.F) {
	f.Add(sealed(f))
	f.Add([]byte("/ByteRange [0 2 4 1] <00>"))
	f.Fuzz(func(_ *testing.T, file []byte) { pdfseal.Check(file, nil) })
}
