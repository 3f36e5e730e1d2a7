package assessmentweb

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/engine/questionnaire"
	"titian/internal/kernel/errs"
)

var errNoPart = errs.New(errs.NotFound, "not_found")

// place of a part in a document: a section, and an item in it. New parts stand
// behind the last.
type spot struct{ section, item int }

// sectionAt finds a section by its key; "new" is behind the last.
func sectionAt(d questionnaire.Document, key string) (int, error) {
	if key == "new" {
		return len(d.Sections), nil
	}
	i := slices.IndexFunc(d.Sections, func(s questionnaire.Section) bool { return s.Key == key })
	if i < 0 {
		return 0, errNoPart
	}
	return i, nil
}

// itemAt finds an item by its key.
func itemAt(d questionnaire.Document, key string) (spot, error) {
	for i, s := range d.Sections {
		if j := slices.IndexFunc(s.Items, func(it questionnaire.Item) bool { return it.Key == key }); j >= 0 {
			return spot{i, j}, nil
		}
	}
	return spot{}, errNoPart
}

// below turns errors about one part of the document into those of its form:
// "sections[0].items[2].label.id" is the field label_id.
func inPart(prefix string, boxes ...string) func(path string) (string, bool) {
	return func(path string) (string, bool) {
		rest, found := strings.CutPrefix(path, prefix)
		if !found {
			return "", false
		}
		for _, box := range boxes { // a box holds a whole list
			if strings.HasPrefix(rest, box+"[") {
				return box, true
			}
		}
		return strings.ReplaceAll(rest, ".", "_"), !strings.Contains(rest, "[")
	}
}

func (p *Pages) editSection(w http.ResponseWriter, r *http.Request) error {
	v, err := p.editing(r)
	if err != nil {
		return err
	}
	key := r.PathValue("section")
	at, err := sectionAt(v.Compiled.Document, key)
	if err != nil {
		return err
	}
	x := part{title: "questionnaire.section", path: "/sections/" + key, fields: inPart(fmt.Sprintf("sections[%d].", at)), read: func(f *form.Form, d questionnaire.Document) questionnaire.Document {
		if at == len(d.Sections) {
			d.Sections = append(d.Sections, questionnaire.Section{})
		}
		s := &d.Sections[at]
		s.Key, s.Title, s.Help, s.When = f.Text("key", form.Required), readText(f, "title", form.Required), readText(f, "help"), f.Text("when")
		s.Privacy = ""
		if f.Bool("medical") {
			s.Privacy = questionnaire.Medical
		}
		return d
	}}
	if r.Method == http.MethodPost {
		return p.save(w, r, v, x)
	}
	s := questionnaire.Section{}
	if at < len(v.Compiled.Sections) {
		s = v.Compiled.Sections[at]
	}
	v.Form = form.Of("version", v.Version, "key", s.Key, "title_id", s.Title.ID, "title_en", s.Title.EN, "help_id", s.Help.ID, "help_en", s.Help.EN, "when", s.When)
	if s.Privacy == questionnaire.Medical {
		v.Form.Set("medical", "1")
	}
	return web.Page(w, r, partPage(v, x))
}

// newItem and editItem share their form; a new item comes last in its section.
func (p *Pages) newItem(w http.ResponseWriter, r *http.Request) error {
	v, err := p.editing(r)
	if err != nil {
		return err
	}
	key := r.PathValue("section")
	at, err := sectionAt(v.Compiled.Document, key)
	if err != nil || at == len(v.Compiled.Sections) {
		return errNoPart
	}
	return p.item(w, r, v, spot{at, len(v.Compiled.Sections[at].Items)}, "/sections/"+key+"/items")
}

func (p *Pages) editItem(w http.ResponseWriter, r *http.Request) error {
	v, err := p.editing(r)
	if err != nil {
		return err
	}
	at, err := itemAt(v.Compiled.Document, r.PathValue("item"))
	if err != nil {
		return err
	}
	return p.item(w, r, v, at, "/items/"+r.PathValue("item"))
}

