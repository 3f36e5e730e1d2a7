package directory_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"titian/internal/feature/directory"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// run gives a test the five stories' organisations on both engines.
func run(t *testing.T, f func(t *testing.T, d *db.DB, s *directory.Service, w *directorytest.World)) {
	t.Helper()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		f(t, d, directory.New(d), directorytest.Seed(t, d))
	})
}

func lapas(code, name string, parent id.Organisation) directory.CreateCommand {
	return directory.CreateCommand{
		Code: code, Kind: directory.Facility, Parent: parent,
		Details: directory.Details{Name: name, FacilityType: directory.Lapas, Class: "IIB", Regency: "15.71"},
	}
}

// fields are the paths and codes of an invalid-input error.
func fields(err error) []string {
	e := errs.As(err)
	if e == nil || e.Kind != errs.Invalid {
		return nil
	}
	var out []string
	for _, f := range e.Fields {
		out = append(out, f.Path+":"+f.Code)
	}
	return out
}

func TestAnAdministratorKeepsTheirOwnPartOfTheTree(t *testing.T) {
	run(t, func(t *testing.T, d *db.DB, s *directory.Service, w *directorytest.World) {
		ctx, admin := t.Context(), w.Actor(authz.Administrator, w.KanwilJambi)
		changes := 0
		s.OnChanged(func() { changes++ })
		o, err := s.Create(ctx, admin, lapas("tebo", " Lapas Kelas IIB Muara Tebo ", w.KanwilJambi))
		if err != nil || o.Code != "TEBO" || o.Name != "Lapas Kelas IIB Muara Tebo" || !o.Active || changes != 1 {
			t.Fatalf("create: got %+v, %v after %d changes", o, err, changes)
		}
		stored, err := s.Get(ctx, w.Actor(authz.Observer, w.LapasMaros), o.ID)
		if err != nil || stored != o {
			t.Errorf("read by anybody: got %+v, %v, want %+v", stored, err, o)
		}
		scope, _, found, err := directory.ScopeOf(ctx, d, w.KanwilJambi)
		if err != nil || !found || !scope.Has(o.ID) || !scope.Has(w.LapasBungo) || scope.Has(w.LapasMaros) {
			t.Errorf("scope of the office: got %+v, %v", scope, err)
		}
		admin.Scope = scope
		o, err = s.Change(ctx, admin, o.ID, directory.ChangeCommand{Parent: w.KanwilJambi, Version: 1, Details: directory.Details{Name: "Lapas Tebo", FacilityType: directory.Lapas}})
		if err != nil || o.Version != 2 || o.Name != "Lapas Tebo" || o.Regency != "" {
			t.Errorf("change: got %+v, %v", o, err)
		}
		if o, err = s.Deactivate(ctx, admin, o.ID, 2); err != nil || o.Active {
			t.Errorf("deactivate: got %+v, %v", o, err)
		}
		if _, _, found, _ := directory.ScopeOf(ctx, d, o.ID); found {
			t.Error("an ended organisation gives its people a scope")
		}
		if o, err = s.Reactivate(ctx, admin, o.ID, 3); err != nil || !o.Active || o.Version != 4 {
			t.Errorf("reactivate: got %+v, %v", o, err)
		}
		history, err := audit.History(ctx, d, o.ID, o.ID)
		if err != nil || len(history) != 4 || history[0].Action != "organisation.reactivate" {
			t.Errorf("audit: got %v, %v", history, err)
		}
	})
}

