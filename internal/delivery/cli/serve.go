package cli

import (
	"fmt"
	"os"
	"strings"
	"time"

	"titian/internal/app"
	"titian/internal/feature/agreement"
	"titian/internal/platform/pdfseal"
)

// maxEmergencyHours is a long weekend: an access is for a night, not for a case.
const maxEmergencyHours = 72

// ServeCmd serves pages and API until it is told to stop.
type ServeCmd struct {
	Database
	Addr         string        `env:"TITIAN_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to listen at."`
	TLSCert      string        `name:"tls-cert" env:"TITIAN_TLS_CERT" placeholder:"FILE" help:"Certificate chain; with --tls-key serves TLS itself."`
	TLSKey       string        `name:"tls-key" env:"TITIAN_TLS_KEY" placeholder:"FILE" help:"Private key."`
	BehindTLS    bool          `name:"behind-tls" env:"TITIAN_BEHIND_TLS" help:"A reverse proxy serves TLS: secure cookies, and the client's address from X-Forwarded-For."`
	Seal         string        `name:"seal-file" env:"TITIAN_SEAL_FILE" placeholder:"FILE" help:"Certificate with key (PKCS#12 or PEM) that seals documents."`
	SealPassword string        `name:"seal-password-file" env:"TITIAN_SEAL_PASSWORD_FILE" placeholder:"FILE" help:"Password of the certificate's file."`
	MetricsToken string        `name:"metrics-token-file" env:"TITIAN_METRICS_TOKEN_FILE" placeholder:"FILE" help:"Bearer token that /metrics asks for; without it only this machine may read metrics."`
	Emergency    int           `name:"emergency-hours" env:"TITIAN_EMERGENCY_HOURS" default:"8" placeholder:"HOURS" help:"How long an emergency access to a record stands, from 1 to 72."`
	Grace        time.Duration `env:"TITIAN_GRACE" default:"20s" help:"Time that running requests get when the program is told to stop."`

	Mail
}

// Help is the command's example.
func (ServeCmd) Help() string {
	return "Example: titian serve --db postgres:///titian --addr :8443 --tls-cert chain.pem --tls-key key.pem"
}

// Run serves.
func (c *ServeCmd) Run(env *Env) error {
	if c.Emergency < 1 || c.Emergency > maxEmergencyHours {
		return fmt.Errorf("--emergency-hours is %d: from 1 to %d", c.Emergency, maxEmergencyHours)
	}
	app.Roomy()
	config, err := c.config(env)
	if err != nil {
		return err
	}
	if err := c.apply(&config); err != nil {
		return err
	}
	if config.Seal, err = c.seal(); err != nil {
		return err
	}
	return run(env, config, func(a *app.App) error {
		fmt.Fprintf(env.Stderr, "titian serves on %s\n", c.Addr)
		return a.Serve(env.Context, app.ServeOptions{Addr: c.Addr, TLSCert: c.TLSCert, TLSKey: c.TLSKey, Proxy: c.BehindTLS, MetricsTokenFile: c.MetricsToken, Grace: c.Grace, EmergencyFor: time.Duration(c.Emergency) * time.Hour})
	})
}

// seal loads the certificate; without one documents go unsealed. A certificate
// that cannot be read keeps the server from starting: better than documents that
// everybody believes to be sealed.
func (c *ServeCmd) seal() (agreement.Seal, error) {
	if c.Seal == "" {
		return nil, nil //nolint:nilnil // no certificate is an answer
	}
	file, err := os.ReadFile(c.Seal)
	if err != nil {
		return nil, fmt.Errorf("read seal: %w", err)
	}
	password := []byte{}
	if c.SealPassword != "" {
		if password, err = os.ReadFile(c.SealPassword); err != nil {
			return nil, fmt.Errorf("read seal's password: %w", err)
		}
	}
	s, err := pdfseal.Load(file, strings.TrimRight(string(password), "\r\n"))
	if err != nil {
		return nil, fmt.Errorf("read seal %s: %w", c.Seal, err)
	}
	return s, nil
}