func (p *Pages) item(w http.ResponseWriter, r *http.Request, v formView, at spot, path string) error {
	x := part{title: "questionnaire.item", path: path, fields: inPart(fmt.Sprintf("sections[%d].items[%d].", at.section, at.item), "options"), read: func(f *form.Form, d questionnaire.Document) questionnaire.Document {
		s := &d.Sections[at.section]
		if at.item == len(s.Items) {
			s.Items = append(s.Items, questionnaire.Item{})
		}
		s.Items[at.item] = readItem(f)
		return d
	}}
	if r.Method == http.MethodPost {
		return p.save(w, r, v, x)
	}
	it := questionnaire.Item{Kind: questionnaire.YesNo, Required: true}
	if items := v.Compiled.Sections[at.section].Items; at.item < len(items) {
		it = items[at.item]
	}
	v.Form = filledItem(it).Set("version", v.Version)
	return web.Page(w, r, partPage(v, x))
}

func readItem(f *form.Form) questionnaire.Item {
	it := questionnaire.Item{
		Key: f.Text("key", form.Required), Label: readText(f, "label", form.Required), Help: readText(f, "help"), Kind: form.Choice(f, "type", questionnaire.Kinds()),
		Required: f.Bool("required"), When: f.Text("when"), Low: readText(f, "low"), High: readText(f, "high"), Min: readNumber(f, "min"), Max: readNumber(f, "max"),
	}
	for i, cells := range lines(f, "options", 4) {
		o := questionnaire.Option{Value: cells[0], Label: questionnaire.Text{ID: cells[1], EN: cells[2]}}
		if cells[3] != "" {
			n, err := strconv.ParseFloat(strings.Replace(cells[3], ",", ".", 1), 64)
			if err != nil {
				f.Add("options", "questionnaire.line", "n", i+1)
			}
			o.Points = n
		}
		it.Options = append(it.Options, o)
	}
	return it
}

// readNumber reads a bound; none is none.
func readNumber(f *form.Form, name string) *float64 {
	s := f.Text(name)
	if s == "" {
		return nil
	}
	n, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	if err != nil {
		f.Add(name, "number.invalid")
		return nil
	}
	return &n
}

func filledItem(it questionnaire.Item) *form.Form {
	f := form.Of("key", it.Key, "label_id", it.Label.ID, "label_en", it.Label.EN, "help_id", it.Help.ID, "help_en", it.Help.EN, "type", it.Kind, "when", it.When,
		"low_id", it.Low.ID, "low_en", it.Low.EN, "high_id", it.High.ID, "high_en", it.High.EN)
	if it.Required {
		f.Set("required", "1")
	}
	for name, n := range map[string]*float64{"min": it.Min, "max": it.Max} {
		if n != nil {
			f.Set(name, plain(*n))
		}
	}
	var rows []string
	for _, o := range it.Options {
		points := ""
		if o.Points != 0 {
			points = plain(o.Points)
		}
		rows = append(rows, line(o.Value, o.Label.ID, o.Label.EN, points))
	}
	return f.Set("options", strings.Join(rows, "\n"))
}

// editScore edits a score; "new" is behind the last.
func (p *Pages) editScore(w http.ResponseWriter, r *http.Request) error {
	v, err := p.editing(r)
	if err != nil {
		return err
	}
	key := r.PathValue("score")
	at := slices.IndexFunc(v.Compiled.Scores, func(s questionnaire.Score) bool { return s.Key == key })
	if key == "new" {
		at = len(v.Compiled.Scores)
	}
	if at < 0 {
		return errNoPart
	}
	x := part{title: "questionnaire.score", path: "/scores/" + key, fields: inPart(fmt.Sprintf("scores[%d].", at), "bands"), read: func(f *form.Form, d questionnaire.Document) questionnaire.Document {
		if at == len(d.Scores) {
			d.Scores = append(d.Scores, questionnaire.Score{})
		}
		d.Scores[at] = readScore(f)
		return d
	}}
	if r.Method == http.MethodPost {
		return p.save(w, r, v, x)
	}
	s := questionnaire.Score{Max: 100}
	if at < len(v.Compiled.Scores) {
		s = v.Compiled.Scores[at]
	}
	v.Form = filledScore(s).Set("version", v.Version)
	return web.Page(w, r, partPage(v, x))
}