func TestWhatMayNotBePutIntoTheTree(t *testing.T) {
	run(t, func(t *testing.T, _ *db.DB, s *directory.Service, w *directorytest.World) {
		admin := w.Actor(authz.Administrator, w.KanwilJambi)
		partner := directory.CreateCommand{Code: "KARANG", Kind: directory.Partner, Details: directory.Details{Name: "Karang Taruna", PartnerKind: directory.CivilSociety}}
		if _, err := s.Create(t.Context(), admin, partner); err != nil {
			t.Errorf("a partner: %v", err)
		}
		for name, tt := range map[string]struct {
			change func(c *directory.CreateCommand)
			want   []string
		}{
			"everything wrong at once": {func(c *directory.CreateCommand) {
				*c = directory.CreateCommand{Code: "1-x", Kind: "ministry", Details: directory.Details{Name: "\x01", Address: strings.Repeat("a", 501)}}
			}, []string{"code:organisation.code", "kind:choice.invalid", "name:text.invalid", "address:too_long"}},
			"nothing at all":        {func(c *directory.CreateCommand) { *c = directory.CreateCommand{} }, []string{"code:required", "kind:required", "name:required"}},
			"a code that is taken":  {func(c *directory.CreateCommand) { c.Code = "bungo" }, []string{"code:organisation.code_taken"}},
			"no parent":             {func(c *directory.CreateCommand) { c.Parent = id.Organisation{} }, []string{"parent_id:required"}},
			"another office":        {func(c *directory.CreateCommand) { c.Parent = w.KanwilNTB }, []string{"parent_id:choice.invalid"}},
			"below a facility":      {func(c *directory.CreateCommand) { c.Parent = w.LapasBungo }, []string{"parent_id:organisation.parent"}},
			"an unknown regency":    {func(c *directory.CreateCommand) { c.Regency = "99.99" }, []string{"regency_code:choice.invalid"}},
			"a facility as partner": {func(c *directory.CreateCommand) { c.PartnerKind = directory.Health }, []string{"partner_kind:choice.invalid"}},
			"a partner below us": {func(c *directory.CreateCommand) {
				*c = partner
				c.Code, c.Parent = "OTHER", w.KanwilJambi
			}, []string{"parent_id:organisation.no_parent"}},
		} {
			c := lapas("TEBO", "Lapas Tebo", w.KanwilJambi)
			tt.change(&c)
			if _, err := s.Create(t.Context(), admin, c); !slices.Equal(fields(err), tt.want) {
				t.Errorf("%s: got %v, want %v", name, err, tt.want)
			}
		}
		if _, err := s.Create(t.Context(), admin, directory.CreateCommand{Code: "DIT2", Kind: directory.Directorate, Details: directory.Details{Name: "Direktorat Kedua"}}); !errors.Is(err, errs.NotFound) {
			t.Errorf("a second directorate by an office: got %v", err)
		}
	})
}

func TestOnlyTheRightAdministratorChangesAnOrganisation(t *testing.T) {
	run(t, func(t *testing.T, _ *db.DB, s *directory.Service, w *directorytest.World) {
		ctx := t.Context()
		for _, tt := range []struct {
			actor authz.Actor
			org   id.Organisation
			want  errs.Kind
		}{
			{authz.Actor{}, w.LapasBungo, errs.Unauthenticated},
			{w.Actor(authz.FacilityHead, w.LapasBungo), w.LapasBungo, errs.Forbidden},
			{w.Actor(authz.Administrator, w.KanwilNTB), w.LapasBungo, errs.NotFound},
			{w.Actor(authz.Administrator, w.LapasBungo), w.KanwilJambi, errs.NotFound},
			{w.Actor(authz.Administrator, w.LapasBungo), id.Organisation{}.Make(), errs.NotFound},
		} {
			if _, err := s.Deactivate(ctx, tt.actor, tt.org, 1); errs.KindOf(err) != tt.want {
				t.Errorf("%s at %s: got %v, want %s", tt.actor.Role, tt.actor.OrgName, err, tt.want)
			}
		}
		directorate := w.Actor(authz.Administrator, w.Directorate)
		for code, org := range map[string]id.Organisation{"organisation.not_empty": w.KanwilJambi, "organisation.own": w.Directorate} {
			if _, err := s.Deactivate(ctx, directorate, org, 1); errs.As(err) == nil || errs.As(err).Code != code {
				t.Errorf("%s: got %v", code, err)
			}
		}
		if _, err := s.Reactivate(ctx, directorate, w.LapasBungo, 1); !errors.Is(err, errs.State) {
			t.Errorf("reactivate what is active: got %v", err)
		}
		details := directory.Details{Name: "Lapas Muara Bungo", FacilityType: directory.Lapas}
		if _, err := s.Change(ctx, directorate, w.LapasBungo, directory.ChangeCommand{Parent: w.KanwilJambi, Version: 1, Details: details}); err != nil {
			t.Fatal(err)
		}
		_, err := s.Change(ctx, directorate, w.LapasBungo, directory.ChangeCommand{Parent: w.KanwilJambi, Version: 1, Details: details})
		if e := errs.As(err); e == nil || e.Code != "stale" || len(e.Fields) == 0 || e.Fields[0].Path != "name" {
			t.Errorf("a lost race: got %v", err)
		}
	})
}

