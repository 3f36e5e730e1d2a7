package handoverapi_test

import (
	"net/http"
	"strings"
	"testing"

	"titian/internal/delivery/api"
	"titian/internal/delivery/api/apitest"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/handover"
	"titian/internal/feature/handover/handoverapi"
	"titian/internal/feature/handover/handoverweb"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

type object = map[string]any

// desk is a client of the sending officer, with the office's actor beside it.
type desk struct {
	*apitest.Client
	w              *directorytest.World
	sends, answers authz.Actor
	person         person.Person
}

func open(t *testing.T, d *db.DB) desk {
	t.Helper()
	w := directorytest.Seed(t, d)
	k := desk{w: w, sends: w.Actor(authz.FacilityHead, w.LapasBungo), answers: w.Actor(authz.ProbationOfficer, w.BapasJambi), person: persontest.Convict(t, d, w.LapasBungo, "Pulang")}
	k.Client = apitest.New(t, k.sends, func(a *api.API) { handoverapi.Register(a, handover.New(d)) }, handoverweb.Words)
	return k
}

// drafted makes a file without answers and gives its path.
func (k desk) drafted(t *testing.T) string {
	t.Helper()
	made := k.Post("/people/"+k.person.ID.String()+"/hand-overs", object{"to_id": k.w.BapasJambi, "release_kind": "parole", "release_on": "2026-12-01"}, "Idempotency-Key", "one")
	if made.Status != http.StatusCreated {
		t.Fatalf("drafted: %d %s", made.Status, made.Body)
	}
	return strings.TrimPrefix(made.Header.Get("Location"), api.Prefix)
}

// whole answers everything.
func whole() object {
	var items []object
	for _, paper := range handover.Papers() {
		items = append(items, object{"item": paper, "answer": "enclosed"})
	}
	return object{"summary": "Selesai", "follow_on": "Magang", "items": items}
}

func TestAFileIsDraftedCompletedSentAndAccepted(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		path := k.drafted(t)
		if again := k.drafted(t); again != path {
			t.Errorf("sent twice: %s and %s", path, again)
		}
		var h handoverapi.HandOver
		read := k.Get(path)
		if read.JSON(&h); h.Ref != "BUNGO-ST-26-1" || h.Name != "Pulang" || len(h.Unanswered) != 10 || len(h.Items) != 8 || h.Items[0].Answer != "" {
			t.Errorf("read %+v", h)
		}
		if gaps := k.Post(path+"/send", nil); gaps.Status != http.StatusConflict || gaps.Code() != "handover.incomplete" || !strings.Contains(gaps.Body, "items[7].answer") {
			t.Errorf("sent with gaps: %d %s", gaps.Status, gaps.Body)
		}
		saved := k.Patch(path, read.Header.Get("ETag"), whole())
		if saved.JSON(&h); saved.Status != 200 || len(h.Unanswered) != 0 || h.ReleaseKind != "parole" {
			t.Fatalf("completed: %d %s", saved.Status, saved.Body)
		}
		if stale := k.Patch(path, read.Header.Get("ETag"), object{"summary": "Lain"}); stale.Status != http.StatusPreconditionFailed {
			t.Errorf("an older version: %d", stale.Status)
		}
		if sent := k.Post(path+"/send", nil, "If-Match", saved.Header.Get("ETag")); sent.Status != 200 {
			t.Fatalf("sent: %d %s", sent.Status, sent.Body)
		}
		if taken := k.Post(path+"/accept", object{}); taken.Status != http.StatusForbidden && taken.Status != http.StatusNotFound {
			t.Errorf("the sender accepts: %d", taken.Status)
		}
		k.Actor = k.answers
		for range 2 {
			if taken := k.Post(path+"/accept", object{"first_contact_on": "2026-11-21"}, "Idempotency-Key", "two"); taken.Status != 200 {
				t.Fatalf("accepted: %d %s", taken.Status, taken.Body)
			}
		}
		if k.Get(path).JSON(&h); h.Status != "accepted" || h.FirstContactOn.String() != "2026-11-21" {
			t.Errorf("accepted %+v", h)
		}
	})
}

func TestAPatchChangesOnlyThePapersItNames(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		path := k.drafted(t)
		saved := k.Patch(path, k.Get(path).Header.Get("ETag"), whole())
		one := k.Patch(path, saved.Header.Get("ETag"), object{"items": []object{{"item": "guarantor", "answer": "missing", "note": "menyusul"}}})
		var h handoverapi.HandOver
		if one.JSON(&h); one.Status != 200 || h.Items[6] != (handoverapi.Item{Item: "guarantor", Answer: "missing", Note: "menyusul"}) || h.Items[7].Answer != "enclosed" {
			t.Errorf("changed one paper: %d %+v", one.Status, h.Items)
		}
		wrong := k.Patch(path, one.Header.Get("ETag"), object{"items": []object{{"item": "guarantor", "answer": "missing", "note": ""}}})
		if wrong.Status != http.StatusUnprocessableEntity || !strings.Contains(wrong.Body, "items[0].note") {
			t.Errorf("missing without a note: %d %s", wrong.Status, wrong.Body)
		}
	})
}

func TestHostileInputGetsAClearAnswer(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		path := k.drafted(t)
		start := "/people/" + k.person.ID.String() + "/hand-overs"
		for name, c := range map[string]struct {
			got  *apitest.Answer
			want int
		}{
			"malformed":      {k.Post(start, `{"to_id":`), http.StatusBadRequest},
			"unknown field":  {k.Post(start, object{"status": "accepted"}), http.StatusUnprocessableEntity},
			"impossible day": {k.Post(start, object{"to_id": k.w.BapasJambi, "release_kind": "parole", "release_on": "2026-02-31"}), http.StatusUnprocessableEntity},
			"no reason":      {k.Post(path+"/cancel", object{"reason": " "}), http.StatusUnprocessableEntity},
			"no such file":   {k.Get("/hand-overs/" + k.person.ID.String()), http.StatusNotFound},
			"no key":         {k.Get("/hand-overs/1"), http.StatusNotFound},
			"forged cursor":  {k.Get("/hand-overs?after=xx"), http.StatusUnprocessableEntity},
			"unknown query":  {k.Get("/hand-overs?state=x"), http.StatusUnprocessableEntity},
			"no If-Match":    {k.Do(http.MethodPatch, path, object{"summary": "x"}), http.StatusPreconditionRequired},
		} {
			if c.got.Status != c.want {
				t.Errorf("%s: %d %s", name, c.got.Status, c.got.Body)
			}
		}
		k.Actor = k.w.Actor(authz.FacilityHead, k.w.LapasSelong)
		if p := k.Get(path); p.Status != http.StatusNotFound || strings.Contains(p.Body, "Pulang") {
			t.Errorf("another prison: %d %s", p.Status, p.Body)
		}
	})
}

func TestListsShowEachSideItsFiles(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		path := k.drafted(t)
		for query, want := range map[string]int{"": 1, "?side=in": 0, "?status=draft&q=pulang": 1, "?status=sent": 0, "?sort=-release_on": 1} {
			var got struct {
				Items []handoverapi.Row `json:"items"`
			}
			if k.Get("/hand-overs" + query).JSON(&got); len(got.Items) != want {
				t.Errorf("%q lists %d", query, len(got.Items))
			}
		}
		k.Actor = k.answers
		if p := k.Get(path); p.Status != http.StatusNotFound {
			t.Errorf("the office reads a draft: %d", p.Status)
		}
	})
}
