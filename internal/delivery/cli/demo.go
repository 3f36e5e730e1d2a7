package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"titian/internal/app"
	"titian/internal/app/demo"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
)

// DemoCmd is the product in one command.
type DemoCmd struct {
	Dir         string `default:"titian-demo" placeholder:"FOLDER" help:"Folder of the demo's database; it is made, and used again by the next start."`
	Addr        string `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to listen at; port 0 takes a free one."`
	People      int    `default:"60" help:"Made-up people in the stories."`
	Seed        uint64 `default:"1" help:"The same seed makes the same people."`
	Today       string `placeholder:"DAY" help:"Which day it is in the demo, such as 2026-11-22; the real day when left out, but not earlier than that."`
	Reset       bool   `help:"Throw the demo's database away and start again."`
	AllowRemote bool   `help:"Listen where other machines reach it, although its sign-ins are known to everybody."`
	NoServe     bool   `help:"Only make the database."`
}

// Help is the command's example.
func (DemoCmd) Help() string { return "Example: titian demo --people 120 --today 2026-11-22" }

// Run makes the database when there is none, prints the sign-ins and serves.
func (c *DemoCmd) Run(env *Env) error {
	day, err := c.day(env.Now())
	if err != nil {
		return err
	}
	if err := c.loopback(); err != nil {
		return err
	}
	d := Database{DB: "sqlite:" + filepath.Join(c.Dir, "demo.db"), Secret: filepath.Join(c.Dir, "demo.secret"), Sync: "NORMAL"}
	if c.Reset {
		if err := c.clear(); err != nil {
			return err
		}
	}
	clock := demo.NewClock(env.Now, day)
	told := *env
	told.Now = clock.Now
	config, err := d.config(&told)
	if err != nil {
		return err
	}
	if err := c.load(env, config, clock, day); err != nil {
		return err
	}
	if c.NoServe {
		return nil
	}
	return d.with(&told, func(a *app.App) error {
		return a.Serve(env.Context, app.ServeOptions{Addr: c.Addr, Demo: true, Grace: 2 * time.Second, Ready: func(addr string) { c.welcome(env, addr, day) }})
	})
}

func (c *DemoCmd) day(now time.Time) (civil.Date, error) {
	if c.Today != "" {
		return civil.Parse(c.Today)
	}
	if day := civil.Today(now); day.After(demo.Day) {
		return day, nil
	}
	return demo.Day, nil
}

// loopback refuses an address that others reach, unless told twice.
func (c *DemoCmd) loopback() error {
	host, _, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return errs.New(errs.Invalid, "input").With("text", fmt.Sprintf("--addr %s: %v", c.Addr, err))
	}
	ip := net.ParseIP(host)
	if c.AllowRemote || host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return errs.New(errs.Invalid, "input").With("text", "the demo's sign-ins are known to everybody, so it serves this machine only; give --allow-remote as well if others shall reach it")
}

// clear removes the demo's own files and nothing else from its folder.
func (c *DemoCmd) clear() error {
	for _, name := range []string{"demo.db", "demo.db-wal", "demo.db-shm", "demo.secret"} {
		if err := os.Remove(filepath.Join(c.Dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("reset the demo: %w", err)
		}
	}
	return nil
}

// load tells the stories in a new database. One that was cut off half-way is
// told again from the start.
func (c *DemoCmd) load(env *Env, config app.Config, clock *demo.Clock, day civil.Date) error {
	if _, err := app.Migrate(env.Context, config); err != nil {
		return err
	}
	a, err := app.Open(env.Context, config)
	if err != nil {
		return err
	}
	state, err := demo.Stored(env.Context, a.DB)
	if err == nil && state == "" {
		fmt.Fprintln(env.Stderr, "telling the five stories …")
		err = a.LoadDemo(env.Context, clock, demo.Options{People: c.People, Seed: c.Seed, Today: day})
	}
	if err = errors.Join(err, a.Close()); err != nil || state != "loading" {
		return err
	}
	if err := c.clear(); err != nil {
		return err
	}
	if err := app.MakeSecret(filepath.Join(c.Dir, "demo.secret")); err != nil {
		return err
	}
	secrets, err := app.LoadSecrets(filepath.Join(c.Dir, "demo.secret"))
	if err != nil {
		return err
	}
	config.Secrets = secrets
	return c.load(env, config, clock, day)
}

func (c *DemoCmd) welcome(env *Env, addr string, day civil.Date) {
	fmt.Fprintf(env.Stdout, "\nTitian demo, %s: http://%s\nAll people are made up. Password of every sign-in: %s\n\n", day, addr, demo.Password)
	w := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "SIGN-IN\tROLE\tWHO")
	for _, s := range demo.SignIns() {
		fmt.Fprintf(w, "%s\t%s\t%s\n", s.Login, strings.ReplaceAll(string(s.Role), "_", " "), s.Name)
	}
	_ = w.Flush() // standard output that is gone stops nothing
	fmt.Fprintln(env.Stdout, "\nStart with binadik.bungo and open the thread S1. Ctrl+C ends it.")
}
