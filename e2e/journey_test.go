package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// words are the names a journey reads on the pages, in one language. They are
// written out rather than taken from the program's word lists: a journey reads
// what a person reads, and a changed word should be noticed here.
type words struct {
	signIn, user, password, today            string
	answer, accept, send, promised           string
	classes, open, programme, commitment     string
	title, openThis, choose, seats, enrolled string
	attendance, present, absent, save, kept  string
	presentKey, absentKey                    string
	thread, taken                            string
}

var said = map[string]words{
	"id": {
		signIn: "Masuk", user: "Nama masuk", password: "Kata sandi", today: "Hari ini",
		answer: "Jawab", accept: "Terima", send: "Kirim jawaban", promised: "Modal usaha bagi lulusan menjahit",
		classes: "Kelas", open: "Buka kelas", programme: "Program", commitment: "Komitmen mitra (boleh kosong)",
		title: "Judul kelas", openThis: "Buka kelas ini", choose: "Pilih peserta", seats: "Jadikan peserta", enrolled: "Kursi terisi 1 dari 20",
		attendance: "Isi daftar hadir", present: "Hadir", absent: "Tidak hadir", save: "Simpan daftar hadir", kept: "1 dari 1",
		presentKey: "h", absentKey: "t",
		thread: "Lihat seluruh rangkaian", taken: "1 dari 20 tempat terisi",
	},
	"en": {
		signIn: "Sign in", user: "Login", password: "Password", today: "Today",
		answer: "Answer", accept: "Accept", send: "Send the answer", promised: "Modal usaha bagi lulusan menjahit",
		classes: "Classes", open: "Open a class", programme: "Programme", commitment: "Partner's commitment (optional)",
		title: "Title of the class", openThis: "Open this class", choose: "Choose participants", seats: "Give seats", enrolled: "Seats taken 1 of 20",
		attendance: "Record attendance", present: "Present", absent: "Absent", save: "Save attendance", kept: "1 of 1",
		presentKey: "p", absentKey: "a",
		thread: "See the whole thread", taken: "1 of 20 places taken",
	},
}

// Those who take part, as the demo names them.
const (
	partnerLogin = "baznas.bungo"
	officerLogin = "binadik.bungo"
	demoPassword = "titian-demo-2026"
	demoDay      = "2026-11-22"
	inNeed       = "Firman Sunggano" // left for the reader to enrol
	promise      = "BUNGO-J-26-5 · Modal usaha bagi lulusan menjahit · BAZNAS Kabupaten Bungo"
)

// demoTold makes the demo's database once; every journey begins in a copy of it.
func demoTold(t *testing.T, binary string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "told")
	told := exec.CommandContext(t.Context(), binary, "demo", "--no-serve", "--dir", dir, "--today", demoDay, "--people", "24")
	if out, err := told.CombinedOutput(); err != nil {
		t.Fatalf("tell the demo: %v\n%s", err, out)
	}
	return dir
}

// startDemo serves a copy of the demo.
func startDemo(t *testing.T, binary, told string) *Program {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "demo")
	if err := os.CopyFS(dir, os.DirFS(told)); err != nil {
		t.Fatal(err)
	}
	return Start(t, binary, "demo", "--addr", "{addr}", "--dir", dir, "--today", demoDay)
}

// signIn enters through the sign-in page.
func signIn(b *Browser, login string) {
	b.t.Helper()
	say := said[b.Language]
	b.Visit("/sign-in")
	b.Inspect()
	b.Fill(say.user, login)
	b.Fill(say.password, demoPassword)
	b.Click(say.signIn)
	if b.Language == "en" { // the accounts of the demo prefer Indonesian
		b.Click("English")
	}
	b.Sees(say.today)
}

func TestAPartnersAnswerBecomesAClassWithPeopleInIt(t *testing.T) {
	binary := Build(t, t.TempDir())
	told := demoTold(t, binary)
	for name, options := range map[string]Options{
		"in Indonesian with a mouse":      {Language: "id"},
		"in English with a mouse":         {Language: "en"},
		"in Indonesian by keyboard alone": {Language: "id", Keyboard: true},
		"in English by keyboard alone":    {Language: "en", Keyboard: true},
		"in Indonesian without script":    {Language: "id", NoScript: true},
		"in English without script":       {Language: "en", NoScript: true},
		"in English on a phone":           {Language: "en", Width: 390},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := startDemo(t, binary, told)
			answers(Open(t, p.URL, options))
			officer := Open(t, p.URL, options)
			opensClass(officer)
			enrols(officer)
			ticks(officer)
			seesThread(officer)
		})
	}
}

// answers is the partner's part: the proposal that waits becomes a commitment.
func answers(b *Browser) {
	b.t.Helper()
	say := said[b.Language]
	signIn(b, partnerLogin)
	b.Inspect()
	b.Click(say.answer)
	b.Inspect()
	b.Click(say.accept)
	b.Click(say.send)
	b.Sees(say.promised)
	b.Inspect()
}

// opensClass is the officer's: a class under the promise just made.
func opensClass(b *Browser) {
	b.t.Helper()
	say := said[b.Language]
	signIn(b, officerLogin)
	b.Inspect()
	b.Click(say.classes)
	b.Inspect()
	b.Click(say.open)
	b.Inspect()
	b.Choose(say.programme, "Menjahit produktif")
	b.Choose(say.commitment, promise)
	b.Fill(say.title, "Kelas uji")
	b.Click(say.openThis)
	b.Sees("Kelas uji", "BAZNAS Kabupaten Bungo")
	b.Inspect()
}

// enrols gives a seat to the one whose need the class answers.
func enrols(b *Browser) {
	b.t.Helper()
	say := said[b.Language]
	b.Click(say.choose)
	b.Inspect()
	b.Click(inNeed)
	b.Click(say.seats)
	b.Sees(say.enrolled, inNeed)
	b.Inspect()
}

// ticks records who came.
func ticks(b *Browser) {
	b.t.Helper()
	say := said[b.Language]
	b.Click(say.attendance)
	b.Inspect()
	if b.Keyboard {
		marksByLetter(b)
	} else {
		b.Click(say.absent)
		b.Click(say.present)
	}
	b.Click(say.save)
	b.Sees(inNeed, say.kept)
	b.Inspect()
}

// marksByLetter changes a mark with the letters that the page names.
func marksByLetter(b *Browser) {
	b.t.Helper()
	say := said[b.Language]
	b.reach(b.find(say.present, pressable)) // set beforehand, so the way in
	for _, mark := range []struct{ letter, name string }{{say.absentKey, say.absent}, {say.presentKey, say.present}} {
		b.Press(mark.letter)
		var set bool
		b.call(b.find(mark.name, pressable), `function() { return this.checked }`, &set)
		if !set {
			b.t.Fatalf("the letter %q does not tick %q", mark.letter, mark.name)
		}
	}
}

// seesThread follows the strip above the class to the whole thread.
func seesThread(b *Browser) {
	b.t.Helper()
	say := said[b.Language]
	b.Click(say.thread)
	b.Sees("Kelas uji", say.taken)
	b.Inspect()
	if !strings.HasPrefix(b.Path(), "/thread/") {
		b.t.Errorf("the thread is at %s", b.Path())
	}
}
