package personapi_test

import (
	"net/http"
	"strings"
	"testing"

	"titian/internal/delivery/api"
	"titian/internal/delivery/api/apitest"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/personapi"
	"titian/internal/feature/person/persontest"
	"titian/internal/feature/person/personweb"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

const nik = "0001014101900001"

func open(t *testing.T, d *db.DB, actor authz.Actor) *apitest.Client {
	t.Helper()
	return apitest.New(t, actor, func(a *api.API) { personapi.Register(a, persontest.Service(d)) }, personweb.Words)
}

type object = map[string]any

func register(facility id.Organisation) object {
	return object{
		"facility_id": facility, "admitted_on": "2026-01-10", "nik": nik, "register_no": "B-I-7", "name": "Budi <b>Santoso</b>",
		"sex": "M", "born": "1990-01", "birth_place": "Muara Bungo", "legal_status": "convict", "release_due_on": "2027-05-15",
	}
}

func TestAPersonIsRegisteredReadCorrectedAndReleased(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		c := open(t, d, w.Actor(authz.FacilityHead, w.LapasBungo))
		made := c.Post("/people", register(w.LapasBungo), "Idempotency-Key", "one")
		if made.Status != http.StatusCreated {
			t.Fatalf("created: %d %s", made.Status, made.Body)
		}
		path := strings.TrimPrefix(made.Header.Get("Location"), api.Prefix)
		if twice := c.Post("/people", register(w.LapasBungo), "Idempotency-Key", "one"); twice.Header.Get("Location") != made.Header.Get("Location") {
			t.Errorf("sent twice: %d %s", twice.Status, twice.Body)
		}
		var p personapi.Person
		read := c.Get(path)
		if read.JSON(&p); p.Name != "Budi <b>Santoso</b>" || p.Custody != person.Active || p.ReleaseDueOn != civil.Must("2027-05-15") || p.Version != 1 {
			t.Errorf("read %+v", p)
		}
		if same := c.Get(path, "If-None-Match", read.Header.Get("ETag")); same.Status != http.StatusNotModified {
			t.Errorf("unchanged: %d", same.Status)
		}
		changed := c.Patch(path, read.Header.Get("ETag"), object{"risk_level": "low", "release_due_on": ""})
		if changed.JSON(&p); changed.Status != 200 || p.Risk != person.LowRisk || !p.ReleaseDueOn.IsZero() || p.RegisterNo != "B-I-7" {
			t.Errorf("changed: %d %+v", changed.Status, p)
		}
		if stale := c.Patch(path, read.Header.Get("ETag"), object{"name": "Lain"}); stale.Status != http.StatusPreconditionFailed || stale.Code() != "stale" {
			t.Errorf("stale: %d %s", stale.Status, stale.Body)
		}
		gone := c.Post(path+"/release", object{"on": "2026-11-20", "kind": "parole"})
		if gone.JSON(&p); p.Custody != person.Released || p.LegalStatus != person.Client {
			t.Errorf("released: %d %s", gone.Status, gone.Body)
		}
		if again := c.Post(path+"/release", object{"on": "2026-11-20", "kind": "parole"}); again.Status != http.StatusConflict || again.Code() != "person.custody_released" {
			t.Errorf("released twice: %d %s", again.Status, again.Body)
		}
		var stays api.Listed[personapi.Custody]
		if c.Get(path + "/custody").JSON(&stays); len(stays.Items) != 1 || stays.Items[0].EndKind != person.Parole {
			t.Errorf("stays %+v", stays)
		}
		back := c.Post(path+"/admit", object{"on": "2026-11-22", "register_no": "B-I-8", "legal_status": "convict"})
		left := c.Post(path+"/leave", object{"on": "2026-11-22", "kind": "escaped"})
		if left.JSON(&p); back.Status != 200 || left.Status != 200 || p.Custody != person.Escaped {
			t.Errorf("admitted %d %s, escaped %d %s", back.Status, back.Body, left.Status, left.Body)
		}
	})
}

