package e2e

import (
	"testing"

	"titian/internal/platform/docgen"
)

// apiPlayer tells a script through the API and remembers the keys of what it made.
type apiPlayer struct {
	*caller
	s                     script
	at                    *blank
	orgs                  map[string]string // by code
	posts                 map[string]string // by code and title
	cooperation, meeting  string
	decisions             []string
	commitments           map[string]string // by title
	fund                  string
	papers                []string
	activities            map[string]string // by title of the promise
	programme, class      string
	people, seats, others []string // others need something else
}

func TestTheFiveStoriesArePlayedOverTheAPI(t *testing.T) {
	binary := Build(t, t.TempDir())
	for _, s := range stories() {
		t.Run(s.ref, func(t *testing.T) {
			t.Parallel()
			at := startBlank(t, binary)
			p := &apiPlayer{
				caller: newCaller(t, at.URL), s: s, at: at,
				orgs: map[string]string{}, posts: map[string]string{}, commitments: map[string]string{}, activities: map[string]string{},
			}
			p.founds()
			p.registers()
			p.meets()
			p.agreesOnWhat()
			p.signs()
			p.meetsAgain()
			p.judges(func(x paper) string { return x.idle })
			p.delivers()
			p.judges(func(x paper) string { return x.alive })
			p.teaches()
			p.spends()
			p.accounts()
			p.letsGo()
			p.followsUp()
			p.looksBack()
			p.readsTheThread()
			p.at.titian(t, "", "audit", "verify")
		})
	}
}

// document is a PDF of one line, as an office would scan it.
func (p *apiPlayer) document(title, line string) []byte {
	p.t.Helper()
	doc := docgen.New(title, "Contoh", told.Time())
	doc.Para(line)
	b, err := doc.Bytes()
	if err != nil {
		p.t.Fatal(err)
	}
	return b
}
