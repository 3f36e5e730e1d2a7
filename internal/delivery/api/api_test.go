package api_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"titian/internal/delivery/api"
	"titian/internal/delivery/api/apitest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
	"titian/internal/platform/i18n/i18ntest"
)

// gift is the record of these tests: it has one of each word that JSON must
// carry. gifts keeps them; its transactions are real, so that keys are too.
type gift struct {
	ID      id.Delivery
	Title   string
	Due     civil.Date
	Version int64
}

type giftView struct {
	ID      id.Delivery   `json:"id"`
	Title   string        `json:"title"`
	Due     civil.Date    `json:"due_on"`
	Part    civil.Partial `json:"part"`
	Cost    money.Rupiah  `json:"cost"`
	Lines   []lineView    `json:"lines"`
	Version int64         `json:"version"`
}

type lineView struct {
	Text  string `json:"text"`
	Count *int64 `json:"count"`
}

type giftBody struct {
	Title string          `json:"title"`
	Due   civil.Date      `json:"due_on,omitempty"`
	From  id.Organisation `json:"from,omitempty"`
	Lines []lineBody      `json:"lines,omitempty"`
}

type lineBody struct {
	Text  string     `json:"text"`
	Due   civil.Date `json:"due_on,omitempty"`
	Count int        `json:"count,omitempty"`
}

type giftQuery struct {
	Status string          `query:"status" enum:"open,done"`
	From   id.Organisation `query:"from"`
	Late   bool            `query:"late"`
	Before civil.Date      `query:"before"`
}

type gifts struct {
	db    *db.DB
	made  map[id.Delivery]gift
	works int // how often the work itself was done
	asked giftQuery
	fail  error
}

func (s *gifts) get(_ context.Context, _ authz.Actor, key id.Delivery) (gift, error) {
	g, ok := s.made[key]
	if !ok {
		return g, errs.New(errs.NotFound, "not_found")
	}
	return g, nil
}

func (s *gifts) create(ctx context.Context, _ authz.Actor, b giftBody) (gift, error) {
	if s.fail != nil {
		return gift{}, s.fail
	}
	g := gift{ID: id.Delivery{}.Make(), Title: b.Title, Due: b.Due, Version: 1}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		s.works++
		tx.Result(g.ID.String())
		tx.AfterCommit(func() { s.made[g.ID] = g })
		return nil
	})
	return g, err
}

func (s *gifts) change(_ context.Context, _ authz.Actor, key id.Delivery, version int64, b giftBody) (gift, error) {
	g := s.made[key]
	if g.Version != version {
		stale := errs.New(errs.Conflict, "stale")
		stale.Fields = []errs.Field{{Path: "title", Code: "changed_by", Args: errs.Args{"who": "Ani"}}}
		return gift{}, stale
	}
	g.Title, g.Version = b.Title, g.Version+1
	s.made[key] = g
	return g, nil
}

func (s *gifts) close(ctx context.Context, _ authz.Actor, key id.Delivery, version int64, _ api.None) (gift, error) {
	g := s.made[key]
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		s.works++
		tx.AfterCommit(func() { g.Version++; s.made[key] = g })
		return nil
	})
	return s.made[key], err
}

func (s *gifts) list(_ context.Context, _ authz.Actor, q giftQuery, p page.Request) (page.Of[gift], error) {
	s.asked = q
	var rows []gift
	for i := range 3 {
		rows = append(rows, gift{Title: fmt.Sprint(i)})
	}
	return page.Cut(rows[:min(3, p.Limit()+1)], p, func(g gift) []string { return []string{g.Title} }), nil
}

func showGift(g gift) giftView {
	return giftView{ID: g.ID, Title: g.Title, Due: g.Due, Lines: []lineView{}, Version: g.Version}
}

