package demo

import (
	"bytes"
	"context"

	"titian/internal/feature/attachment"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/id"
	"titian/internal/platform/docgen"
)

// attendance puts the signed list with a meeting, as a PDF of the scanner would.
func (t *teller) attendance(ctx context.Context, login string, m partnership.Meeting, present []partnership.Attendee) {
	rows := make([][]string, len(present))
	for i, a := range present {
		rows[i] = []string{number(i + 1), a.Office, a.Organisation}
	}
	t.file(ctx, login, partnership.MeetingFiles, id.Any(m.ID), "Daftar hadir", func(d *docgen.Doc) {
		d.Para(m.Title)
		d.Table([]string{"No.", "Jabatan", "Instansi"}, rows)
	})
}

// receipt puts the evidence with a delivery.
func (t *teller) receipt(ctx context.Context, login string, d partnership.Delivery) {
	t.file(ctx, login, partnership.DeliveryFiles, id.Any(d.ID), "Tanda terima", func(doc *docgen.Doc) {
		doc.Para(d.Evidence)
		doc.Signatures("Yang menyerahkan", "Yang menerima")
	})
}

// file puts one document with a record, once for each kind in a story: enough to
// see, and the demo stays quick.
func (t *teller) file(ctx context.Context, login string, kind attachment.Kind, record id.Any, title string, fill func(*docgen.Doc)) {
	if t.filed[t.story+string(kind)] {
		return
	}
	t.filed[t.story+string(kind)] = true
	t.did("file document", func() error {
		doc := docgen.New(title, "Contoh", t.clock.Now())
		fill(doc)
		b, err := doc.Bytes()
		if err != nil {
			return err
		}
		_, err = t.s.Attachment.Add(ctx, t.as(login), attachment.AddCommand{Kind: kind, Record: record, Name: title + ".pdf", File: bytes.NewReader(b)})
		return err
	})
}