func TestATransferGoesFromDeskToDesk(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Pindah")
		c := open(t, d, w.Actor(authz.FacilityHead, w.LapasBungo))
		ask := object{"to_id": w.RutanSungaiPenuh, "purpose": "family", "letter": "W5-1", "planned_on": "2026-11-20"}
		made := c.Post("/people/"+p.ID.String()+"/transfers", ask, "Idempotency-Key", "one")
		again := c.Post("/people/"+p.ID.String()+"/transfers", ask, "Idempotency-Key", "one")
		var asked, same personapi.Transfer
		made.JSON(&asked)
		if again.JSON(&same); made.Status != 201 || same.ID != asked.ID || asked.Name != "Pindah" {
			t.Fatalf("asked %d %s, again %s", made.Status, made.Body, again.Body)
		}
		path := "/transfers/" + asked.ID.String()
		if a := c.Post(path+"/accept", object{"on": "2026-11-21"}); a.Status != http.StatusNotFound {
			t.Errorf("the sender accepts: %d", a.Status)
		}
		c.Actor = w.Actor(authz.ProgrammeOfficer, w.RutanSungaiPenuh)
		var list api.Listed[personapi.Transfer]
		if c.Get("/transfers?status=requested").JSON(&list); len(list.Items) != 1 {
			t.Errorf("the receiver is asked %+v", list)
		}
		if a := c.Post(path+"/accept", object{"on": "2026-11-21", "register_no": "B-I-7"}); a.Status != 200 {
			t.Fatalf("accepted: %d %s", a.Status, a.Body)
		}
		c.Actor = w.Actor(authz.FacilityHead, w.LapasBungo)
		a := c.Get(path)
		if a.JSON(&asked); asked.Status != person.Accepted || asked.RegisterNo != "" {
			t.Errorf("the sender sees %s", a.Body)
		}
		if a := c.Get("/people/" + p.ID.String()); a.Status != http.StatusNotFound {
			t.Errorf("the sender reads the record: %d", a.Status)
		}
	})
}

func TestADescriptionIsAddedReadAndRemoved(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Budi")
		c := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo))
		at := "/people/" + p.ID.String()
		for path, body := range map[string]object{
			"/numbers":     {"number": "A.III/12", "since_on": "2025-01-01", "present": true},
			"/aliases":     {"kind": "nickname", "name": "Cak Bud"},
			"/traits":      {"kind": "skill", "title": "Mengelas", "since_year": 2010},
			"/adjustments": {"kind": "sight", "condition": "Rabun", "adjustment": "Duduk di depan", "since_on": "2026-01-01"},
			"/placements":  {"block": "Melati", "room": "3", "on": "2026-01-01"},
		} {
			made := c.Post(at+path, body, "Idempotency-Key", path)
			again := c.Post(at+path, body, "Idempotency-Key", path)
			if made.Status != 200 || string(again.Body) != string(made.Body) {
				t.Errorf("%s: %d %s, again %s", path, made.Status, made.Body, again.Body)
			}
			if a := c.Post(at+path, object{}); a.Status != 422 {
				t.Errorf("%s empty: %d", path, a.Status)
			}
		}
		var numbers api.Listed[personapi.Number]
		if c.Get(at + "/numbers").JSON(&numbers); len(numbers.Items) != 2 || numbers.Items[0].Kind != "a3" {
			t.Errorf("numbers %+v", numbers)
		}
		var plain, full api.Listed[personapi.Adjustment]
		c.Get(at + "/adjustments").JSON(&plain)
		if c.Get(at + "/conditions").JSON(&full); plain.Items[0].Condition != "" || plain.Items[0].Kind != "" || full.Items[0].Condition != "Rabun" {
			t.Errorf("adjustments %+v, conditions %+v", plain, full)
		}
		if a := c.Post(at+"/numbers/"+numbers.Items[0].ID.String()+"/remove", nil); a.Status != http.StatusConflict || a.Code() != "number.present" {
			t.Errorf("the present number: %d %s", a.Status, a.Body)
		}
		if a := c.Post(at+"/numbers/"+numbers.Items[1].ID.String()+"/remove", nil); a.Status >= 300 {
			t.Errorf("an old number: %d %s", a.Status, a.Body)
		}
	})
}

