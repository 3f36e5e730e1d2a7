package pdfseal_test

import (
	"crypto/x509"
	"os"
	"testing"

	"software.sslmate.com/src/go-pkcs12"

	"titian/internal/platform/pdfseal"
)

// sealsWith loads a file and seals with it.
func sealsWith(t *testing.T, file []byte, password, want string) {
	t.Helper()
	s, err := pdfseal.Load(file, password)
	if err != nil {
		t.Fatal(err)
	}
	pdf, err := s.Sign(printed(t), at)
	if err != nil {
		t.Fatal(err)
	}
	if got := pdfseal.Check(pdf, nil); len(got) != 1 || got[0].State != pdfseal.Intact || got[0].Sealer != want {
		t.Errorf("%+v", got)
	}
	if _, err := pdfseal.Load(file, "salah"); err == nil {
		t.Error("a wrong password opens it")
	}
}

// The two files hold one key: OpenSSL 1 wrote the one, OpenSSL 3 the other.
func TestFilesOfOldAndNewOpenSSLSeal(t *testing.T) {
	for _, name := range []string{"segel.p12", "segel-aes.p12"} {
		t.Run(name, func(t *testing.T) {
			file, err := os.ReadFile("testdata/" + name)
			if err != nil {
				t.Fatal(err)
			}
			sealsWith(t, file, "uji", "Balai Uji Segel")
		})
	}
}

func TestEveryProtectionOfPKCS12IsRead(t *testing.T) {
	root, rootKey := issue(t, "Akar", nil, nil)
	leaf, key := issue(t, "Kantor Wilayah", root, rootKey)
	for name, e := range map[string]*pkcs12.Encoder{"AES": pkcs12.Modern2023, "3DES": pkcs12.LegacyDES, "RC2": pkcs12.LegacyRC2} {
		t.Run(name, func(t *testing.T) {
			file, err := e.Encode(key, leaf, []*x509.Certificate{root}, "sandi-uji")
			if err != nil {
				t.Fatal(err)
			}
			sealsWith(t, file, "sandi-uji", "Kantor Wilayah")
		})
	}
}
