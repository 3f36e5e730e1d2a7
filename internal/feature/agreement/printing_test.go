package agreement_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"sync"
	"testing"
	"time"

	"titian/internal/feature/agreement"
	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
	"titian/internal/platform/blob"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

// stamp is a seal that can be seen.
type stamp struct{}

func (stamp) Name() string { return "Balai Uji" }

func (stamp) Sign(pdf []byte, _ time.Time) ([]byte, error) {
	return append(bytes.Clone(pdf), "\n% sealed\n"...), nil
}

func agreed(t *testing.T, d *db.DB) table {
	t.Helper()
	x := onTheTable(t, d)
	x.s.Press = agreement.Press{Blobs: blob.New(d, [32]byte{1}), Seal: stamp{}, Address: "https://titian.example/"}
	agreementtest.Approve(t, d, &x.a, today)
	agreementtest.Move(t, d, &x.a, agreement.Agreed, today)
	return x
}

func TestADocumentIsPrintedOnceAndConfirmedByItsCode(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		x, ctx := agreed(t, d), t.Context()
		p, err := x.s.Print(ctx, x.head, x.a.ID)
		ok(t, err)
		_, file, err := x.s.Paper(ctx, x.partner, p.Code)
		ok(t, err)
		h := sha256.Sum256(file)
		if !bytes.HasPrefix(file, []byte("%PDF-")) || hex.EncodeToString(h[:]) != p.SHA256 || p.SealedBy != "Balai Uji" || !bytes.HasSuffix(file, []byte("% sealed\n")) {
			t.Errorf("printed %+v", p)
		}
		again, err := x.s.Print(ctx, x.Actor(authz.ProgrammeOfficer, x.LapasBungo), x.a.ID)
		ok(t, err)
		if again.Code != p.Code {
			t.Error("the same document has two codes")
		}
		public := authz.Public(authz.Origin{})
		v, err := x.s.VerifyPaper(ctx, public, " "+string(bytes.ToLower([]byte(p.Code))))
		ok(t, err)
		if v != (agreement.Verdict{Code: p.Code, SHA256: p.SHA256}) {
			t.Errorf("the public is told %+v", v)
		}
		is(t, "a code of nobody's", second(x.s.VerifyPaper(ctx, public, "D-AAAA-AAAA-AAAA-AAAA")), errs.NotFound)
		_, _, err = x.s.Paper(ctx, x.Actor(authz.Partner, x.PemkabMaros), p.Code)
		is(t, "another partner reads it", err, errs.NotFound)
		_, _, err = x.s.Paper(ctx, public, p.Code)
		is(t, "the public reads it", err, errs.Forbidden)
	})
}

func TestWhatIsPrintedAnewTakesThePlaceOfTheEarlier(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		x, ctx := agreed(t, d), t.Context()
		first, err := x.s.Print(ctx, x.head, x.a.ID)
		ok(t, err)
		terms := x.a.Terms()
		terms.Place = "Aula Lapas"
		ok(t, x.s.Change(ctx, x.head, x.a.ID, x.a.Version, terms))
		x.a.Version++
		next, err := x.s.Print(ctx, x.head, x.a.ID)
		ok(t, err)
		v, err := x.s.VerifyPaper(ctx, x.partner, first.Code)
		ok(t, err)
		if next.Code == first.Code || !v.Replaced {
			t.Errorf("first %+v, next %s", v, next.Code)
		}
		agreementtest.Move(t, d, &x.a, agreement.Signed, today)
		signed, err := x.s.Print(ctx, x.head, x.a.ID)
		ok(t, err)
		if signed.Code != next.Code {
			t.Error("the document that was signed lost its code by being signed")
		}
	})
}

func TestNothingIsPrintedBeforeBothSidesAgree(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		x, ctx := onTheTable(t, d), t.Context()
		is(t, "without a store", second(x.s.Print(ctx, x.head, x.a.ID)), errs.Unavailable)
		x.s.Press.Blobs = blob.New(d, [32]byte{1})
		is(t, "under review", second(x.s.Print(ctx, x.head, x.a.ID)), errs.State)
		agreementtest.Approve(t, d, &x.a, today)
		agreementtest.Move(t, d, &x.a, agreement.Agreed, today)
		_, err := x.s.AddText(ctx, x.head, x.a.ID, x.a.Version, "Pasal 1 Lain")
		ok(t, err)
		is(t, "a text that nobody approved", second(x.s.Print(ctx, x.head, x.a.ID)), errs.State)
		is(t, "by the partner", second(x.s.Print(ctx, x.partner, x.a.ID)), errs.Forbidden)
	})
}

func TestTwoWhoPrintAtOnceMakeOneDocument(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		x, ctx := agreed(t, d), t.Context()
		var wait sync.WaitGroup
		for range 3 {
			wait.Go(func() {
				if _, err := x.s.Print(ctx, x.head, x.a.ID); err != nil {
					is(t, "the slower", err, errs.Conflict)
				}
			})
		}
		wait.Wait()
		got, err := x.s.Agreement(ctx, x.head, x.a.ID)
		ok(t, err)
		blobs, err := db.One[int64](ctx, d, `SELECT COUNT(*) FROM blob_blob`)
		ok(t, err)
		if len(got.Papers) != 1 || blobs != 1 {
			t.Errorf("%d papers, %d files", len(got.Papers), blobs)
		}
	})
}
