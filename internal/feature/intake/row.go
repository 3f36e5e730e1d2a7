package intake

import (
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/tabular"
)

// entry is one row as it was understood.
type entry struct {
	line   int
	row    int // from 0, of the rows below the header
	office office
	c      person.RegisterCommand
	told   told
	given  []Field // that have something to say
	hash   []byte  // of the identity number
	wrong  []Mistake
	cells  []tabular.Cell // kept for whoever writes the row out again
}

// reader reads a file's rows by its shape.
type reader struct {
	table  *tabular.Table
	shape  Shape
	into   id.Organisation
	places *places
	drafts *person.Drafts
	birth  dating
	event  dating
	rows   int
	taken  []taken // columns that are read, in the order of Fields
	at     map[Field]int
	cached map[string]directory.RegencyCode
}

func newReader(t *tabular.Table, i Import, p *places, d *person.Drafts, today civil.Date) *reader {
	r := &reader{
		table: t, shape: i.Shape, into: i.Into, places: p, drafts: d, birth: dating{today, true}, event: dating{today, false},
		cached: map[string]directory.RegencyCode{}, at: map[Field]int{},
	}
	for _, f := range Fields() {
		if at := slices.IndexFunc(i.Shape.Columns, func(c Column) bool { return c.Field == f }); at >= 0 {
			r.taken, r.at[f] = append(r.taken, taken{f, at}), at
		}
	}
	return r
}

// taken is a column that is read.
type taken struct {
	field Field
	at    int
}

// raw gives the next row below the header that tells of a person; io.EOF ends
// them. The numbers of the columns, which forms print below the header, and a
// header that is printed again on each page are passed over.
func (r *reader) raw() (tabular.Row, error) {
	for {
		row, err := r.table.Next()
		if err != nil {
			return row, err
		}
		if row.Line <= r.shape.Line || r.numbers(row.Cells) || r.again(row.Cells) {
			continue
		}
		r.rows++
		return row, nil
	}
}

// numbers reports whether the cells count 1, 2, 3 …
func (r *reader) numbers(cells []tabular.Cell) bool {
	if r.rows > 0 || len(cells) < 3 {
		return false
	}
	for i, c := range cells {
		if c.Text != strconv.Itoa(i+1) {
			return false
		}
	}
	return true
}

func (r *reader) again(cells []tabular.Cell) bool {
	at := r.column(Name)
	return at >= 0 && at < len(cells) && cells[at].Text == r.shape.Columns[at].Header && len(cells) >= len(r.shape.Columns)/2 && r.same(cells)
}

func (r *reader) same(cells []tabular.Cell) bool {
	for i, c := range cells {
		if i < len(r.shape.Columns) && short(c.Text) != r.shape.Columns[i].Header {
			return false
		}
	}
	return true
}

// column is where a field stands in the file; -1 for nowhere.
func (r *reader) column(f Field) int {
	if at, ok := r.at[f]; ok {
		return at
	}
	return -1
}

// tells reports whether the file has one of the columns.
func (r *reader) tells(fields ...Field) bool {
	return slices.ContainsFunc(fields, func(f Field) bool { return r.column(f) >= 0 })
}

// next reads one row; io.EOF ends them.
func (r *reader) next() (*entry, error) {
	row, err := r.raw()
	if err != nil {
		return nil, err
	}
	e := &entry{line: row.Line, row: r.rows - 1, given: make([]Field, 0, len(r.taken)), cells: row.Cells}
	if row.Unclosed {
		e.mistake(-1, "", "intake.quote")
		return e, nil
	}
	if len(row.Cells) > len(r.shape.Columns) {
		e.mistake(len(r.shape.Columns), "", "intake.too_many_cells", "columns", len(r.shape.Columns))
	}
	e.c.Facility = r.into
	for _, x := range r.taken {
		f, at := x.field, x.at
		if at >= len(row.Cells) {
			continue
		}
		c := row.Cells[at]
		if c.Kind == tabular.Text && nothing(c.Text) {
			continue
		}
		if code := unusable(c, f); code != "" {
			e.give(f)
			e.mistake(at, f, code)
			continue
		}
		if c.Text == "" {
			continue
		}
		e.give(f)
		r.read(e, f, at, c)
	}
	r.place(e)
	r.settle(e)
	if e.gave(NIK) {
		e.hash = r.drafts.NIKHash(e.c.NIK)
	}
	if !e.gave(Name) && !e.gave(RegisterNo) && !e.gave(NIK) {
		e.wrong = nil
		e.mistake(-1, "", "intake.nobody")
	}
	return e, nil
}

