package cli

import (
	"crypto/x509"
	"fmt"
	"os"

	"titian/internal/kernel/errs"
	"titian/internal/platform/pdfseal"
)

// maxVerified is the largest file that is read: beyond what an office sends.
const maxVerified = 256 << 20

// VerifyFileCmd checks the electronic seals of a PDF. It needs no database: who
// received a file can check it anywhere.
type VerifyFileCmd struct {
	File string `arg:"" type:"existingfile" help:"The PDF."`
	CA   string `name:"ca" type:"existingfile" placeholder:"FILE" help:"Certificates (PEM) that you trust: says whether the seal's leads to one of them."`
	JSON bool   `name:"json" help:"Print JSON."`
}

// Help is the command's example.
func (VerifyFileCmd) Help() string { return "Example: titian verify perjanjian.pdf --ca instansi.pem" }

// Run prints each seal; exit code 5 when there is none, or one is not intact.
func (c *VerifyFileCmd) Run(env *Env) error {
	info, err := os.Stat(c.File)
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	if info.Size() > maxVerified {
		return errs.New(errs.TooLarge, "file.too_large").With("max", maxVerified>>20)
	}
	file, err := os.ReadFile(c.File) // who starts the command names the file
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	var roots *x509.CertPool
	if c.CA != "" {
		trusted, err := os.ReadFile(c.CA) // who starts the command names the file
		if err != nil {
			return fmt.Errorf("verify: %w", err)
		}
		if roots = x509.NewCertPool(); !roots.AppendCertsFromPEM(trusted) {
			return fmt.Errorf("verify: %s holds no certificate", c.CA)
		}
	}
	seals := pdfseal.Check(file, roots)
	if c.JSON {
		if err := printJSON(env.Stdout, seals); err != nil {
			return err
		}
	}
	broken := len(seals) == 0
	for _, s := range seals {
		broken = broken || s.State != pdfseal.Intact
		if !c.JSON {
			fmt.Fprintf(env.Stdout, "%s: sealed by %q, issued by %q, SHA-256 %s, trusted: %t\n", s.State, s.Sealer, s.Issuer, s.Fingerprint, s.Trusted)
		}
	}
	switch {
	case len(seals) == 0:
		return errs.New(errs.State, "seal.none").With("text", "the file carries no seal")
	case broken:
		return errs.New(errs.State, "seal.broken").With("text", "the file is not as it was sealed")
	}
	return nil
}
