package agreementapi

import (
	"context"
	"strconv"
	"time"

	"titian/internal/delivery/api"
	"titian/internal/engine/textdiff"
	"titian/internal/feature/agreement"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Comment is what one side says to a clause.
type Comment struct {
	ID           id.Comment   `json:"id"`
	Agreement    id.Agreement `json:"agreement_id"`
	Text         int          `json:"text" doc:"The version that it is about"`
	Clause       int          `json:"clause" doc:"0 is what stands before the first heading"`
	Heading      string       `json:"heading"`
	Side         string       `json:"side" enum:"host,partner"`
	Body         string       `json:"body"`
	MadeBy       string       `json:"made_by"`
	MadeAt       time.Time    `json:"made_at"`
	ResolvedSide string       `json:"resolved_side" enum:",host,partner" doc:"Empty while it is open"`
	Resolution   string       `json:"resolution"`
	ResolvedBy   string       `json:"resolved_by"`
	Version      int64        `json:"version"`
}

func commentView(c agreement.Comment) Comment {
	return Comment{c.ID, c.Agreement, c.Text, c.Clause, c.Heading, string(c.Side), c.Body, c.MadeBy, c.MadeAt, string(c.ResolvedSide), c.Resolution, c.ResolvedBy, c.Version}
}

// Approval is one side's word for one version.
type Approval struct {
	Text     int        `json:"text"`
	Side     string     `json:"side" enum:"host,partner"`
	On       civil.Date `json:"on"`
	Document string     `json:"document"`
	By       string     `json:"by"`
}

// Paper is a printed document.
type Paper struct {
	Code     string    `json:"code"`
	Text     int       `json:"text"`
	SHA256   string    `json:"sha256"`
	Size     int64     `json:"size"`
	SealedBy string    `json:"sealed_by" doc:"Empty when it carries no seal"`
	MadeBy   string    `json:"made_by"`
	MadeAt   time.Time `json:"made_at"`
}

func paperView(p agreement.Paper) Paper {
	return Paper{p.Code, p.Text, p.SHA256, p.Size, p.SealedBy, p.MadeBy, p.MadeAt}
}

// PaperFile is a printed document with its file.
type PaperFile struct {
	Paper
	File []byte `json:"file" doc:"The PDF, in base64"`
}

// Verdict is what anybody may know of a code.
type Verdict struct {
	Code     string `json:"code"`
	SHA256   string `json:"sha256"`
	Replaced bool   `json:"replaced" doc:"A later document took its place"`
}

// Clause is one part of a wording.
type Clause struct {
	Number  int    `json:"number"`
	Heading string `json:"heading"`
	Body    string `json:"body"`
}

// Draft is a first wording that nobody has saved.
type Draft struct {
	Body    string   `json:"body"`
	Clauses []Clause `json:"clauses"`
}

// DiffPart is a piece of a line.
type DiffPart struct {
	Op   string `json:"op" enum:"same,removed,added"`
	Text string `json:"text"`
}

// DiffLine is one line of a comparison.
type DiffLine struct {
	Op    string     `json:"op" enum:"same,removed,added"`
	Parts []DiffPart `json:"parts"`
}

type approveBody struct {
	Text     int        `json:"text,omitempty" doc:"The version that was read; the newest when left out"`
	Side     string     `json:"side,omitempty" enum:"host,partner" doc:"One's own when left out"`
	On       civil.Date `json:"on,omitempty"`
	Document string     `json:"document,omitempty" maxLength:"500" doc:"Required for the partner's approval recorded by the host"`
}

type commentBody struct {
	ID     id.Comment `json:"id,omitempty"`
	Text   int        `json:"text,omitempty" doc:"The version that was read; the newest when left out"`
	Clause int        `json:"clause"`
	Body   string     `json:"body" maxLength:"20000"`
}

type settleBody struct {
	Resolution string `json:"resolution" maxLength:"500"`
}

type amendBody struct {
	ID       id.Agreement `json:"id,omitempty"`
	Title    string       `json:"title" maxLength:"200"`
	Scope    string       `json:"scope" maxLength:"20000" doc:"What is changed, one provision a line"`
	StartsOn civil.Date   `json:"starts_on,omitempty"`
}

type versions struct {
	Agreement id.Agreement `path:"agreement"`
	From      int          `path:"from"`
	To        int          `path:"to"`
}

type byCode struct {
	Code string `path:"code"`
}

func registerReview(a *api.API, s *agreement.Service) {
	comments := api.Resource[id.Comment, agreement.Comment, Comment]{
		API: a, Path: "/comments", Tag: "Agreements", Name: "comment", Get: s.Comment, View: commentView,
		Key:     func(c agreement.Comment) id.Comment { return c.ID },
		Version: func(c agreement.Comment) int64 { return c.Version },
	}
	api.One(comments)
	api.CreateUnder(comments, "/agreements/{agreement}/comments", func(ctx context.Context, actor authz.Actor, in ofAgreement, b commentBody) (agreement.Comment, error) {
		return s.Remark(ctx, actor, in.Agreement, agreement.CommentCommand(b))
	})
	api.Act(comments, "settle", "Settle a comment", func(ctx context.Context, actor authz.Actor, key id.Comment, version int64, b settleBody) (agreement.Comment, error) {
		return s.Settle(ctx, actor, key, version, b.Resolution)
	})
	api.Read(a, api.Op{Path: "/agreements/{agreement}/composed", Tag: "Agreements", Summary: "A first wording from the office's sections; nothing is stored"},
		func(ctx context.Context, actor authz.Actor, in ofAgreement) (Draft, error) {
			body, err := s.Compose(ctx, actor, in.Agreement)
			out := Draft{Body: body, Clauses: []Clause{}}
			for _, c := range agreement.Clauses(body) {
				out.Clauses = append(out.Clauses, Clause(c))
			}
			return out, err
		})
	api.Read(a, api.Op{Path: "/agreements/{agreement}/texts/{from}/to/{to}", Tag: "Agreements", Summary: "What two versions of the text differ in"},
		func(ctx context.Context, actor authz.Actor, in versions) (api.Listed[DiffLine], error) {
			return compare(ctx, s, actor, in)
		})
}

func compare(ctx context.Context, s *agreement.Service, actor authz.Actor, in versions) (api.Listed[DiffLine], error) {
	out := api.Listed[DiffLine]{Items: []DiffLine{}}
	d, err := s.Agreement(ctx, actor, in.Agreement)
	if err != nil {
		return out, err
	}
	bodies := map[int]string{}
	for _, t := range d.Texts {
		bodies[t.Number] = t.Body
	}
	before, from := bodies[in.From]
	after, to := bodies[in.To]
	if !from || !to {
		return out, errs.New(errs.NotFound, "not_found").With("version", strconv.Itoa(in.From)+", "+strconv.Itoa(in.To))
	}
	ops := [...]string{"same", "removed", "added"}
	for _, l := range textdiff.Lines(before, after) {
		line := DiffLine{Op: ops[l.Op], Parts: []DiffPart{}}
		for _, p := range l.Parts {
			line.Parts = append(line.Parts, DiffPart{ops[p.Op], p.Text})
		}
		out.Items = append(out.Items, line)
	}
	return out, nil
}

func registerPapers(a *api.API, s *agreement.Service) {
	read := func(ctx context.Context, actor authz.Actor, code string) (PaperFile, error) {
		p, file, err := s.Paper(ctx, actor, code)
		return PaperFile{paperView(p), file}, err
	}
	api.Read(a, api.Op{Path: "/papers/{code}", Tag: "Agreements", Summary: "A printed document with its file"},
		func(ctx context.Context, actor authz.Actor, in byCode) (PaperFile, error) {
			return read(ctx, actor, in.Code)
		})
	api.Read(a, api.Op{Path: "/papers/{code}/verdict", Tag: "Agreements", Summary: "Whether a code is a document's: its hash and nothing else"},
		func(ctx context.Context, actor authz.Actor, in byCode) (Verdict, error) {
			v, err := s.VerifyPaper(ctx, actor, in.Code)
			return Verdict(v), err
		})
	api.Post(a, api.Op{Path: "/agreements/{agreement}/papers", Tag: "Agreements", Summary: "Print the agreed text as a document with its code"},
		func(ctx context.Context, actor authz.Actor, in ofAgreement, _ api.None) (Paper, error) {
			p, err := s.Print(ctx, actor, in.Agreement)
			return paperView(p), err
		},
		func(ctx context.Context, actor authz.Actor, _ ofAgreement, code string) (Paper, error) {
			p, err := read(ctx, actor, code)
			return p.Paper, err
		})
}

// Section is how a part of an office's agreements is worded.
type Section struct {
	Name    string          `json:"name"`
	Heading string          `json:"heading"`
	Body    string          `json:"body"`
	LeftOut bool            `json:"left_out"`
	From    id.Organisation `json:"from_id" doc:"Whose wording it is; none is the program's"`
	Version int64           `json:"version" doc:"Of the office's own wording; 0 when it has none"`
}

type sectionQuery struct {
	Org   id.Organisation `query:"org"`
	Track string          `query:"track" enum:"SINERGI,KSDD,KSDPK,UPT_PARTNER"`
}

type sectionBody struct {
	Org     id.Organisation `json:"org_id"`
	Track   string          `json:"legal_track" enum:"SINERGI,KSDD,KSDPK,UPT_PARTNER"`
	Name    string          `json:"name" maxLength:"50"`
	Heading string          `json:"heading,omitempty" maxLength:"200"`
	Body    string          `json:"body,omitempty" maxLength:"20000"`
	LeftOut bool            `json:"left_out,omitempty"`
	Reset   bool            `json:"reset,omitempty" doc:"Take the wording of the office above, or the program's, again"`
	Version int64           `json:"version,omitempty" doc:"As read; 0 when the office has no wording of its own"`
}

func registerSections(a *api.API, s *agreement.Service) {
	list := func(ctx context.Context, actor authz.Actor, org id.Organisation, track string) (api.Listed[Section], error) {
		out := api.Listed[Section]{Items: []Section{}}
		found, err := s.Sections(ctx, actor, org, agreement.LegalTrack(track))
		for _, x := range found {
			out.Items = append(out.Items, Section{x.Name, x.Heading, x.Body, x.LeftOut, x.From, x.Version})
		}
		return out, err
	}
	api.Read(a, api.Op{Path: "/agreement-sections", Tag: "Agreements", Summary: "How an office words the sections of its agreements"},
		func(ctx context.Context, actor authz.Actor, q sectionQuery) (api.Listed[Section], error) {
			return list(ctx, actor, q.Org, q.Track)
		})
	api.Post(a, api.Op{Path: "/agreement-sections", Tag: "Agreements", Summary: "Word a section, or take the wording back"},
		func(ctx context.Context, actor authz.Actor, _ api.None, b sectionBody) (api.Listed[Section], error) {
			track, err := agreement.LegalTrack(b.Track), error(nil)
			if b.Reset {
				err = s.ResetSection(ctx, actor, b.Org, track, b.Name)
			} else {
				err = s.SetSection(ctx, actor, b.Version, agreement.SectionCommand{Org: b.Org, Track: track, Name: b.Name, Heading: b.Heading, Body: b.Body, LeftOut: b.LeftOut})
			}
			if err != nil {
				return api.Listed[Section]{}, err
			}
			return list(ctx, actor, b.Org, b.Track)
		},
		func(context.Context, authz.Actor, api.None, string) (api.Listed[Section], error) {
			return api.Listed[Section]{Items: []Section{}}, nil
		})
}
