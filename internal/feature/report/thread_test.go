package report_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/report"
	"titian/internal/feature/report/reporttest"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// world is a database with organisations and something to store threads with.
type world struct {
	*directorytest.World
	*reporttest.Store
	d *db.DB
	s *report.Service
}

func run(t *testing.T, f func(t *testing.T, w world)) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		f(t, world{directorytest.Seed(t, d), reporttest.Open(t, d), d, report.New(d)})
	})
}

func (w world) officer() authz.Actor { return w.Actor(authz.ProgrammeOfficer, w.LapasBungo) }

func (w world) thread(t *testing.T, a authz.Actor, ref string) report.Thread {
	t.Helper()
	th, err := w.s.Thread(t.Context(), a, ref)
	if err != nil {
		t.Fatalf("thread %s: %v", ref, err)
	}
	return th
}

func step(th report.Thread, k report.StepKey) report.Step {
	for _, s := range th.Steps {
		if s.Key == k {
			return s
		}
	}
	return report.Step{}
}

func TestTheThreadOfAnyRecordIsTheSame(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		w.Whole("LAIN", w.LapasBungo, w.PemkabLotim, 10)
		y := w.Whole("KS1", w.LapasBungo, w.Baznas, 10)
		for name, ref := range map[string]string{
			"cooperation": "KS1", "meeting": "KS1/RPT", "proposal": "KS1/USL", "commitment": "KS1/KOM", "agreement": "KS1/PKS", "fund": "KS1/DANA", "class": "KS1/KLS",
			"cooperation by key": y.Coop.String(), "meeting by key": y.Meeting.String(), "decision by key": y.Decision.String(), "proposal by key": y.Proposal.String(),
			"commitment by key": y.Commitment.String(), "delivery by key": y.Delivery.String(), "agreement by key": y.Agreement.String(), "activity by key": y.Activity.String(),
			"fund by key": y.Fund.String(), "class by key": y.Class.String(), "enrolment by key": y.Seats[3].String(),
		} {
			if th := w.thread(t, w.officer(), ref); th.ID != y.Coop || th.People.Enrolled != 10 {
				t.Errorf("the thread of a %s is %s with %d people", name, th.Ref, th.People.Enrolled)
			}
		}
	})
}

func TestAWholeThreadHasEveryStep(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		w.Whole("KS1", w.LapasBungo, w.Baznas, 10)
		th := w.thread(t, w.officer(), "KS1")
		var got []string
		for _, s := range th.Steps {
			line := string(s.Key)
			if s.Done {
				line += " done"
			}
			for _, n := range s.Nodes {
				line += " " + n.Kind + "=" + n.Status
			}
			got = append(got, line)
		}
		want := []string{
			"meeting done meeting=held decision=", "proposal done proposal=accepted", "commitment done commitment=open", "agreement done agreement=AKTIF",
			"work_plan done activity=done", "delivery done delivery=confirmed delivery=reported", "fund done fund=open", "class done class=completed",
			"enrolment done", "attendance done", "competency done", "readiness done", "hand_over done", "follow_up done", "outcome done", "renewal",
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		if th.Next != "" {
			t.Errorf("%s is said to be missing", th.Next)
		}
		if th.Host != "Lapas Kelas IIB Muara Bungo" || th.Partner != "BAZNAS Kabupaten Bungo" {
			t.Errorf("between %q and %q", th.Host, th.Partner)
		}
	})
}

func TestPeopleAreCountedOnceWithHowTheyFare(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		w.Whole("KS1", w.LapasBungo, w.Baznas, 20)
		th := w.thread(t, w.officer(), "KS1")
		want := report.PeopleCount{
			Enrolled: 20, ByNeed: 20, Attended: 18, Completed: 16, Left: 4, Competent: 16, Certified: 16,
			Before: 20, After: 16, ReadyGain: 16, Released: 12, HandedOver: 12, Followed: 10, Reached: 10, SixMonths: 10,
		}
		if d := cmp.Diff(want, th.People); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff(want, *step(th, report.StepClass).Nodes[0].People); d != "" {
			t.Errorf("the only class has other people than the thread: %s", d)
		}
		fare := report.Fare{Due: 12, Unknown: 2, Livelihood: 8, Seeking: 2, Housed: 10, Family: 10}
		if d := cmp.Diff(fare, th.Fare); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff(report.Attended{Sessions: 1, Marked: 20, Present: 18}, th.Attended); d != "" {
			t.Error(d)
		}
	})
}

