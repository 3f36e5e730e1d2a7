package agreement_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"titian/internal/feature/agreement"
	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

var today = civil.Must("2026-11-22")

func is(t *testing.T, what string, err error, kind errs.Kind) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("%s: got %v, want %s", what, err, kind)
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// paths lists the fields of an Invalid error.
func paths(err error) []string {
	var out []string
	if e := errs.As(err); e != nil {
		for _, f := range e.Fields {
			out = append(out, f.Path+":"+f.Code)
		}
	}
	return out
}

func TestACooperationIsOpenedChangedClosedAndOpenedAgain(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), agreement.New(d), t.Context()
		officer := w.Actor(authz.ProgrammeOfficer, w.LapasBungo)
		c, err := s.OpenCooperation(ctx, officer, agreement.OpenCommand{Host: w.LapasBungo, Partner: w.Baznas, Title: " Zakat untuk keterampilan ", Purpose: "Kesiapan"})
		ok(t, err)
		if c.Ref != "BUNGO-KS-26-1" || c.Title != "Zakat untuk keterampilan" || c.Status != agreement.Active {
			t.Errorf("opened %+v", c)
		}
		ok(t, s.ChangeCooperation(ctx, officer, c.ID, 1, agreement.CooperationCommand{Title: "Zakat produktif"}))
		is(t, "stale change", s.ChangeCooperation(ctx, officer, c.ID, 1, agreement.CooperationCommand{Title: "Lain"}), errs.Conflict)
		is(t, "close without reason", s.CloseCooperation(ctx, officer, c.ID, 2, "  "), errs.Invalid)
		ok(t, s.CloseCooperation(ctx, officer, c.ID, 2, "Selesai"))
		is(t, "change when closed", s.ChangeCooperation(ctx, officer, c.ID, 3, agreement.CooperationCommand{Title: "Lain"}), errs.State)
		is(t, "close twice", s.CloseCooperation(ctx, officer, c.ID, 3, "Lagi"), errs.State)
		got, err := s.CooperationByRef(ctx, officer, c.Ref)
		ok(t, err)
		if got.ClosedOn != today || got.CloseReason != "Selesai" || got.HostName != "Lapas Kelas IIB Muara Bungo" || got.PartnerName != "BAZNAS Kabupaten Bungo" {
			t.Errorf("closed %+v", got)
		}
		ok(t, s.ReopenCooperation(ctx, officer, c.ID, 3))
		is(t, "reopen an open one", s.ReopenCooperation(ctx, officer, c.ID, 4), errs.State)
		entries, err := audit.History(ctx, d, w.LapasBungo, c.ID)
		ok(t, err)
		if len(entries) != 4 || entries[3].Action != "cooperation.open" || entries[1].Action != "cooperation.close" {
			t.Errorf("history has %d entries", len(entries))
		}
	})
}

func TestACooperationNeedsAHostInsideAndAPartnerOutside(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), agreement.New(d), t.Context()
		op := authz.OperatorAs("uji")
		for name, tt := range map[string]struct {
			cmd  agreement.OpenCommand
			want []string
		}{
			"nothing filled in": {agreement.OpenCommand{}, []string{"host_id:required", "partner_id:required", "title:required"}},
			"sides exchanged":   {agreement.OpenCommand{Host: w.Baznas, Partner: w.LapasBungo, Title: "x"}, []string{"host_id:choice.invalid", "partner_id:choice.invalid"}},
			"unknown sides":     {agreement.OpenCommand{Host: id.Organisation{}.Make(), Partner: id.Organisation{}.Make(), Title: "x"}, []string{"host_id:choice.invalid", "partner_id:choice.invalid"}},
			"a bell in the title": {
				agreement.OpenCommand{Host: w.LapasBungo, Partner: w.Baznas, Title: "a\ab", Purpose: strings.Repeat("x", 20001)},
				[]string{"title:text.invalid", "purpose:too_long"},
			},
		} {
			_, err := s.OpenCooperation(ctx, op, tt.cmd)
			if got := paths(err); !slices.Equal(got, tt.want) {
				t.Errorf("%s: got %v, want %v", name, got, tt.want)
			}
		}
	})
}