func TestACorrectionKeepsTheValueBefore(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Released(t, d, w.LapasBungo, "Keluar", "2026-10-01", person.Parole)
		c := open(t, d, w.Actor(authz.FacilityHead, w.LapasBungo))
		at := "/people/" + p.ID.String()
		var stays api.Listed[personapi.Custody]
		c.Get(at + "/custody").JSON(&stays)
		var now personapi.Person
		a := c.Post(at+"/correct", object{"fact": "ends_on", "stay_id": stays.Items[0].ID, "date": "2026-09-01", "reason": "Salah ketik"})
		if a.JSON(&now); now.ReleasedOn != civil.Must("2026-09-01") {
			t.Errorf("corrected: %d %s", a.Status, a.Body)
		}
		var done api.Listed[personapi.Correction]
		if c.Get(at + "/corrections").JSON(&done); len(done.Items) != 1 || done.Items[0].Was != "2026-10-01" || done.Items[0].Became != "2026-09-01" {
			t.Errorf("kept %+v", done)
		}
	})
}

func TestEveryWrongFieldIsNamed(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		c := open(t, d, w.Actor(authz.FacilityHead, w.LapasBungo))
		wrong := register(w.LapasBungo)
		wrong["nik"], wrong["name"], wrong["release_due_on"], wrong["legal_status"] = "123", strings.Repeat("x", 201), "2025-01-01", "free"
		got := c.Post("/people", wrong).Problem()
		paths := map[string]string{}
		for _, f := range got.Errors {
			paths[f.Path] = f.Code
		}
		for path, code := range map[string]string{"nik": "nik.invalid", "name": "too_long", "release_due_on": "date.too_early", "legal_status": "person.register_free"} {
			if paths[path] != code {
				t.Errorf("%s: %q, want %q", path, paths[path], code)
			}
		}
		for name, body := range map[string]any{
			"cut off": `{"name":`, "unknown name": `{"offence":"x"}`, "impossible day": `{"on":"2026-02-30","kind":"expiry"}`,
		} {
			a := c.Post("/people/"+id.Person{}.Make().String()+"/release", body)
			if a.Status != http.StatusBadRequest && a.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d %s", name, a.Status, a.Body)
			}
		}
	})
}

func TestTheIdentityNumberIsNeverWhole(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		c := open(t, d, w.Actor(authz.FacilityHead, w.LapasBungo))
		made := c.Post("/people", register(w.LapasBungo))
		path := strings.TrimPrefix(made.Header.Get("Location"), api.Prefix)
		all := made.Body + c.Get(path).Body + c.Get("/people?q="+nik).Body + c.Get("/facilities/"+w.LapasBungo.String()+"/people").Body + c.Get(path+"/identity").Body
		if strings.Contains(all, nik) || !strings.Contains(all, "0001********0001") {
			t.Errorf("answers: %s", all)
		}
		taken := c.Post("/people", register(w.LapasBungo))
		if p := taken.Problem(); taken.Status != 422 || p.Errors[0].Code != "nik.exists" {
			t.Errorf("the same number: %d %s", taken.Status, taken.Body)
		}
		var found api.Listed[personapi.Row]
		if c.Get("/people?q=" + nik).JSON(&found); len(found.Items) != 1 {
			t.Errorf("found by number: %+v", found)
		}
		var n personapi.Identity
		if c.Get(path + "/identity").JSON(&n); len(n.Doubts) == 0 || n.Doubts[0] != "nik.sex" {
			t.Errorf("doubts %v", n.Doubts)
		}
	})
}

func TestListsPageNarrowAndSort(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		for i, name := range []string{"Adi", "Bayu", "Candra"} {
			persontest.Convict(t, d, w.LapasBungo, name, func(c *person.RegisterCommand) { c.ReleaseDueOn = civil.Must("2027-06-01").AddDays(-i) })
		}
		persontest.Released(t, d, w.LapasBungo, "Dedi", "2026-06-01", person.Expiry)
		c := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo))
		var seen []string
		next := api.Prefix + "/facilities/" + w.LapasBungo.String() + "/people?status=active&sort=release_due_on&size=2"
		for next != "" {
			a := c.Get(strings.TrimPrefix(next, api.Prefix))
			var rows api.Listed[personapi.Row]
			a.JSON(&rows)
			for _, r := range rows.Items {
				seen = append(seen, r.Name)
			}
			next = strings.TrimPrefix(strings.TrimSuffix(a.Header.Get("Link"), `>; rel="next"`), "<")
		}
		if got := strings.Join(seen, " "); got != "Candra Bayu Adi" {
			t.Errorf("got %q", got)
		}
		var rows api.Listed[personapi.Row]
		if c.Get("/people?q=yu&sort=-name").JSON(&rows); len(rows.Items) != 1 || rows.Items[0].Name != "Bayu" {
			t.Errorf("searched %+v", rows)
		}
		for _, bad := range []string{"/people?sort=nik", "/people?size=9000", "/people?after=x", "/people?status=here", "/people?offence=1"} {
			if a := c.Get(bad); a.Status != 422 {
				t.Errorf("%s: %d %s", bad, a.Status, a.Body)
			}
		}
	})
}

