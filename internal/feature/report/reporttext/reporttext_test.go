package reporttext_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"titian/internal/feature/agreement"
	"titian/internal/feature/directory/directorytest"
	"titian/internal/feature/partnership"
	"titian/internal/feature/programme"
	"titian/internal/feature/report"
	"titian/internal/feature/report/reporttest"
	"titian/internal/feature/report/reporttext"
	"titian/internal/platform/authz"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n"
	"titian/internal/platform/i18n/i18ntest"
)

func localizer(t *testing.T, lang i18n.Lang) *i18n.Localizer {
	t.Helper()
	b, err := i18n.NewBundle()
	if err == nil {
		err = b.Add(reporttext.Words)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Localizer(lang)
}

func TestWordsAreComplete(t *testing.T) {
	i18ntest.Check(t, reporttext.Words, []string{"."})
}

func TestEveryStepKindAndStatusHasAWord(t *testing.T) {
	l := localizer(t, i18n.Indonesian)
	keys := []string{"thread.status.active", "thread.status.closed"}
	for _, k := range report.Steps() {
		keys = append(keys, "step."+string(k))
	}
	for _, s := range agreement.Stages() {
		keys = append(keys, "node.agreement."+string(s))
	}
	for _, v := range []partnership.Verdict{partnership.Young, partnership.Concrete, partnership.Slow, partnership.Ceremonial} {
		keys = append(keys, "thread.vitality."+string(v), "thread.vitality."+string(v)+".why")
	}
	for kind, statuses := range map[string][]string{
		"meeting":    {string(partnership.MeetingPlanned), string(partnership.MeetingHeld)},
		"proposal":   {string(partnership.ProposalDraft), string(partnership.ProposalSent), string(partnership.ProposalAccepted), string(partnership.ProposalChanged), string(partnership.ProposalDeclined), string(partnership.ProposalWithdrawn)},
		"commitment": {string(partnership.CommitmentOpen), string(partnership.CommitmentFulfilled), string(partnership.CommitmentCancelled)},
		"delivery":   {string(partnership.DeliveryReported), string(partnership.DeliveryConfirmed), string(partnership.DeliveryDisputed)},
		"class":      {string(programme.Open), string(programme.Running), string(programme.Completed), string(programme.Cancelled)},
	} {
		for _, s := range statuses {
			keys = append(keys, "node."+kind+"."+s)
		}
	}
	for _, k := range keys {
		if !l.Has(k) {
			t.Errorf("%q has no word", k)
		}
	}
}

func whole(t *testing.T) report.Thread {
	t.Helper()
	d := dbtest.Open(t, dbtest.Dialects()[0])
	w := directorytest.Seed(t, d)
	reporttest.Open(t, d).Whole("KS-BUNGO-2026-001", w.LapasBungo, w.Baznas, 20)
	th, err := report.New(d).Thread(t.Context(), w.Actor(authz.ProgrammeOfficer, w.LapasBungo), "KS-BUNGO-2026-001/KOM")
	if err != nil {
		t.Fatal(err)
	}
	return th
}

func TestAThreadReadsInEightyColumns(t *testing.T) {
	th := whole(t)
	for lang, wants := range map[i18n.Lang][]string{
		i18n.Indonesian: {"[x] Rapat", "  > - Pelatih menjahit\n", "batas 30 Nov 2026 (8 hari lagi)", "12 dari 20 pertemuan dikonfirmasi, 16 dilaporkan", "kehadiran 90%", "disalurkan Rp12.500.000 dari Rp45.000.000", "[ ] Perpanjangan: belum ada", "triwulan 2 2026"},
		i18n.English:    {"[x] Meeting", "due 30 Nov 2026", "12 of 20 pertemuan confirmed, 16 reported", "20 people enrolled", "8 with a livelihood", "[ ] Renewal: nothing yet"},
	} {
		var b bytes.Buffer
		if err := reporttext.WriteText(&b, localizer(t, lang), th); err != nil {
			t.Fatal(err)
		}
		for _, want := range wants {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%s: nothing says %q in\n%s", lang, want, b.String())
			}
		}
		for line := range strings.Lines(b.String()) {
			if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > 80 {
				t.Errorf("%s: %d columns: %s", lang, n, line)
			}
		}
	}
}

func TestAnEmptyThreadSaysWhatComesFirst(t *testing.T) {
	th := report.Thread{Title: strings.Repeat("Kerjasama", 12), Ref: "KS-1", Status: "active", Next: report.StepMeeting}
	for _, k := range report.Steps() {
		th.Steps = append(th.Steps, report.Step{Key: k})
	}
	var b bytes.Buffer
	if err := reporttext.WriteText(&b, localizer(t, i18n.Indonesian), th); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "[ ] Rapat <- langkah berikutnya") || strings.Contains(b.String(), "orang") {
		t.Errorf("got\n%s", b.String())
	}
}

func TestADisputeSaysBothCounts(t *testing.T) {
	n := report.Node{Kind: "delivery", Amount: &report.Amount{Unit: "unit", Delivered: 12, Disputed: 12, Counted: 9}}
	if got := reporttext.Amount(localizer(t, i18n.Indonesian), n); got != "12 unit; dilaporkan 12 unit, penerima menghitung 9" {
		t.Errorf("got %q", got)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("no paper") }

func TestAFailedWriteIsTold(t *testing.T) {
	if err := reporttext.WriteText(broken{}, localizer(t, i18n.English), whole(t)); err == nil {
		t.Error("nobody was told")
	}
}