func TestWhoSeesAndWritesACooperation(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), agreement.New(d), t.Context()
		own := agreementtest.Cooperation(t, d, w.LapasBungo, w.Baznas)
		above := agreementtest.Cooperation(t, d, w.KanwilJambi, w.PemkotSungaiPenuh)
		agreementtest.Signed(t, d, above, civil.Must("2025-10-19"), civil.Must("2028-10-18"), w.RutanSungaiPenuh)
		for name, tt := range map[string]struct {
			actor       authz.Actor
			own, above  bool
			write, both errs.Kind // changing own and above; "" means it works
		}{
			"the host's officer":     {w.Actor(authz.ProgrammeOfficer, w.LapasBungo), true, false, "", errs.NotFound},
			"the regional office":    {w.Actor(authz.RegionalOffice, w.KanwilJambi), true, true, errs.Forbidden, ""},
			"the served facility":    {w.Actor(authz.FacilityHead, w.RutanSungaiPenuh), false, true, errs.NotFound, errs.Forbidden},
			"another facility":       {w.Actor(authz.FacilityHead, w.LapasSelong), false, false, errs.NotFound, errs.NotFound},
			"the partner":            {w.Actor(authz.Partner, w.Baznas), true, false, errs.Forbidden, errs.Forbidden},
			"another partner":        {w.Actor(authz.Partner, w.PemkabMaros), false, false, errs.Forbidden, errs.Forbidden},
			"the case guardian":      {w.Actor(authz.CaseGuardian, w.LapasBungo), true, false, errs.Forbidden, errs.Forbidden},
			"the directorate's desk": {w.Actor(authz.RegionalOffice, w.Directorate), true, true, errs.Forbidden, errs.Forbidden},
		} {
			for _, c := range []struct {
				c    agreement.Cooperation
				seen bool
				err  errs.Kind
			}{{own, tt.own, tt.write}, {above, tt.above, tt.both}} {
				got, err := s.Cooperation(ctx, tt.actor, c.c.ID)
				if c.seen && (err != nil || got.Ref != c.c.Ref) || !c.seen && !errors.Is(err, errs.NotFound) {
					t.Errorf("%s reads %s: %v", name, c.c.Ref, err)
				}
				listed, err := s.Cooperations(ctx, tt.actor, agreement.CooperationFilter{}, page.Request{})
				ok(t, err)
				if in := slices.ContainsFunc(listed.Items, func(v agreement.CooperationView) bool { return v.ID == c.c.ID }); in != c.seen {
					t.Errorf("%s lists %s: %v", name, c.c.Ref, in)
				}
				err = s.ChangeCooperation(ctx, tt.actor, c.c.ID, 99, agreement.CooperationCommand{Title: "x"})
				want := c.err
				if want == "" {
					want = errs.Conflict // version 99 does not exist: the right was there
				}
				if !errors.Is(err, want) {
					t.Errorf("%s changes %s: got %v, want %s", name, c.c.Ref, err, want)
				}
			}
		}
		for _, a := range []authz.Actor{{}, w.Actor(authz.Observer, w.LapasBungo), w.Actor(authz.Administrator, w.Directorate)} {
			if _, err := s.Cooperation(ctx, a, own.ID); err == nil {
				t.Errorf("%q reads a cooperation", a.Role)
			}
		}
		_, err := s.OpenCooperation(ctx, w.Actor(authz.RegionalOffice, w.KanwilJambi), agreement.OpenCommand{Host: w.LapasBungo, Partner: w.Baznas, Title: "x"})
		is(t, "regional office opens for a facility", err, errs.Forbidden)
	})
}

