package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"titian/internal/delivery/web"
	"titian/internal/feature/intake"
	"titian/internal/feature/person"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/backup"
	"titian/internal/platform/db"
)

// ServeOptions say where and how to serve.
type ServeOptions struct {
	Addr             string
	Listener         net.Listener // instead of Addr, for tests and the demo
	TLSCert, TLSKey  string
	Proxy            bool // our own reverse proxy serves TLS in front
	MetricsTokenFile string
	Grace            time.Duration
	EmergencyFor     time.Duration // how long an emergency access stands; zero: person.EmergencyTerm
	Demo             bool
	Ready            func(addr string) // called once it listens
}

// Serve answers until ctx ends, then lets running requests finish. Beside it
// the day's chores run: the audit's seal and the sweep of what has expired.
func (a *App) Serve(ctx context.Context, o ServeOptions) error {
	a.Person.EmergencyFor = cmp.Or(o.EmergencyFor, person.EmergencyTerm)
	token, err := readToken(o.MetricsTokenFile)
	if err != nil {
		return err
	}
	h, err := a.Handler(o, token) //nolint:contextcheck // pages take the context of each request
	if err != nil {
		return err
	}
	l := o.Listener
	if l == nil {
		if l, err = new(net.ListenConfig).Listen(ctx, "tcp", o.Addr); err != nil {
			return fmt.Errorf("serve: %w", err)
		}
	}
	srv := web.NewServer(o.Addr, h, a.config.Log)
	defer FollowHeap(ctx)()
	a.Intake.PartRows = intake.SharedRows
	defer a.startChores(ctx)()
	done := make(chan error, 1)
	go func() {
		if o.TLSCert != "" {
			done <- srv.ServeTLS(l, o.TLSCert, o.TLSKey)
			return
		}
		done <- srv.Serve(l)
	}()
	if o.Ready != nil {
		o.Ready(l.Addr().String())
	}
	select {
	case err := <-done:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), o.Grace)
	defer cancel()
	if err := srv.Shutdown(grace); err != nil {
		return errors.Join(fmt.Errorf("stop serving: %w", err), srv.Close())
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func readToken(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	b, err := os.ReadFile(path) //nolint:gosec // the operator names the file
	if err != nil {
		return "", fmt.Errorf("read metrics token: %w", err)
	}
	return strings.TrimSpace(string(b)), nil
}

// metrics is a registry with what the process and the requests say of themselves.
func metrics() (web.Observer, http.Handler, error) {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	o, err := web.Observe(r)
	return o, promhttp.HandlerFor(r, promhttp.HandlerOpts{}), err
}

// choreEvery is how often the chores look whether something is due: a missed
// day is caught up within the hour.
const choreEvery = time.Hour

// pairsEvery is how often everybody is looked at for second records elsewhere:
// daily, whichever hour that falls into.
const pairsEvery = 23 * time.Hour

// choresAfter is how long the chores leave the processor to the first answers.
const choresAfter = time.Second

// startChores runs the chores beside the server. What it gives ends them and
// waits until they have left the database alone.
func (a *App) startChores(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { a.flushReadings(ctx) })
	for _, chore := range []func(context.Context){a.chores, a.takeIn, a.post, a.call} {
		running.Go(func() {
			select {
			case <-ctx.Done():
			case <-time.After(choresAfter):
				chore(ctx)
			}
		})
	}
	return func() {
		cancel()
		running.Wait()
	}
}

// chores seal the audit once a day, file who opened records, drop what has
// expired and tell what is due. First they remove what a killed backup left.
func (a *App) chores(ctx context.Context) {
	if err := backup.Sweep(a.config.Database); err != nil {
		a.config.Log.ErrorContext(ctx, "sweep backups", "error", err)
	}
	for {
		if _, err := a.SealAudit(ctx); err != nil && ctx.Err() == nil {
			a.config.Log.ErrorContext(ctx, "seal audit", "error", err)
		}
		if err := errors.Join(a.sweep(ctx), a.sweepFiles(ctx), a.Person.FileReadings(ctx, authz.OperatorAs("titian")), a.Intake.Sweep(ctx, authz.OperatorAs("titian")), a.Notice.Sweep(ctx, authz.OperatorAs("titian"))); err != nil && ctx.Err() == nil {
			a.config.Log.ErrorContext(ctx, "sweep", "error", err)
		}
		if _, err := a.Remind(ctx, false); err != nil && ctx.Err() == nil {
			a.config.Log.ErrorContext(ctx, "remind", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(choreEvery):
		}
		// After the first hour, for it reads everybody and nobody waits for it.
		if _, err := a.Person.SweepPairs(ctx, authz.OperatorAs("titian"), pairsEvery); err != nil && ctx.Err() == nil {
			a.config.Log.ErrorContext(ctx, "sweep pairs", "error", err)
		}
	}
}

// takeIn works on files of people that were confirmed, also those over which the
// program was killed.
func (a *App) takeIn(ctx context.Context) {
	err := a.Intake.Serve(ctx, authz.OperatorAs("titian"), func(err error) {
		a.config.Log.ErrorContext(ctx, "import", "error", err)
	})
	if err != nil {
		a.config.Log.ErrorContext(ctx, "import", "error", err)
	}
}

// readingsEvery is how long who opened a record may wait to be written.
const readingsEvery = time.Second

// flushReadings writes the readings of records that wait, until ctx ends. Close
// writes the last ones.
func (a *App) flushReadings(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(readingsEvery):
		}
		if err := a.Person.FlushReadings(ctx, authz.OperatorAs("titian")); err != nil && ctx.Err() == nil {
			a.config.Log.ErrorContext(ctx, "write readings", "error", err)
		}
	}
}

// onceKept is how long a repeated request is recognised.
const onceKept = 72 * time.Hour

func (a *App) sweep(ctx context.Context) error {
	return a.DB.InTx(ctx, func(tx *db.Tx) error {
		if _, err := db.Exec(ctx, tx, `DELETE FROM platform_once WHERE at < $1`, tx.Now().Add(-onceKept).UnixMicro()); err != nil {
			return err
		}
		_, err := db.Exec(ctx, tx, `DELETE FROM account_session WHERE expires_at < $1`, tx.Now().UnixMicro())
		return err
	})
}

// SealAudit seals today's ends of the audit unless today is sealed.
func (a *App) SealAudit(ctx context.Context) (bool, error) {
	return audit.Seal(ctx, a.DB, a.config.Secrets.Seal[:])
}

// VerifyAudit walks the whole audit.
func (a *App) VerifyAudit(ctx context.Context) (audit.Report, error) {
	return audit.Verify(ctx, a.DB, a.config.Secrets.Seal[:])
}