func readScore(f *form.Form) questionnaire.Score {
	s := questionnaire.Score{
		Key: f.Text("key", form.Required), Label: readText(f, "label", form.Required), How: readText(f, "how", form.Required),
		Value: f.Text("value", form.Required), Partial: f.Bool("partial"), Better: f.Text("better"),
	}
	if low := readNumber(f, "min"); low != nil {
		s.Min = *low
	}
	if high := readNumber(f, "max"); high != nil {
		s.Max = *high
	}
	for _, cells := range lines(f, "bands", 5) {
		s.Bands = append(s.Bands, questionnaire.Band{Key: cells[0], When: cells[1], Label: questionnaire.Text{ID: cells[2], EN: cells[3]}, Tone: cells[4]})
	}
	sd, r := readNumber(f, "reliability_sd"), readNumber(f, "reliability_coefficient")
	if sd != nil || r != nil {
		s.Reliability = &questionnaire.Reliability{Source: readText(f, "reliability_source")}
		if sd != nil {
			s.Reliability.SD = *sd
		}
		if r != nil {
			s.Reliability.Coefficient = *r
		}
	}
	return s
}

func filledScore(s questionnaire.Score) *form.Form {
	f := form.Of("key", s.Key, "label_id", s.Label.ID, "label_en", s.Label.EN, "how_id", s.How.ID, "how_en", s.How.EN, "value", s.Value,
		"min", plain(s.Min), "max", plain(s.Max), "better", s.Better)
	if s.Partial {
		f.Set("partial", "1")
	}
	var rows []string
	for _, b := range s.Bands {
		rows = append(rows, line(b.Key, b.When, b.Label.ID, b.Label.EN, b.Tone))
	}
	f.Set("bands", strings.Join(rows, "\n"))
	if r := s.Reliability; r != nil {
		f.Set("reliability_sd", plain(r.SD)).Set("reliability_coefficient", plain(r.Coefficient)).Set("reliability_source_id", r.Source.ID).Set("reliability_source_en", r.Source.EN)
	}
	return f
}

// rearrange is a handler for a button that moves or removes a part. What the
// rest of the document depends on cannot go: the page says where it is used.
func (p *Pages) rearrange(change func(d *questionnaire.Document, r *http.Request, f *form.Form) error) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, err := p.editing(r)
		if err != nil {
			return err
		}
		f := form.Parse(r)
		d := copied(v.Compiled.Document)
		if err := change(&d, r, f); err != nil {
			return err
		}
		return p.store(w, r, v, f, d)
	}
}

func moveSection(d *questionnaire.Document, r *http.Request, f *form.Form) error {
	at, err := sectionAt(*d, r.PathValue("section"))
	if err != nil || at == len(d.Sections) {
		return errNoPart
	}
	swap(d.Sections, at, f.Value("to"))
	return nil
}

func removeSection(d *questionnaire.Document, r *http.Request, _ *form.Form) error {
	at, err := sectionAt(*d, r.PathValue("section"))
	if err != nil || at == len(d.Sections) {
		return errNoPart
	}
	d.Sections = slices.Delete(d.Sections, at, at+1)
	return nil
}

// moveItem moves within the section; beyond its end, into the neighbouring one.
func moveItem(d *questionnaire.Document, r *http.Request, f *form.Form) error {
	at, err := itemAt(*d, r.PathValue("item"))
	if err != nil {
		return err
	}
	from := &d.Sections[at.section]
	it := from.Items[at.item]
	switch up := f.Value("to") == "up"; {
	case up && at.item == 0 && at.section > 0:
		before := &d.Sections[at.section-1]
		before.Items = append(before.Items, it)
		from.Items = slices.Delete(from.Items, 0, 1)
	case !up && at.item == len(from.Items)-1 && at.section < len(d.Sections)-1:
		behind := &d.Sections[at.section+1]
		behind.Items = slices.Insert(behind.Items, 0, it)
		from.Items = slices.Delete(from.Items, at.item, at.item+1)
	default:
		swap(from.Items, at.item, f.Value("to"))
	}
	return nil
}

func removeItem(d *questionnaire.Document, r *http.Request, _ *form.Form) error {
	at, err := itemAt(*d, r.PathValue("item"))
	if err != nil {
		return err
	}
	s := &d.Sections[at.section]
	s.Items = slices.Delete(s.Items, at.item, at.item+1)
	return nil
}

func removeScore(d *questionnaire.Document, r *http.Request, _ *form.Form) error {
	n := len(d.Scores)
	d.Scores = slices.DeleteFunc(d.Scores, func(s questionnaire.Score) bool { return s.Key == r.PathValue("score") })
	if len(d.Scores) == n {
		return errNoPart
	}
	return nil
}

// swap exchanges an element with its neighbour, if there is one on that side.
func swap[T any](list []T, at int, to string) {
	other := at + 1
	if to == "up" {
		other = at - 1
	}
	if other >= 0 && other < len(list) {
		list[at], list[other] = list[other], list[at]
	}
}