func TestAnObserverListsTitlesAndReadsNoFile(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), agreement.New(d), t.Context()
		observer, op := w.Actor(authz.Observer, w.LapasBungo), authz.OperatorAs("uji")
		own, err := s.OpenCooperation(ctx, op, agreement.OpenCommand{Host: w.LapasBungo, Partner: w.Baznas, Title: "Las", Purpose: "diminta oleh Ahmad"})
		ok(t, err)
		ok(t, s.CloseCooperation(ctx, op, own.ID, own.Version, "Ahmad pindah"))
		agreementtest.Cooperation(t, d, w.LapasSelong, w.PemkabLotim)

		p, err := s.Cooperations(ctx, observer, agreement.CooperationFilter{}, page.Request{})
		ok(t, err)
		if len(p.Items) != 1 || p.Items[0].Title != "Las" || p.Items[0].PartnerName == "" || p.Items[0].Purpose != "" || p.Items[0].CloseReason != "" {
			t.Errorf("an observer lists %+v", p.Items)
		}
		_, err = s.Cooperation(ctx, observer, own.ID)
		is(t, "an observer reads", err, errs.Forbidden)
		_, err = s.CooperationByRef(ctx, observer, own.Ref)
		is(t, "an observer reads by number", err, errs.Forbidden)
		_, err = s.Cooperations(ctx, w.Actor(authz.Administrator, w.LapasBungo), agreement.CooperationFilter{}, page.Request{})
		is(t, "an administrator lists", err, errs.Forbidden)
	})
}

func TestTheListSearchesFiltersSortsAndPages(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, s, ctx := directorytest.Seed(t, d), agreement.New(d), t.Context()
		op := authz.OperatorAs("uji")
		for _, title := range []string{"Cabai", "anggrek", "Batik 100%", "Dodol"} {
			_, err := s.OpenCooperation(ctx, op, agreement.OpenCommand{Host: w.LapasBungo, Partner: w.Baznas, Title: title})
			ok(t, err)
		}
		agreementtest.Cooperation(t, d, w.LapasSelong, w.PemkabLotim)
		titles := func(f agreement.CooperationFilter, size int) []string {
			var out []string
			r := page.Request{Size: size}
			for {
				p, err := s.Cooperations(ctx, op, f, r)
				ok(t, err)
				for _, v := range p.Items {
					out = append(out, v.Title)
				}
				if p.Next == "" {
					return out
				}
				r.After = p.Next
			}
		}
		for name, tt := range map[string]struct {
			f    agreement.CooperationFilter
			want []string
		}{
			"by title":             {agreement.CooperationFilter{Sort: "title", Host: w.LapasBungo}, []string{"Batik 100%", "Cabai", "Dodol", "anggrek"}},
			"by title backwards":   {agreement.CooperationFilter{Sort: "title", Desc: true, Host: w.LapasBungo}, []string{"anggrek", "Dodol", "Cabai", "Batik 100%"}},
			"by reference":         {agreement.CooperationFilter{Host: w.LapasBungo}, []string{"Cabai", "anggrek", "Batik 100%", "Dodol"}},
			"a word in other case": {agreement.CooperationFilter{Text: "CABAI"}, []string{"Cabai"}},
			"a per cent sign":      {agreement.CooperationFilter{Text: "0%"}, []string{"Batik 100%"}},
			"the partner's name":   {agreement.CooperationFilter{Text: "lombok"}, []string{"Pembinaan bersama"}},
			"closed ones":          {agreement.CooperationFilter{Status: agreement.Closed}, nil},
			"of a partner":         {agreement.CooperationFilter{Partner: w.PemkabLotim}, []string{"Pembinaan bersama"}},
		} {
			for _, size := range []int{1, 3, 50} {
				if got := titles(tt.f, size); !slices.Equal(got, tt.want) {
					t.Errorf("%s by %d: got %v, want %v", name, size, got, tt.want)
				}
			}
		}
		_, err := s.Cooperations(ctx, op, agreement.CooperationFilter{}, page.Request{After: "zz"})
		is(t, "a cursor of nobody's", err, errs.Invalid)
	})
}
