package backup

import (
	"context"
	"fmt"
	"net/url"
	"os/exec"
	"slices"
)

// libpq lists the parameters of an address that PostgreSQL's own programs know.
// Those that only our driver knows are left out; passwords go another way.
func libpq() []string {
	return []string{
		"host", "hostaddr", "port", "dbname", "user", "passfile", "service", "options", "application_name", "connect_timeout", "target_session_attrs",
		"sslmode", "sslcert", "sslkey", "sslrootcert", "sslcrl", "sslnegotiation", "channel_binding", "gssencmode", "krbsrvname",
		"keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count",
	}
}

// connect prepares a program of PostgreSQL for a database. Everybody on the
// machine may read a command line, so the password goes by the environment, which
// only the owner may.
func connect(ctx context.Context, bin, address string, args ...string) (*exec.Cmd, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("read the database's address: %w", err.(*url.Error).Err) //nolint:errorlint,forcetypeassert // url.Parse gives no other, and the whole would show the password
	}
	q := u.Query()
	password := q.Get("password")
	if u.User != nil {
		if p, ok := u.User.Password(); ok {
			password = p
		}
		u.User = url.User(u.User.Username())
	}
	for name := range q {
		if !slices.Contains(libpq(), name) {
			q.Del(name)
		}
	}
	u.RawQuery = q.Encode()
	c := exec.CommandContext(ctx, bin, append(args, "--dbname="+u.String())...) //nolint:gosec // a program of PostgreSQL, by its name
	c.Env = c.Environ()
	if password != "" {
		c.Env = append(c.Env, "PGPASSWORD="+password)
	}
	return c, nil
}
