package partnership

import (
	"context"
	"io"

	"titian/internal/feature/agreement"
	"titian/internal/feature/attachment"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/docx"
)

// Paper is a document that is made of a meeting.
type Paper string

// The papers.
const (
	Minutes Paper = "minutes" // notulen
	Record  Paper = "record"  // berita acara
	Press   Paper = "press"   // siaran pers
)

// Papers lists the papers in the order of the pages.
func Papers() []Paper { return []Paper{Minutes, Record, Press} }

// Template is the kind under which an office keeps its own Word template of a
// paper; the record is the office itself, and the last file counts.
func (p Paper) Template() attachment.Kind { return "template_" + attachment.Kind(p) }

// PaperFields are the markers that a template may use. They are Indonesian, for
// whoever writes the template is.
func PaperFields() docx.Known {
	return docx.Known{
		Fields: []string{
			"judul", "nomor", "jenis", "status", "tanggal", "hari", "tanggal_huruf", "bulan", "tahun_huruf", "jam", "tempat",
			"upt", "mitra", "kerja_sama", "nomor_kerja_sama", "catatan", "jumlah_hadir", "jumlah_keputusan", "dibuat_tanggal",
		},
		Lists: map[string][]string{
			"agenda":    {"no", "butir"},
			"hadirin":   {"no", "nama", "jabatan", "instansi"},
			"keputusan": {"no", "isi", "tindak_lanjut"},
			"bawaan":    {"no", "isi", "dari", "tenggat"},
		},
	}
}

// TemplateGate lets an office keep its own templates. Whoever sees a meeting of
// the office may use them: they hold no more than the office's letterhead. A
// template that names a field which does not exist is refused with its name.
func TemplateGate(ctx context.Context, q db.Querier, actor authz.Actor, record id.Any) (attachment.Access, error) {
	office := id.Organisation(record)
	access := attachment.Access{Org: office, Check: checkTemplate}
	if !actor.Scope.Has(office) {
		seen := agreement.Over(`SELECT m.id FROM partnership_meeting m`, actor.Scope, "m").And("m.host_id = ?", office).Then("LIMIT 1")
		if _, found, err := agreement.Find[id.Meeting](ctx, q, seen); err != nil || !found {
			return access, orNotFound(err)
		}
	} else if _, found, err := db.Find[id.Organisation](ctx, q, `SELECT id FROM directory_organisation WHERE id = $1`, office); err != nil || !found {
		return access, orNotFound(err)
	}
	if !policy.May(actor, "meeting.write") || !agreement.ActsFor(actor, office) {
		access.Add, access.Remove = errNotYours(), errNotYours()
	}
	return access, nil
}

func orNotFound(err error) error {
	if err != nil {
		return err
	}
	return errs.New(errs.NotFound, "not_found")
}

func checkTemplate(m attachment.Media, r io.ReaderAt, size int64) error {
	if m != attachment.DOCX {
		return invalid("file", "docx.only")
	}
	return docx.Check(r, size, "file", PaperFields())
}