func TestAPromiseCountsWhatTheOtherSideConfirmed(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Promised("KS1", w.LapasBungo, w.Baznas)
		amount := func() report.Amount {
			return *step(w.thread(t, w.officer(), "KS1"), report.StepCommitment).Nodes[0].Amount
		}
		if d := cmp.Diff(report.Amount{Unit: "pertemuan", Promised: 20, Delivered: 16, Confirmed: 12}, amount()); d != "" {
			t.Errorf("twelve confirmed and four reported: %s", d)
		}
		w.Set("partnership_delivery", "confirmed_quantity", 9, y.Delivery)
		w.Set("partnership_delivery", "status", "disputed", y.Delivery)
		if d := cmp.Diff(report.Amount{Unit: "pertemuan", Promised: 20, Delivered: 16, Disputed: 12, Counted: 9}, amount()); d != "" {
			t.Errorf("twelve said, nine counted, none agreed: %s", d)
		}
		w.Set("partnership_delivery", "status", "withdrawn", y.Delivery)
		if d := cmp.Diff(report.Amount{Unit: "pertemuan", Promised: 20, Delivered: 4}, amount()); d != "" {
			t.Errorf("after the delivery was withdrawn: %s", d)
		}
	})
}

func TestWhatIsMissingFirstIsTheNextStep(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		empty, begun := w.Empty("KS0", w.LapasBungo, w.Baznas), w.Begun("KS1", w.LapasBungo, w.Baznas)
		w.Promised("KS2", w.LapasBungo, w.Baznas)
		next := func(ref string) report.StepKey { return w.thread(t, w.officer(), ref).Next }
		if n := next(empty.Ref); n != report.StepMeeting {
			t.Errorf("an empty thread misses %q", n)
		}
		if n := next(begun.Ref); n != report.StepProposal {
			t.Errorf("with a proposal unanswered it misses %q", n)
		}
		w.Set("partnership_proposal", "status", "accepted", begun.Proposal)
		if n := next(begun.Ref); n != report.StepCommitment {
			t.Errorf("with an answer and no promise it misses %q", n)
		}
		if n := next("KS2"); n != report.StepClass {
			t.Errorf("with promises and no class it misses %q", n)
		}
		w.Set("partnership_meeting", "status", "planned", begun.Meeting)
		if n := next(begun.Ref); n != report.StepMeeting {
			t.Errorf("with its meeting only planned it misses %q", n)
		}
	})
}

func TestThePathToARecordIsMarked(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Whole("KS1", w.LapasBungo, w.Baznas, 3)
		other := id.Proposal{}.Make()
		w.Do(func(tx *db.Tx) {
			w.Add(tx, "partnership_proposal", reporttest.Row{
				"id": other, "ref": "KS1/USL2", "cooperation_id": y.Coop, "host_id": y.Host, "partner_id": y.Partner,
				"from_id": y.Host, "to_id": y.Partner, "kind": "ask", "status": "declined", "meeting_id": y.Meeting, "title": "Mesin jahit", "unit": "unit",
			})
		})
		th := w.thread(t, w.officer(), y.Class.String())
		for _, s := range th.Steps {
			for _, n := range s.Nodes {
				elsewhere := n.ID == other.String() || n.Kind == "fund" || n.Kind == "delivery"
				if n.Here == elsewhere {
					t.Errorf("%s %s: here is %v from the class", n.Kind, n.Ref, n.Here)
				}
			}
		}
		if th.Found != y.Class.String() || !step(th, report.StepClass).Here || step(th, report.StepMeeting).Here {
			t.Error("the class is not where the reader is")
		}
		if th := w.thread(t, w.officer(), "KS1"); th.Found != "" || step(th, report.StepMeeting).Nodes[0].Here {
			t.Error("the whole cooperation has no path of its own")
		}
	})
}

func TestAnAgreementDoesNotMixItsPromises(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Whole("KS1", w.LapasBungo, w.Baznas, 1)
		other := id.Commitment{}.Make()
		w.Do(func(tx *db.Tx) {
			w.Add(tx, "partnership_commitment", reporttest.Row{
				"id": other, "ref": "KS1/KOM2", "cooperation_id": y.Coop, "host_id": y.Host, "partner_id": y.Partner,
				"promiser_id": y.Partner, "receiver_id": y.Host, "meeting_id": y.Meeting, "agreement_id": y.Agreement, "title": "Peralatan", "quantity": 5, "unit": "unit", "status": "open",
			})
		})
		for start, want := range map[string]map[string]bool{
			y.Class.String():      {y.Commitment.String(): true, y.Agreement.String(): true, other.String(): false},
			other.String():        {y.Commitment.String(): false, y.Agreement.String(): true, y.Class.String(): false, y.Meeting.String(): true},
			y.Agreement.String():  {y.Commitment.String(): true, other.String(): true, y.Class.String(): true, y.Meeting.String(): true},
			y.Commitment.String(): {y.Class.String(): true, other.String(): false, y.Agreement.String(): true},
		} {
			for _, s := range w.thread(t, w.officer(), start).Steps {
				for _, n := range s.Nodes {
					if expected, asked := want[n.ID]; asked && n.Here != expected {
						t.Errorf("from %s, %s %s: here is %v", start, n.Kind, n.Ref, n.Here)
					}
				}
			}
		}
	})
}