func TestListsAreByNameAndPage(t *testing.T) {
	run(t, func(t *testing.T, _ *db.DB, s *directory.Service, w *directorytest.World) {
		ctx, a := t.Context(), w.Actor(authz.CaseGuardian, w.LapasBungo)
		names := func(f directory.Filter, size int) (out []string) {
			t.Helper()
			r := page.Request{Size: size}
			for {
				p, err := s.List(ctx, a, f, r)
				if err != nil {
					t.Fatal(err)
				}
				for _, o := range p.Items {
					out = append(out, o.Code)
				}
				if r.After = p.Next; p.Next == "" {
					return out
				}
			}
		}
		all := names(directory.Filter{}, 50)
		if paged := names(directory.Filter{}, 3); len(all) != 14 || !slices.Equal(all, paged) {
			t.Errorf("pages of three give %v, one page %v", paged, all)
		}
		back := names(directory.Filter{Desc: true}, 4)
		if slices.Reverse(back); !slices.Equal(all, back) {
			t.Errorf("from Z to A: %v", back)
		}
		for name, tt := range map[string]struct {
			f    directory.Filter
			want []string
		}{
			"kind":         {directory.Filter{Kind: directory.RegionalOffice}, []string{"JAMBI", "NTB", "SULSEL"}},
			"parent":       {directory.Filter{Parent: w.KanwilJambi}, []string{"BAPASJBI", "BUNGO", "SPENUH"}},
			"partner kind": {directory.Filter{PartnerKind: directory.ZakatBoard}, []string{"BAZNASBUNGO"}},
			"text":         {directory.Filter{Text: "SUNGAI penuh"}, []string{"PEMKOTSPENUH", "SPENUH"}},
			"code":         {directory.Filter{Text: "maros", Kind: directory.Facility}, []string{"MAROS"}},
			"wildcards":    {directory.Filter{Text: "%"}, nil},
		} {
			if got := names(tt.f, 50); !slices.Equal(got, tt.want) {
				t.Errorf("%s: got %v, want %v", name, got, tt.want)
			}
		}
		for _, r := range []page.Request{{After: "x"}, {After: page.Encode("a")}, {After: page.Encode("a", "b")}} {
			if _, err := s.List(ctx, a, directory.Filter{}, r); !errors.Is(err, errs.Invalid) {
				t.Errorf("cursor %q: got %v", r.After, err)
			}
		}
		chain, err := s.Chain(ctx, a, w.LapasBungo)
		if err != nil || len(chain) != 3 || chain[0].ID != w.Directorate || chain[2].ID != w.LapasBungo {
			t.Errorf("chain: got %v, %v", chain, err)
		}
	})
}

func TestPostsBelongToTheirOrganisation(t *testing.T) {
	run(t, func(t *testing.T, _ *db.DB, s *directory.Service, w *directorytest.World) {
		ctx, officer := t.Context(), w.Actor(authz.ProgrammeOfficer, w.LapasBungo)
		p, err := s.CreatePost(ctx, officer, w.LapasBungo, directory.PostCommand{Title: "Kepala Seksi Binadik dan Giatja"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.CreatePost(ctx, officer, w.LapasBungo, directory.PostCommand{Title: p.Title}); !slices.Equal(fields(err), []string{"title:post.title_taken"}) {
			t.Errorf("the same title: got %v", err)
		}
		if _, err := s.CreatePost(ctx, officer, w.LapasSelong, directory.PostCommand{Title: "Kepala"}); !errors.Is(err, errs.NotFound) {
			t.Errorf("elsewhere: got %v", err)
		}
		if _, err := s.CreatePost(ctx, officer, w.Baznas, directory.PostCommand{Title: "Ketua"}); !errors.Is(err, errs.NotFound) {
			t.Errorf("an officer at a partner: got %v", err)
		}
		if _, err := s.CreatePost(ctx, w.Actor(authz.Partner, w.Baznas), w.Baznas, directory.PostCommand{Title: "Ketua"}); err != nil {
			t.Errorf("a partner at home: %v", err)
		}
		if _, err := s.RenamePost(ctx, officer, p.ID, directory.PostCommand{Version: 1}); !slices.Equal(fields(err), []string{"title:required"}) {
			t.Errorf("no title: got %v", err)
		}
		if p, err = s.RenamePost(ctx, officer, p.ID, directory.PostCommand{Title: "Kasi Binadik", Version: 1}); err != nil || p.Version != 2 {
			t.Errorf("rename: got %+v, %v", p, err)
		}
		if _, err := s.RenamePost(ctx, officer, p.ID, directory.PostCommand{Title: "Kasi", Version: 1}); !errors.Is(err, errs.Conflict) {
			t.Errorf("a lost race: got %v", err)
		}
		if p, err = s.EndPost(ctx, officer, p.ID, 2); err != nil || p.Active {
			t.Errorf("end: got %+v, %v", p, err)
		}
		if _, err := s.EndPost(ctx, officer, p.ID, 3); !errors.Is(err, errs.State) {
			t.Errorf("end twice: got %v", err)
		}
		if p, err = s.RevivePost(ctx, officer, p.ID, 3); err != nil || !p.Active {
			t.Errorf("revive: got %+v, %v", p, err)
		}
		list, err := s.Posts(ctx, w.Actor(authz.Partner, w.Baznas), w.LapasBungo)
		if err != nil || len(list) != 1 || list[0] != p {
			t.Errorf("posts: got %+v, %v, want %+v", list, err, p)
		}
	})
}