func (s *gifts) register(a *api.API) {
	r := api.Resource[id.Delivery, gift, giftView]{
		API: a, Path: "/gifts", Tag: "Gifts", Name: "gift", Get: s.get, View: showGift,
		Key: func(g gift) id.Delivery { return g.ID }, Version: func(g gift) int64 { return g.Version },
	}
	api.One(r)
	api.Create(r, s.create)
	api.CreateUnder(r, "/people/{person}/gifts", func(ctx context.Context, actor authz.Actor, in struct {
		Person id.Person `path:"person"`
	}, b giftBody,
	) (gift, error) {
		b.Title = in.Person.String()
		return s.create(ctx, actor, b)
	})
	api.Update(r, s.change)
	api.Act(r, "close", "Close a gift", s.close)
	api.List(a, api.Op{Path: "/gifts", Tag: "Gifts", Summary: "List gifts"}, s.list, showGift)
	api.Read(a, api.Op{Path: "/panic", Tag: "Trouble", Summary: "Panic"}, func(context.Context, authz.Actor, api.None) (giftView, error) {
		panic("Budi's secret")
	})
}

var officer = authz.Actor{User: id.User{}.Make(), Name: "Uji", Role: authz.ProgrammeOfficer}

func newGifts(t *testing.T) (*gifts, *apitest.Client) {
	t.Helper()
	s := &gifts{db: dbtest.Open(t, db.SQLite), made: map[id.Delivery]gift{}}
	return s, apitest.New(t, officer, s.register)
}

func TestARecordIsCreatedReadAndChanged(t *testing.T) {
	_, c := newGifts(t)
	made := c.Post("/gifts", `{"title": "Mesin jahit", "due_on": "2026-12-01"}`)
	var g giftView
	made.JSON(&g)
	if made.Status != 201 || g.Title != "Mesin jahit" || g.Due != civil.Must("2026-12-01") || made.Header.Get("Location") != "/api/v1/gifts/"+g.ID.String() || made.Header.Get("ETag") != `"1"` {
		t.Fatalf("create: got %d %v %s", made.Status, made.Header, made.Body)
	}
	path := "/gifts/" + g.ID.String()
	read := c.Get(path)
	if read.Status != 200 || read.Body != made.Body || read.Header.Get("ETag") != `"1"` || read.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("read: got %d %v %s", read.Status, read.Header, read.Body)
	}
	if a := c.Get(path, "If-None-Match", `"1"`); a.Status != 304 || a.Body != "" {
		t.Errorf("a version that the client has: got %d %q", a.Status, a.Body)
	}
	if a := c.Patch(path, `"1"`, `{"title": "Dua mesin"}`); a.Status != 200 || a.Header.Get("ETag") != `"2"` || !strings.Contains(a.Body, "Dua mesin") {
		t.Errorf("change: got %d %v %s", a.Status, a.Header, a.Body)
	}
	late := c.Patch(path, `"1"`, `{"title": "Tiga mesin"}`)
	if p := late.Problem(); late.Status != 412 || p.Code != "stale" || p.Errors[0].Path != "title" || p.Errors[0].Args["who"] != "Ani" {
		t.Errorf("a lost race: got %d %s", late.Status, late.Body)
	}
	for header, want := range map[string]int{"": 428, "2": 422, `W/"2"`: 422, `"x"`: 422, `"0"`: 422, "*": 422} {
		if a := c.Patch(path, header, `{"title": "x"}`); a.Status != want {
			t.Errorf("If-Match %q: got %d %s, want %d", header, a.Status, a.Body, want)
		}
	}
}

func TestARepeatedPostDoesItsWorkOnce(t *testing.T) {
	s, c := newGifts(t)
	first := c.Post("/gifts", `{"title": "A"}`, "Idempotency-Key", "k1")
	again := c.Post("/gifts", `{"title": "A"}`, "Idempotency-Key", "k1")
	if again.Status != 201 || again.Body != first.Body || again.Header.Get("Idempotency-Replayed") != "true" || again.Header.Get("Location") != first.Header.Get("Location") || s.works != 2 || len(s.made) != 1 {
		t.Errorf("repeat: got %d %v %s after %d works, %d made", again.Status, again.Header, again.Body, s.works, len(s.made))
	}
	if other := c.Post("/gifts", `{"title": "B"}`, "Idempotency-Key", "k1"); other.Status != 422 || other.Code() != "once.reused" {
		t.Errorf("the same key for another request: got %d %s", other.Status, other.Body)
	}
	if elsewhere := c.Post("/people/"+id.Person{}.Make().String()+"/gifts", `{"title": "A"}`, "Idempotency-Key", "k1"); elsewhere.Status != 422 {
		t.Errorf("the same key at another address: got %d", elsewhere.Status)
	}
	c.Actor.User = id.User{}.Make()
	if stranger := c.Post("/gifts", `{"title": "A"}`, "Idempotency-Key", "k1"); stranger.Status != 201 || stranger.Body == first.Body {
		t.Errorf("the same key from somebody else: got %d %s", stranger.Status, stranger.Body)
	}
	var g giftView
	first.JSON(&g)
	for _, replayed := range []string{"", "true"} {
		a := c.Post("/gifts/"+g.ID.String()+"/close", nil, "Idempotency-Key", "k2")
		if a.Status != 200 || a.Header.Get("Idempotency-Replayed") != replayed || a.Header.Get("ETag") != `"2"` {
			t.Errorf("close: got %d %v %s", a.Status, a.Header, a.Body)
		}
	}
	for _, key := range []string{strings.Repeat("k", 129), "two words", "tab\t"} {
		if a := c.Post("/gifts", `{"title": "A"}`, "Idempotency-Key", key); a.Status != 422 || a.Code() != "api.key" {
			t.Errorf("key %q: got %d %s", key, a.Status, a.Body)
		}
	}
}