// unusable is why a cell cannot be read whatever its column means; empty for all others.
func unusable(c tabular.Cell, f Field) string {
	text := f == Name || f == RegisterNo || f == NIK || f == Facility || f == OtherNames || lengths[f]
	switch {
	case c.Kind == tabular.Broken:
		return "intake.cell_error"
	case c.Kind == tabular.Formula:
		return "intake.cell_formula"
	case c.Kind == tabular.Merged:
		return "intake.cell_merged"
	case strings.ContainsRune(c.Text, utf8.RuneError):
		return "intake.cell_encoding"
	case c.Kind == tabular.Day && text:
		return "intake.cell_day"
	case c.Kind == tabular.Logical:
		return "intake.cell_logical"
	case c.Kind == tabular.Number && (f == Name || f == OtherNames):
		return "intake.cell_number"
	}
	return ""
}

// lengths are the columns of which a spreadsheet may make a day: 1-8-0.
var lengths = map[Field]bool{
	Sentence: true, SentenceYears: true, SentenceMonths: true, SentenceDays: true, Remission: true, RemissionMonths: true, RemissionDays: true,
	Substitute: true, SubstMonths: true, SubstDays: true, Fine: true,
}

func (e *entry) mistake(column int, f Field, code string, pairs ...any) {
	m := Mistake{Column: column, Field: f, Code: code}
	for i := 0; i+1 < len(pairs); i += 2 {
		if m.Args == nil {
			m.Args = errs.Args{}
		}
		name, _ := pairs[i].(string)
		m.Args[name] = pairs[i+1]
	}
	e.wrong = append(e.wrong, m)
}

func (e *entry) give(f Field) { e.given = append(e.given, f) }

// gave reports whether the row says something of a field.
func (e *entry) gave(f Field) bool { return slices.Contains(e.given, f) }

func (e *entry) has(f Field) bool {
	for _, m := range e.wrong {
		if m.Field == f {
			return true
		}
	}
	return false
}

// read puts one cell into the command.
func (r *reader) read(e *entry, f Field, at int, c tabular.Cell) {
	code := ""
	switch f {
	case Facility:
		o, ok := r.places.facilities[HeaderKey(c.Text)]
		if !ok || !r.into.IsZero() && o.ID != r.into {
			code = "intake.facility"
		}
		e.c.Facility = o.ID
	case RegisterNo:
		e.c.RegisterNo, code = figuresAsText(c)
	case NIK:
		e.c.NIK, code = identity(c)
	case Name:
		e.c.Name = strings.Join(strings.Fields(c.Text), " ")
	case Sex:
		e.c.Sex, code = choice(sexes, c.Text)
	case Born:
		e.c.Born, code = r.birth.partial(c, true)
		if place := placeBefore(c); place != "" && !e.gave(BirthPlace) { // Tempat/Tgl Lahir; a column of its own says more
			e.c.BirthPlace = place
			e.give(BirthPlace)
		}
	case BirthPlace:
		e.c.BirthPlace = strings.Join(strings.Fields(c.Text), " ")
	case Religion:
		e.c.Religion, code = choice(religions, c.Text)
	case Schooling:
		e.c.Schooling, code = choice(schoolings, c.Text)
	case HomeRegency:
		e.c.HomeRegency, code = r.regency(c.Text)
	case Address:
		if e.c.HomeRegency == "" {
			e.c.HomeRegency = r.places.within(c.Text)
			if e.c.HomeRegency != "" {
				e.give(HomeRegency)
			}
		}
	case LegalStatus:
		var ok bool
		if e.c.LegalStatus, ok = legalOf(HeaderKey(c.Text)); !ok {
			code = "intake.word"
		}
	case RiskLevel:
		e.c.Risk, code = choice(risks, c.Text)
	case AdmittedOn:
		e.c.AdmittedOn, code = r.event.day(c)
	case ReleasedOn:
		e.c.ReleasedOn, code = r.event.day(c)
	case OtherNames:
		e.told.names = aliases(c.Text)
	default:
		code = r.readSentence(e, f, c)
	}
	if code != "" {
		e.mistake(at, f, code)
	}
}

// choice finds a word's meaning; plain spellings are found without folding.
func choice[T ~string](words map[string]T, s string) (T, string) {
	v, ok := words[s]
	if !ok {
		v, ok = words[HeaderKey(s)]
	}
	if !ok {
		return "", "intake.word"
	}
	return v, ""
}

