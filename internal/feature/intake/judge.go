package intake

import (
	"context"
	"fmt"
	"reflect"

	"titian/internal/feature/person"
	"titian/internal/feature/sentence"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// judge says what is to be done with a row: for a person who is known, stored is
// who they are.
func (x *session) judge(e *entry, stored stored, k *known) verdict {
	if !stored.ID.IsZero() && len(e.wrong) == 0 {
		after, err := x.amend(e, stored)
		if err == nil {
			return e.changes(stored, after)
		}
		e.refuse(err, x.reader)
	}
	var fresh newcomer
	if stored.ID.IsZero() && !e.c.Facility.IsZero() {
		// Also of a row that is wrong already: all of its mistakes are told at once.
		var err error
		if fresh, err = x.fresh(e); err != nil {
			e.refuse(err, x.reader)
		}
	}
	r := Remark{Line: e.line, Name: e.c.Name}
	if len(e.wrong) > 0 {
		r.What, r.Wrong = "wrong", e.wrong
		return verdict{what: IsWrong, remarks: []Remark{r}}
	}
	v := verdict{what: IsFresh, sentence: !fresh.told.IsZero()}
	v.flag(e, fresh.outlook)
	if like, found := k.crowd.Meet(person.EntryFrom(fresh.Person), fresh.LegalStatus, e.line); found {
		v.what, r.What, r.Like = IsDoubtful, "doubtful", like.Reasons
		if r.Person = like.ID; like.Line > 0 {
			r.Person, r.Wrong = id.Person{}, []Mistake{{Column: -1, Code: "intake.like_row", Args: errs.Args{"line": like.Line}}}
		}
		v.remarks = append(v.remarks, r)
	}
	return v
}

// changes is the verdict on somebody who is known.
func (e *entry) changes(stored stored, after amended) verdict {
	v := verdict{what: IsSame, sentence: len(after.outlook.Changes) > 0}
	r := Remark{Line: e.line, What: "changed", Person: stored.ID, Name: stored.Name, Differs: after.differs(stored.Person)}
	if len(r.Differs) > 0 {
		v.what, v.remarks = IsChanged, []Remark{r}
	}
	v.flag(e, after.outlook)
	return v
}

// flag notes where SDP differs from what we compute, whose date wins, and from
// what an officer wrote, which stays.
func (v *verdict) flag(e *entry, o sentence.Outlook) {
	r := Remark{Line: e.line, What: "flagged", Name: e.c.Name}
	for _, d := range o.Flagged {
		r.Differs = append(r.Differs, Difference{Field: fieldOfPoint(d.Point.String()), Old: d.Estimate.String(), New: d.On.String(), Beside: Estimate})
	}
	for _, f := range o.Kept {
		r.Differs = append(r.Differs, Difference{Field: fieldOfFact(f.Is), Old: valueOf(f.Was), New: valueOf(f.Is), Beside: Officer})
	}
	if len(r.Differs) > 0 {
		v.flagged, v.remarks = true, append(v.remarks, r)
	}
}

// newcomer is the person that a row makes, with what else it tells of them.
type newcomer struct {
	person.Person
	told    sentence.Imported
	outlook sentence.Outlook
	names   []person.Alias
}

// fresh is the person that a row makes. The key follows from file and row, so
// that a file which is taken up again makes nobody twice.
func (x *session) fresh(e *entry) (newcomer, error) {
	c := e.c
	c.ID = keyOf(x.file.ID, e.row)
	var n newcomer
	var f errs.Fields
	var err error
	if n.Person, err = x.drafts.New(c, e.office.Type); err != nil && !f.Merge("", err) {
		return n, err
	}
	p := n.Person
	p.LegalStatus = c.LegalStatus
	if n.told = e.told.sentence(false, x.file.FileName); !n.told.IsZero() {
		if n.outlook, err = n.told.Check(p, nil, x.today); err != nil && !f.Merge("sentence.", err) {
			return n, err
		}
		if !n.outlook.Release.IsZero() {
			n.ReleaseDueOn = n.outlook.Release
		}
	}
	n.names = x.newNames(e, p, nil, &f)
	return n, f.Err()
}

// stored is somebody in the register, with what a row may tell of them.
type stored struct {
	person.Person
	entries []sentence.Entry
	names   []person.Alias
}

// stored reads people; within a transaction they stay locked until commit. What
// the file has no columns for is not read.
func (x *session) stored(ctx context.Context, q db.Querier, people []id.Person) (map[id.Person]stored, error) {
	rows, err := person.ByIDs(ctx, q, people)
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	var entries map[id.Person][]sentence.Entry
	if x.tells(sentenceFields...) {
		if entries, err = sentence.EntriesOf(ctx, q, people); err != nil {
			return nil, err
		}
	}
	var names map[id.Person][]person.Alias
	if x.tells(OtherNames) {
		if names, err = person.AliasesOf(ctx, q, people); err != nil {
			return nil, err
		}
	}
	out := map[id.Person]stored{}
	for _, p := range rows {
		out[p.ID] = stored{p, entries[p.ID], names[p.ID]}
	}
	return out, nil
}

// sentenceFields are the columns for which a person's sentence is compared.
var sentenceFields = []Field{
	DetainedOn, Sentence, SentenceYears, SentenceMonths, SentenceDays, Remission, RemissionMonths, RemissionDays, Fine, FinePaidOn,
	Substitute, SubstMonths, SubstDays, OneThird, OneHalf, TwoThirds, Expiry, ReleaseDue,
}

// amended is somebody as a row would have them.
type amended struct {
	person.Person
	told    sentence.Imported
	outlook sentence.Outlook
	names   []person.Alias
}

func (x *session) amend(e *entry, was stored) (amended, error) {
	out := amended{Person: was.Person}
	var f errs.Fields
	c, admitted := e.apply(was.Person)
	after, err := x.drafts.Changed(was.Person, c, admitted)
	if err != nil && !f.Merge("", err) {
		return out, err
	}
	if err == nil {
		out.Person = after
	}
	if out.told = e.told.sentence(len(was.entries) > 0, x.file.FileName); !out.told.IsZero() {
		if out.outlook, err = out.told.Check(out.Person, was.entries, x.today); err != nil && !f.Merge("sentence.", err) {
			return out, err
		}
		if !out.outlook.Release.IsZero() {
			out.ReleaseDueOn = out.outlook.Release
		}
	}
	out.names = x.newNames(e, out.Person, was.names, &f)
	return out, f.Err()
}

// differs lists what a row changes of a person. A day that is both the
// register's and the sentence's is told once.
func (a *amended) differs(was person.Person) []Difference {
	out := differs(was, a.Person)
	told := map[Field]bool{}
	for _, d := range out {
		told[d.Field] = true
	}
	for _, f := range a.outlook.Changes {
		if field := fieldOfFact(f.Is); !told[field] {
			out = append(out, Difference{Field: field, Old: valueOf(f.Was), New: valueOf(f.Is)})
		}
	}
	for _, n := range a.names {
		out = append(out, Difference{Field: OtherNames, New: n.Name})
	}
	return out
}

// differs lists the fields in which two rows of a person are not the same.
func differs(before, after person.Person) []Difference {
	var out []Difference
	was, is := reflect.ValueOf(&before).Elem(), reflect.ValueOf(&after).Elem()
	for _, c := range db.ColumnsOf[person.Person]() {
		switch c.Name {
		case "name_key", "nik_cipher", "version", "created_at", "updated_at":
			continue
		}
		d := Difference{Field: Field(c.Name), Old: c.Text(was), New: c.Text(is)}
		if d.Old == d.New {
			continue
		}
		if c.Name == "nik_hash" {
			d = Difference{Field: NIK}
		}
		out = append(out, d)
	}
	return out
}
