package intake

import (
	"context"
	"errors"
	"fmt"
	"io"

	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/tabular"
)

// RemarkFilter narrows the remarks on a file to one kind; empty gives all.
type RemarkFilter struct{ What string }

// Remarks is one page of what there is to say of a file's rows, in their order.
func (s *Service) Remarks(ctx context.Context, a authz.Actor, key id.Import, f RemarkFilter, r page.Request) (page.Of[Remark], error) {
	if err := policy.Check(a, CanRead); err != nil {
		return page.Of[Remark]{}, err
	}
	if _, err := visible(ctx, s.db, a, key); err != nil {
		return page.Of[Remark]{}, err
	}
	seq, skip, err := remarkCursor(r.After)
	if err != nil {
		return page.Of[Remark]{}, err
	}
	var out page.Of[Remark]
	err = db.Each(ctx, s.db, `SELECT `+db.Columns[chunk]("")+` FROM intake_chunk WHERE import_id = $1 AND seq >= $2 AND remarks <> '[]' ORDER BY seq`, []any{key, seq}, func(c *chunk) error {
		list, err := c.said()
		if err != nil {
			return err
		}
		for n, m := range list {
			if c.Seq == seq && n < skip || f.What != "" && m.What != f.What {
				continue
			}
			if len(out.Items) == r.Limit() {
				out.Next = page.Encode(fmt.Sprint(c.Seq), fmt.Sprint(n))
				return errEnough
			}
			out.Items = append(out.Items, m)
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return page.Of[Remark]{}, fmt.Errorf("list remarks: %w", err)
	}
	return out, nil
}

var errEnough = errors.New("import: page is full")

func remarkCursor(after string) (seq, skip int, err error) {
	v, err := page.Decode(after, 2)
	if err != nil || v == nil {
		return 0, 0, err
	}
	if _, err := fmt.Sscan(v[0]+" "+v[1], &seq, &skip); err != nil {
		return 0, 0, errs.New(errs.Invalid, "cursor.invalid").Because(err)
	}
	return seq, skip, nil
}

// Annotation is what the annotated file says, in its reader's words.
type Annotation struct {
	Sheet, Result, Reason string // of the sheet, and the headers of the two columns
	Verdict               func(what string) string
	Remark                func(m Remark) string
}

// Annotated writes the file again as a workbook: before its own columns stand
// what becomes of each row and what there is to correct, and cells that are wrong
// are marked. Corrected there, it can be handed in as it is.
func (s *Service) Annotated(ctx context.Context, a authz.Actor, key id.Import, w io.Writer, say Annotation) error {
	if err := policy.Check(a, CanRead); err != nil {
		return err
	}
	i, err := visible(ctx, s.db, a, key)
	if err != nil {
		return err
	}
	x, err := s.session(ctx, a, i)
	if err != nil {
		return err
	}
	defer x.table.Close()
	head := []string{say.Result, say.Reason}
	for _, c := range i.Shape.Columns {
		head = append(head, c.Header)
	}
	out, err := tabular.NewWriter(w, tabular.XLSX, say.Sheet, head)
	if err != nil {
		return err
	}
	err = db.Each(ctx, s.db, `SELECT `+db.Columns[chunk]("")+` FROM intake_chunk WHERE import_id = $1 ORDER BY seq`, []any{key}, func(c *chunk) error {
		return x.annotate(out, c, say)
	})
	if cerr := out.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return fmt.Errorf("annotate file: %w", err)
	}
	return nil
}

// verdicts are the kinds of rows in words of Remark.What.
var verdicts = map[What]string{IsFresh: "new", IsDoubtful: "doubtful", IsChanged: "changed", IsSame: "same", IsWrong: "wrong"}

func (x *session) annotate(out tabular.Writer, c *chunk, say Annotation) error {
	list, err := c.said()
	if err != nil {
		return err
	}
	said := map[int][]Remark{}
	for _, m := range list {
		said[m.Line] = append(said[m.Line], m)
	}
	for _, r := range planned(c.Plan) {
		row, err := x.raw()
		if err != nil {
			return err
		}
		what, text := verdicts[r.what], ""
		wrong := map[int]bool{}
		for _, m := range said[row.Line] {
			if m.What == "skipped" {
				what = m.What
			}
			if text != "" {
				text += "\n"
			}
			text += say.Remark(m)
			for _, one := range m.Wrong {
				wrong[one.Column] = true
			}
		}
		cells := []tabular.Out{{Text: say.Verdict(what), Wrong: what == "wrong" || what == "skipped"}, {Text: text}}
		for n, cell := range row.Cells {
			cells = append(cells, tabular.Out{Text: cell.Text, Wrong: wrong[n]})
		}
		if err := out.Row(cells); err != nil {
			return err
		}
	}
	return nil
}