func (r *reader) regency(s string) (directory.RegencyCode, string) {
	if code, ok := r.cached[s]; ok {
		return code, ""
	}
	found, why := r.places.regency(s)
	if why == "" {
		r.cached[s] = found
	}
	return found, why
}

// place decides whose person the row is.
func (r *reader) place(e *entry) {
	if e.c.Facility.IsZero() && !e.has(Facility) {
		e.mistake(r.column(Facility), Facility, "required")
		return
	}
	e.office = r.places.byID[e.c.Facility]
}

// figuresAsText is a register number that a spreadsheet holds as a number. One
// of more than fifteen figures was cut when it was typed.
func figuresAsText(c tabular.Cell) (string, string) {
	if c.Kind != tabular.Number && !scientific(c.Text) {
		return c.Text, ""
	}
	if isFigures(c.Text) && len(c.Text) <= 15 {
		return c.Text, ""
	}
	return "", "intake.cell_scientific"
}

// scientific reports whether s is what a spreadsheet makes of a long number:
// 1.50801E+15, in Indonesian 1,50801E+15.
func scientific(s string) bool {
	head, exponent, ok := strings.Cut(strings.ToUpper(s), "E+")
	return ok && head != "" && isFigures(exponent) && strings.Trim(head, "0123456789.,") == ""
}

// unmarked takes off what people and spreadsheets put into a number.
var unmarked = strings.NewReplacer(" ", "", ".", "", "-", "", "'", "", "`", "")

// identity reads an identity number. What is wrong with it is told more closely
// than a form can, because files damage numbers in ways of their own.
func identity(c tabular.Cell) (string, string) {
	s := unmarked.Replace(c.Text)
	switch {
	case scientific(c.Text):
		return "", "intake.nik_scientific"
	case c.Kind == tabular.Number && (!isFigures(c.Text) || len(c.Text) > 15 && strings.HasSuffix(c.Text, "0")):
		return "", "intake.nik_cut" // a spreadsheet keeps fifteen figures and puts a nought for the rest
	case !isFigures(s):
		return "", "intake.nik_letters"
	case len(s) != 16:
		return "", "intake.nik_length"
	}
	if _, err := person.ParseNIK(s); err != nil {
		return "", "nik.invalid"
	}
	return s, ""
}

// skip passes over n rows without understanding them.
func (r *reader) skip(n int) error {
	for range n {
		if _, err := r.raw(); err != nil {
			if errors.Is(err, io.EOF) {
				return io.ErrUnexpectedEOF
			}
			return err
		}
	}
	return nil
}

// apply puts what the row gives over what is known of a person: an empty cell,
// and a column that the file lacks, leave it as it is.
func (e *entry) apply(known person.Person) (person.ChangeCommand, civil.Date) {
	d := person.DetailsOf(known)
	over(e, RegisterNo, &d.RegisterNo, e.c.RegisterNo)
	over(e, Name, &d.Name, e.c.Name)
	over(e, Sex, &d.Sex, e.c.Sex)
	over(e, Born, &d.Born, e.c.Born)
	over(e, BirthPlace, &d.BirthPlace, e.c.BirthPlace)
	over(e, Religion, &d.Religion, e.c.Religion)
	over(e, Schooling, &d.Schooling, e.c.Schooling)
	over(e, HomeRegency, &d.HomeRegency, e.c.HomeRegency)
	over(e, LegalStatus, &d.LegalStatus, e.c.LegalStatus)
	over(e, RiskLevel, &d.Risk, e.c.Risk)
	if !e.c.ReleaseDueOn.IsZero() {
		d.ReleaseDueOn = e.c.ReleaseDueOn
	}
	c := person.ChangeCommand{Details: d}
	if e.gave(NIK) {
		c.NIK = &e.c.NIK
	}
	return c, e.c.AdmittedOn
}

func over[T any](e *entry, f Field, to *T, v T) {
	if e.gave(f) {
		*to = v
	}
}

// refuse takes over what the register's rules found wrong. A field whose cell
// could not even be read has said so already.
func (e *entry) refuse(err error, r *reader) {
	x := errs.As(err)
	if x == nil || len(x.Fields) == 0 { // out of scope by now, or not a matter of the row
		e.mistake(-1, "", "intake.refused")
		return
	}
	for _, f := range x.Fields {
		field := r.fieldOf(f.Path)
		if field == ReleaseDue && !e.gave(ReleaseDue) && e.gave(Expiry) {
			field = Expiry // the register expects the release on that day
		}
		if !e.has(field) {
			e.wrong = append(e.wrong, Mistake{Column: r.column(field), Field: field, Code: f.Code, Args: f.Args})
		}
	}
}