func TestConsentIsGivenOnceAndWithdrawn(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Setuju")
		c := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo))
		path, give := "/people/"+p.ID.String()+"/consents", object{"partner_id": w.Baznas, "purpose": "class_attendance", "given_on": "2026-11-01", "evidence": "Lembar 3"}
		first, again := c.Post(path, give, "Idempotency-Key", "k"), c.Post(path, give, "Idempotency-Key", "k")
		if first.Status != 200 || first.Body != again.Body || again.Header.Get("Idempotency-Replayed") != "true" {
			t.Fatalf("given %d %s, again %d %s", first.Status, first.Body, again.Status, again.Body)
		}
		if a := c.Post(path, give); a.Status != http.StatusConflict || a.Code() != "consent.in_force" {
			t.Errorf("given anew: %d %s", a.Status, a.Body)
		}
		var given personapi.Consent
		first.JSON(&given)
		withdrawn := c.Post(path+"/"+given.ID.String()+"/withdraw", nil, "Idempotency-Key", "w")
		if withdrawn.JSON(&given); given.WithdrawnOn != civil.Must("2026-11-22") {
			t.Errorf("withdrawn: %d %s", withdrawn.Status, withdrawn.Body)
		}
		if a := c.Post(path+"/"+given.ID.String()+"/withdraw", nil, "Idempotency-Key", "w"); a.Body != withdrawn.Body {
			t.Errorf("withdrawn again: %d %s", a.Status, a.Body)
		}
		var list api.Listed[personapi.Consent]
		if c.Get(path).JSON(&list); len(list.Items) != 1 {
			t.Errorf("listed %+v", list)
		}
	})
}

func TestStrangersFindNobody(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Rahasia")
		at := "/people/" + p.ID.String()
		c := open(t, d, w.Actor(authz.FacilityHead, w.LapasSelong))
		for _, path := range []string{at, at + "/identity", at + "/custody", at + "/consents", "/facilities/" + w.LapasBungo.String() + "/people", "/people/x"} {
			if a := c.Get(path); a.Status != http.StatusNotFound || strings.Contains(a.Body, "Rahasia") {
				t.Errorf("%s: %d %s", path, a.Status, a.Body)
			}
		}
		for _, role := range []authz.Role{authz.Partner, authz.Observer, authz.Administrator} {
			c.Actor = w.Actor(role, w.LapasBungo)
			for _, path := range []string{at, "/people", at + "/consents"} {
				if a := c.Get(path); a.Status != http.StatusForbidden {
					t.Errorf("%s as %s: %d", path, role, a.Status)
				}
			}
		}
		if strings.Contains(c.Log.String(), "Rahasia") {
			t.Error("the log names somebody")
		}
	})
}

func TestPeopleAreFoundByABodyAndNotByAnAddress(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := directorytest.Seed(t, d)
		p := persontest.Convict(t, d, w.LapasBungo, "Soetjipto")
		c := apitest.New(t, w.Actor(authz.CaseGuardian, w.LapasBungo), func(a *api.API) { personapi.Register(a, persontest.Service(d)) }, personweb.Words)
		var found struct{ Items []personapi.Found }
		if a := c.Post("/find", map[string]string{"text": "sucpito"}); a.Status != 200 {
			t.Fatalf("%d %s", a.Status, a.Body)
		} else {
			a.JSON(&found)
		}
		if len(found.Items) != 1 || found.Items[0].Person.ID != p.ID || found.Items[0].Match != person.MatchAlike || found.Items[0].Score <= 0 {
			t.Errorf("found %+v", found)
		}
		if a := c.Post("/find", map[string]string{"text": strings.Repeat("x", 300)}); a.Status != 200 && a.Status != 422 {
			t.Errorf("too long: %d", a.Status)
		}
		c.Actor = w.Actor(authz.Observer, w.LapasBungo)
		if a := c.Post("/find", map[string]string{"text": "soetjipto"}); a.Status != 403 {
			t.Errorf("an observer: %d", a.Status)
		}
	})
}