func TestBodiesAreReadStrictly(t *testing.T) {
	s, c := newGifts(t)
	for name, tt := range map[string]struct {
		body   string
		status int
		code   string
		paths  []string
	}{
		"cut off":         {`{"title": "A"`, 400, "api.json", nil},
		"nothing":         {``, 400, "api.json", nil},
		"two values":      {`{"title": "A"} {}`, 400, "api.json", nil},
		"not JSON":        {`title=A`, 400, "api.json", nil},
		"too large":       {`{"title": "` + strings.Repeat("A", 1<<20) + `"}`, 413, "too_large", nil},
		"unknown names":   {`{"title": "A", "role": "x", "lines": [{"text": "a"}, {"txt": "b"}]}`, 422, "invalid", []string{"lines[1].txt:api.unknown", "role:api.unknown"}},
		"no names at all": {`{"title": "A", "Budi Uji": 1, "0015080503900001": 2}`, 422, "invalid", []string{"?:api.unknown", "?:api.unknown"}},
		"wrong types":     {`{"title": 7, "due_on": "31-12-2026", "from": "me", "lines": [{"text": "a", "count": 1.5, "due_on": "2026-02-30"}]}`, 422, "invalid", []string{"due_on:date.invalid", "from:id.invalid", "lines[0].count:api.type", "lines[0].due_on:date.invalid", "title:api.type"}},
		"another shape":   {`[]`, 422, "invalid", []string{":api.type"}},
		"a list of words": {`{"title": "A", "lines": "all"}`, 422, "invalid", []string{"lines:api.type"}},
	} {
		a := c.Post("/gifts", tt.body)
		p := a.Problem()
		var paths []string
		for _, e := range p.Errors {
			if paths = append(paths, e.Path+":"+e.Code); e.Message == "" || strings.HasPrefix(e.Message, "error.") {
				t.Errorf("%s: %s has no message", name, e.Path)
			}
		}
		if a.Status != tt.status || p.Code != tt.code || !slices.Equal(paths, tt.paths) || a.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: got %d %s %v, want %d %s %v", name, a.Status, p.Code, paths, tt.status, tt.code, tt.paths)
		}
	}
	if a := c.Post("/gifts", `title=A`, "Content-Type", "application/x-www-form-urlencoded"); a.Status != 415 {
		t.Errorf("a form: got %d", a.Status)
	}
	if s.works != 0 {
		t.Errorf("%d wrong bodies reached the service", s.works)
	}
}

