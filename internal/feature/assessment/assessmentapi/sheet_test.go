package assessmentapi_test

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"

	"titian/internal/delivery/api"
	"titian/internal/delivery/api/apitest"
	"titian/internal/feature/assessment"
	"titian/internal/feature/assessment/assessmentapi"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/person"
	"titian/internal/feature/person/persontest"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// library is a world with the program's questionnaires and a person.
func library(t *testing.T, d *db.DB) (*directorytest.World, person.Person) {
	t.Helper()
	w := directorytest.Seed(t, d)
	if _, err := assessment.Load(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	return w, persontest.Convict(t, d, w.LapasBungo, "Budi")
}

// own is the document of a shipped questionnaire under an office's own key.
func own(t *testing.T) object {
	t.Helper()
	raw, err := os.ReadFile("../shipped/employability.json")
	if err != nil {
		t.Fatal(err)
	}
	var out object
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	out["key"] = "ready"
	return out
}

func TestAQuestionnaireIsWrittenPublishedAndCopied(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, _ := library(t, d)
		c := open(t, d, w.Actor(authz.RegionalOffice, w.KanwilJambi))
		made := c.Post("/questionnaires", object{"document": own(t)}, "Idempotency-Key", "q")
		if again := c.Post("/questionnaires", object{"document": own(t)}, "Idempotency-Key", "q"); made.Status != http.StatusCreated || location(again) != location(made) {
			t.Fatalf("drafted %d %s, again %s", made.Status, made.Body, again.Body)
		}
		at := location(made)
		broken := own(t)
		broken["scores"].([]any)[0].(object)["value"] = "nobody"
		if a := c.Patch(at, made.Header.Get("ETag"), object{"document": broken}); a.Status != 422 || !strings.Contains(string(a.Body), "scores[0].value") {
			t.Errorf("a faulty one: %d %s", a.Status, a.Body)
		}
		if a := c.Post(at+"/publish", nil); a.Status != 200 {
			t.Fatalf("published: %d %s", a.Status, a.Body)
		}
		var q, next assessmentapi.Questionnaire
		if c.Get(at).JSON(&q); q.Status != assessment.FormPublished || len(q.Document.Sections) != 3 || q.Title.EN != "Self-rated employability" {
			t.Errorf("read %+v", q.Edition)
		}
		first := c.Post(at+"/renew", nil, "Idempotency-Key", "r")
		first.JSON(&next)
		var again assessmentapi.Questionnaire
		if c.Post(at+"/renew", nil, "Idempotency-Key", "r").JSON(&again); first.Status != 200 || next.Number != 2 || again.ID != next.ID {
			t.Errorf("renewed: %d %+v", first.Status, next.Edition)
		}
		if a := c.Patch(at, `"2"`, object{"document": own(t)}); a.Code() != "questionnaire.fixed" {
			t.Errorf("a published one changed: %s", a.Body)
		}
		var list api.Listed[assessmentapi.Edition]
		if c.Get("/questionnaires").JSON(&list); len(list.Items) != 7 {
			t.Errorf("%d versions are listed", len(list.Items))
		}
		if a := c.Post(at+"/retire", nil); a.Status != 200 {
			t.Errorf("retired: %d %s", a.Status, a.Body)
		}
	})
}

// assess fills the employability questionnaire in alike.
func assess(t *testing.T, c *apitest.Client, p person.Person, value, on string) assessmentapi.Assessment {
	t.Helper()
	made := c.Post(below(p, "/assessments"), object{"key": "employability"})
	if made.Status != http.StatusCreated {
		t.Fatalf("begun: %d %s", made.Status, made.Body)
	}
	answers := object{}
	for _, key := range strings.Fields("can_do can_learn can_show can_count knows_where can_ask has_papers on_time with_others has_help") {
		answers[key] = []string{value}
	}
	if a := c.Patch(location(made), made.Header.Get("ETag"), object{"taken_on": on, "answers": answers}); a.Status != 200 {
		t.Fatalf("saved: %d %s", a.Status, a.Body)
	}
	var x assessmentapi.Assessment
	if a := c.Post(location(made)+"/submit", object{}); a.Status != 200 {
		t.Fatalf("submitted: %d %s", a.Status, a.Body)
	} else {
		a.JSON(&x)
	}
	return x
}

func TestAnAssessmentIsBegunSavedSubmittedAndCompared(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, p := library(t, d)
		c := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo))
		var forms api.Listed[assessmentapi.Edition]
		if c.Get(below(p, "/questionnaires")).JSON(&forms); len(forms.Items) != 5 {
			t.Errorf("%d questionnaires may be filled in", len(forms.Items))
		}
		first := assess(t, c, p, "2", "2026-09-01")
		if first.Scores[0].Before != nil || *first.Scores[0].Value != 25 || first.Scores[0].Band != "not" {
			t.Errorf("the first: %+v", first.Scores)
		}
		second := assess(t, c, p, "5", "2026-10-01")
		if b := second.Scores[0].Before; b == nil || b.Told != assessment.Rose || b.Value != 25 || b.Assessment != first.ID || b.Index < 5.8 {
			t.Errorf("the second: %+v", second.Scores[0].Before)
		}
		made := c.Post("/assessments/"+first.ID.String()+"/correct", object{"reason": "tertukar"}, "Idempotency-Key", "k")
		var right, again assessmentapi.Assessment
		made.JSON(&right)
		if c.Post("/assessments/"+first.ID.String()+"/correct", object{"reason": "tertukar"}, "Idempotency-Key", "k").JSON(&again); right.Corrects != first.ID || again.ID != right.ID {
			t.Errorf("corrected: %d %s", made.Status, made.Body)
		}
		if a := c.Post("/assessments/"+right.ID.String()+"/discard", nil); a.Status != 200 && a.Status != 204 {
			t.Errorf("discarded: %d %s", a.Status, a.Body)
		}
		var list api.Listed[assessmentapi.Assessment]
		if c.Get(below(p, "/assessments")).JSON(&list); len(list.Items) != 2 || list.Items[0].ID != second.ID {
			t.Errorf("%d are listed", len(list.Items))
		}
		if a := c.Post("/assessments/"+second.ID.String()+"/needs", object{"needs": []any{}}); a.Status != 200 {
			t.Errorf("no need confirmed: %d %s", a.Status, a.Body)
		}
		if a := c.Post("/assessments/"+second.ID.String()+"/needs", object{"needs": []any{need()}}); a.Code() != "sheet.confirmed" {
			t.Errorf("confirmed twice: %s", a.Body)
		}
	})
}

func TestWrongAnswersAreNamedByTheirItem(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w, p := library(t, d)
		c := open(t, d, w.Actor(authz.CaseGuardian, w.LapasBungo))
		made := c.Post(below(p, "/assessments"), object{"key": "employability"})
		a := c.Patch(location(made), made.Header.Get("ETag"), object{"answers": object{"can_do": []string{"9"}, "nobody": []string{"1"}}})
		if a.Status != 422 || !strings.Contains(string(a.Body), "answers.can_do") || !strings.Contains(string(a.Body), "answers.nobody") {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		if a := c.Post(location(made)+"/submit", object{}); a.Status != 422 || !strings.Contains(string(a.Body), "answers.has_help") {
			t.Errorf("submitted empty: %d %s", a.Status, a.Body)
		}
		if a := c.Post(below(p, "/assessments"), object{"key": "nobody"}); a.Status != 404 {
			t.Errorf("a questionnaire that is none: %d", a.Status)
		}
	})
}
