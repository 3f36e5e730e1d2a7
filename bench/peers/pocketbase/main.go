// Command pocketbase is PocketBase with two commands more, so that the bench can
// fill it and sign in to it without other tools:
//
//	pocketbase desk-load DIR --dir PB_DIR    collections, data of deskgen, a clerk
//	pocketbase desk-token --dir PB_DIR       a token of the clerk
//	pocketbase serve --http 127.0.0.1:8090 --dir PB_DIR
//
// The collections are what a careful user of PocketBase would make: relations,
// indexes for the lists, and rules that ask for a signed-in user.
package main

import (
	"errors"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"
)

const (
	clerk = "clerk@bench.invalid"
	// since is the day from which deskload counts attendance.
	since = "2026-10-23"
)

func main() {
	log.SetFlags(0)
	app := pocketbase.New()
	app.RootCmd.AddCommand(
		&cobra.Command{Use: "desk-load DIR", Args: cobra.ExactArgs(1), SilenceUsage: true, RunE: func(_ *cobra.Command, args []string) error {
			if err := prepare(app); err != nil {
				return err
			}
			file := app.DataDir() + "/data.db"
			// PocketBase lets go of its database first, so that the load has it alone.
			if err := app.ResetBootstrapState(); err != nil {
				return err
			}
			return load(file, args[0])
		}},
		&cobra.Command{Use: "desk-token", Args: cobra.NoArgs, SilenceUsage: true, RunE: func(*cobra.Command, []string) error {
			record, err := app.FindAuthRecordByEmail("users", clerk)
			if err != nil {
				return err
			}
			token, err := record.NewStaticAuthToken(24 * time.Hour)
			if err != nil {
				return err
			}
			fmt.Println(token)
			return nil
		}},
	)
	if err := app.Start(); err != nil {
		log.Fatal(err)
	}
}

// prepare makes settings, collections and the clerk.
func prepare(app core.App) error {
	if err := app.RunAllMigrations(); err != nil {
		return err
	}
	s := app.Settings()
	s.Batch = core.BatchConfig{Enabled: true, MaxRequests: 5000, Timeout: 120, MaxBodySize: 64 << 20}
	s.RateLimits.Enabled = false
	s.Logs.MaxDays = 0
	if err := app.Save(s); err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	m := maker{app: app, ids: map[string]string{}}
	m.make("institutions", []string{"UNIQUE ix_i (code)"}, text("code"), text("name"), text("region"))
	m.make("programmes", nil, m.rel("institution", "institutions"), text("name"), text("kind"), &core.NumberField{Name: "capacity"})
	m.make("persons", []string{"UNIQUE ix_p_reg (reg_no)", "ix_p_list (institution, status, expected_release_date)"},
		text("reg_no"), text("name"), choice("sex", "M", "F"), date("birth_date"), m.rel("institution", "institutions"),
		date("admission_date"), date("expected_release_date"), choice("status", "active", "released", "transferred"),
		choice("risk_level", "low", "medium", "high"))
	m.make("enrolments", []string{"ix_e_p (person)", "ix_e_g (programme)", "ix_e_i (institution, status)"},
		m.rel("person", "persons"), m.rel("programme", "programmes"), m.rel("institution", "institutions"),
		date("start_date"), choice("status", "active", "completed", "dropped"))
	m.make("attendance", []string{"UNIQUE ix_a_once (enrolment, session_date)", "ix_a_i (institution, session_date, present)"},
		m.rel("enrolment", "enrolments"), m.rel("institution", "institutions"), date("session_date"), &core.NumberField{Name: "present"})
	m.dashboard()
	m.clerk()
	return m.err
}

// maker makes collections until the first error.
type maker struct {
	app core.App
	ids map[string]string // id by name
	err error
}

func (m *maker) save(what string, model core.Model) {
	if m.err == nil {
		if err := m.app.Save(model); err != nil {
			m.err = fmt.Errorf("make %s: %w", what, err)
		}
	}
}

func (m *maker) make(name string, indexes []string, fields ...core.Field) {
	c := core.NewBaseCollection(name)
	c.Fields.Add(fields...)
	rule := `@request.auth.id != ""`
	c.ListRule, c.ViewRule, c.CreateRule, c.UpdateRule = &rule, &rule, &rule, &rule
	for _, i := range indexes {
		i, unique := strings.CutPrefix(i, "UNIQUE ")
		index, columns, _ := strings.Cut(i, " ")
		c.AddIndex(index, unique, strings.Trim(columns, "()"), "")
	}
	m.save(name, c)
	m.ids[name] = c.Id
}

// dashboard is the view that R4 reads.
func (m *maker) dashboard() {
	c := core.NewViewCollection("dash")
	rule := `@request.auth.id != ""`
	c.ListRule, c.ViewRule = &rule, &rule
	c.ViewQuery = fmt.Sprintf(`SELECT i.id,
		(SELECT count(*) FROM persons p WHERE p.institution=i.id AND p.status='active') AS active,
		(SELECT count(*) FROM enrolments e WHERE e.institution=i.id AND e.status='active') AS enrolled,
		(SELECT count(*) FROM attendance a WHERE a.institution=i.id AND a.session_date>='%s') AS sessions,
		(SELECT avg(a.present) FROM attendance a WHERE a.institution=i.id AND a.session_date>='%s') AS rate FROM institutions i`, since, since)
	m.save("dash", c)
}

func (m *maker) clerk() {
	users, err := m.app.FindCollectionByNameOrId("users")
	if err != nil {
		m.err = errors.Join(m.err, err)
		return
	}
	r := core.NewRecord(users)
	r.SetEmail(clerk)
	r.SetPassword("clerkclerk")
	r.SetVerified(true)
	m.save("clerk", r)
}

func (m *maker) rel(name, to string) core.Field {
	return &core.RelationField{Name: name, Required: true, MaxSelect: 1, CollectionId: m.ids[to]}
}

func text(name string) core.Field { return &core.TextField{Name: name, Required: true} }
func date(name string) core.Field { return &core.DateField{Name: name, Required: true} }

func choice(name string, values ...string) core.Field {
	return &core.SelectField{Name: name, Required: true, MaxSelect: 1, Values: values}
}