func TestListsPageAndFilter(t *testing.T) {
	s, c := newGifts(t)
	org := id.Organisation{}.Make()
	a := c.Get("/gifts?status=open&late=true&before=2026-12-01&from=" + org.String() + "&size=2")
	var l api.Listed[giftView]
	a.JSON(&l)
	want := giftQuery{Status: "open", From: org, Late: true, Before: civil.Must("2026-12-01")}
	if a.Status != 200 || len(l.Items) != 2 || l.Next == "" || s.asked != want {
		t.Errorf("list: got %d %s, asked %+v", a.Status, a.Body, s.asked)
	}
	if link := a.Header.Get("Link"); !strings.Contains(link, "after="+l.Next) || !strings.Contains(link, "status=open") || !strings.Contains(link, "size=2") || !strings.HasSuffix(link, `; rel="next"`) {
		t.Errorf("link: %s", link)
	}
	if last := c.Get("/gifts"); last.Header.Get("Link") != "" || strings.Contains(last.Body, "next") {
		t.Errorf("the last page leads on: %v %s", last.Header, last.Body)
	}
	for query, path := range map[string]string{"sttus=open": "sttus", "late=maybe": "late", "from=me": "from", "before=1-1-2026": "before", "size=201": "size", "size=-1": "size", "size=x": "size"} {
		if a := c.Get("/gifts?" + query); a.Status != 422 || a.Problem().Errors[0].Path != path {
			t.Errorf("%s: got %d %s", query, a.Status, a.Body)
		}
	}
	if a := c.Get("/gifts?%zz"); a.Status != 400 {
		t.Errorf("a broken query: got %d", a.Status)
	}
}

func TestErrorsBecomeProblemsInTheReadersLanguage(t *testing.T) {
	s, c := newGifts(t)
	for _, tt := range []struct {
		err    error
		status int
		code   string
	}{
		{errs.New(errs.Forbidden, "forbidden"), 403, "forbidden"},
		{errs.New(errs.State, "state"), 409, "state"},
		{errs.New(errs.Conflict, "conflict"), 409, "conflict"},
		{errs.New(errs.Limited, "limited"), 429, "limited"},
		{fmt.Errorf("make gift: %w", errs.New(errs.Unavailable, "unavailable")), 503, "unavailable"},
		{context.DeadlineExceeded, 503, "unavailable"},
		{fmt.Errorf("scan: %w", errs.NotFound), 404, "not_found"},
		{fmt.Errorf("table gift is gone"), 500, "internal"},
		{errs.New(errs.Internal, "whoops").Because(fmt.Errorf("table gift is gone")), 500, "internal"},
	} {
		s.fail = tt.err
		a := c.Post("/gifts", `{"title": "A"}`)
		if p := a.Problem(); a.Status != tt.status || p.Status != tt.status || p.Code != tt.code || strings.Contains(a.Body, "table") || p.RequestID != a.Header.Get("X-Request-Id") {
			t.Errorf("%v: got %d %s", tt.err, a.Status, a.Body)
		}
	}
	if !strings.Contains(c.Log.String(), "table gift is gone") {
		t.Error("an internal error is not in the log")
	}
	english := c.Get("/gifts/x").Problem().Detail
	c.Lang = "fr, id;q=0.5"
	if indonesian := c.Get("/gifts/x"); indonesian.Problem().Detail == english || indonesian.Header.Get("Content-Language") != "id" {
		t.Errorf("in both languages: %q", english)
	}
}

func TestWhoDoesNotGetInAndWhatIsNotThere(t *testing.T) {
	_, c := newGifts(t)
	if a := c.Get("/panic"); a.Status != 500 || strings.Contains(a.Body, "Budi") || a.Code() != "internal" {
		t.Errorf("a panic: got %d %s", a.Status, a.Body)
	}
	for _, path := range []string{"/gifts/" + id.Delivery{}.Make().String(), "/gifts/x", "/nothing", "/gifts/"} {
		if a := c.Get(path); a.Status != 404 {
			t.Errorf("%s: got %d", path, a.Status)
		}
	}
	if a := c.Do("DELETE", "/gifts", nil); a.Status != 405 || a.Header.Get("Allow") != "POST, GET" || a.Code() != "api.method" {
		t.Errorf("another method: got %d %v %s", a.Status, a.Header, a.Body)
	}
	c.Actor = authz.Actor{}
	if a := c.Get("/gifts"); a.Status != 401 || a.Header.Get("WWW-Authenticate") != "Bearer" {
		t.Errorf("nobody: got %d %v", a.Status, a.Header)
	}
	if log := c.Log.String(); !strings.Contains(log, `route="GET /api/v1/gifts/{id}"`) || strings.Contains(log, "/gifts/x") {
		t.Errorf("the log tells the address and not the route:\n%s", log)
	}
}

func TestWordsAreComplete(t *testing.T) { i18ntest.Check(t, api.Words, []string{"."}) }