func TestAnAgreementThatIsRenewedHasItsRenewal(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Promised("KS1", w.LapasBungo, w.Baznas)
		w.Do(func(tx *db.Tx) {
			w.Add(tx, "agreement_agreement", reporttest.Row{
				"id": id.Agreement{}.Make(), "ref": "KS1/PKS2", "cooperation_id": y.Coop, "host_id": y.Host, "partner_id": y.Partner,
				"renews_id": y.Agreement, "kind": "implementing_agreement", "legal_track": "UPT_PARTNER", "title": "Perpanjangan", "stage": "DRAF",
			})
		})
		th := w.thread(t, w.officer(), "KS1/PKS2")
		renewal := step(th, report.StepRenewal)
		if len(renewal.Nodes) != 1 || renewal.Nodes[0].From[0] != y.Agreement.String() || !renewal.Here {
			t.Errorf("got %+v", renewal)
		}
		if a := step(th, report.StepAgreement).Nodes; len(a) != 1 || !a[0].Here {
			t.Errorf("the renewed agreement is not on the path: %+v", a)
		}
	})
}

func TestADraftIsSeenByItsOwnSideOnly(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Begun("KS1", w.LapasBungo, w.Baznas)
		w.Set("partnership_proposal", "status", "draft", y.Proposal)
		if n := len(step(w.thread(t, w.officer(), "KS1/USL"), report.StepProposal).Nodes); n != 1 {
			t.Errorf("its writer sees %d proposals", n)
		}
		baznas := w.Actor(authz.Partner, w.Baznas)
		if n := len(step(w.thread(t, baznas, "KS1"), report.StepProposal).Nodes); n != 0 {
			t.Errorf("the other side sees %d proposals", n)
		}
		for _, ref := range []string{"KS1/USL", y.Proposal.String()} {
			if _, err := w.s.Thread(t.Context(), baznas, ref); errs.KindOf(err) != errs.NotFound {
				t.Errorf("the other side asks for the draft %s: %v", ref, err)
			}
		}
		w.Set("partnership_proposal", "from_id", w.Baznas, y.Proposal)
		if n := len(step(w.thread(t, baznas, "KS1/USL"), report.StepProposal).Nodes); n != 1 {
			t.Errorf("the partner sees %d of its own drafts", n)
		}
	})
}

func TestWhatIsOutOfScopeIsNotFound(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Promised("KS1", w.KanwilJambi, w.PemkotSungaiPenuh)
		for name, c := range map[string]struct {
			who  authz.Actor
			want errs.Kind
		}{
			"its office":               {w.Actor(authz.RegionalOffice, w.KanwilJambi), ""},
			"the directorate":          {w.Actor(authz.Observer, w.Directorate), ""},
			"its partner":              {w.Actor(authz.Partner, w.PemkotSungaiPenuh), ""},
			"another partner":          {w.Actor(authz.Partner, w.Baznas), errs.NotFound},
			"another office":           {w.Actor(authz.RegionalOffice, w.KanwilNTB), errs.NotFound},
			"a facility not served":    {w.Actor(authz.FacilityHead, w.RutanSungaiPenuh), errs.NotFound},
			"an administrator":         {w.Actor(authz.Administrator, w.KanwilJambi), errs.Forbidden},
			"nobody":                   {authz.Actor{}, errs.Unauthenticated},
			"somebody without a scope": {authz.Actor{Role: authz.FacilityHead}, errs.NotFound},
		} {
			_, err := w.s.Thread(t.Context(), c.who, y.Commitment.String())
			if c.want == "" && err != nil || c.want != "" && errs.KindOf(err) != c.want {
				t.Errorf("%s: got %v, want %q", name, err, c.want)
			}
		}
		if _, err := w.s.Thread(t.Context(), w.officer(), "TIADA"); errs.KindOf(err) != errs.NotFound {
			t.Errorf("what does not exist: %v", err)
		}
		w.Do(func(tx *db.Tx) {
			w.Add(tx, "agreement_served", reporttest.Row{"agreement_id": y.Agreement, "facility_id": w.RutanSungaiPenuh, "cooperation_id": y.Coop})
		})
		if th := w.thread(t, w.Actor(authz.FacilityHead, w.RutanSungaiPenuh), "KS1"); th.ID != y.Coop {
			t.Error("a facility that the agreement serves does not see it")
		}
	})
}

func TestEveryRecordSaysWhereTheAPIKeepsIt(t *testing.T) {
	run(t, func(t *testing.T, w world) {
		y := w.Whole("KS1", w.LapasBungo, w.Baznas, 1)
		th := w.thread(t, w.officer(), "KS1")
		if th.API != "/api/v1/threads/KS1" {
			t.Errorf("the thread is at %q", th.API)
		}
		at := map[string]string{
			"meeting": "meetings", "proposal": "proposals", "commitment": "commitments", "delivery": "deliveries",
			"agreement": "agreements", "activity": "activities", "fund": "funds", "class": "classes",
		}
		for _, s := range th.Steps {
			for _, n := range s.Nodes {
				want := "/api/v1/" + at[n.Kind] + "/" + n.ID
				if n.Kind == "decision" { // a part of its meeting
					want = "/api/v1/meetings/" + y.Meeting.String()
				}
				if n.API != want {
					t.Errorf("%s is at %q, want %q", n.Kind, n.API, want)
				}
			}
		}
	})
}
