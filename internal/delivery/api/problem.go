package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"golang.org/x/text/language"

	"titian/internal/delivery/web"
	"titian/internal/kernel/errs"
	"titian/internal/platform/i18n"
)

// Problem is the body of every error (RFC 9457). Code is stable and meant for
// programs; Detail and the messages are for people, in their language.
type Problem struct {
	Title     string         `json:"title" doc:"The status in words" example:"Conflict"`
	Status    int            `json:"status" example:"409"`
	Code      string         `json:"code" doc:"Stable name of the error, for programs" example:"commitment.cancelled"`
	Detail    string         `json:"detail" doc:"What happened, in the language of Accept-Language (id or en)"`
	RequestID string         `json:"request_id" doc:"Finds the request in the log"`
	Errors    []ProblemField `json:"errors,omitempty" doc:"One entry for each input that is wrong, or for each field that somebody else changed"`
}

// ProblemField is one input's error.
type ProblemField struct {
	Path    string    `json:"path" doc:"The input as the body or query spells it" example:"items[3].quantity"`
	Code    string    `json:"code" example:"too_long"`
	Message string    `json:"message" doc:"For people, in their language"`
	Args    errs.Args `json:"args,omitempty" doc:"The message's figures, such as max"`
}

// status has what the API tells more exactly than a kind can.
type status int

// Error makes a status a cause, so that one travels inside an *errs.Error.
func (s status) Error() string { return http.StatusText(int(s)) }

// statusOf is the shared table of kinds, unless the kit itself said it more
// exactly: malformed JSON is 400, a lost race against If-Match is 412.
func statusOf(e *errs.Error) int {
	var s status
	if errors.As(e, &s) {
		return int(s)
	}
	return web.StatusOf(e.Kind)
}

// classify makes every error one of ours. What nobody classified is internal and
// says nothing of itself.
func classify(err error) *errs.Error {
	if e := errs.As(err); e != nil && e.Kind != errs.Internal {
		return e
	}
	var kind errs.Kind
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return errs.New(errs.Unavailable, "unavailable").Because(err)
	case errors.As(err, &kind) && kind != errs.Internal:
		return errs.New(kind, string(kind)).Because(err)
	}
	return errs.New(errs.Internal, "internal")
}

// fail answers with the problem of err and tells its status.
func (a *API) fail(w http.ResponseWriter, r *http.Request, requestID string, err error) int {
	e := classify(err)
	return a.answerProblem(w, r, requestID, statusOf(e), e)
}

func (a *API) answerProblem(w http.ResponseWriter, r *http.Request, requestID string, code int, e *errs.Error) int {
	l := a.speakers[languageOf(r)]
	p := Problem{Title: http.StatusText(code), Status: code, Code: e.Code, Detail: l.Error(e), RequestID: requestID}
	for _, f := range e.Fields {
		p.Errors = append(p.Errors, ProblemField{Path: f.Path, Code: f.Code, Message: l.Field(f), Args: f.Args})
	}
	body, err := json.Marshal(p)
	if err != nil { // an argument that is no JSON costs the arguments, not the answer
		for i := range p.Errors {
			p.Errors[i].Args = nil
		}
		body, _ = json.Marshal(p) // texts and numbers always marshal
	}
	h := w.Header()
	h.Set("Content-Language", string(l.Lang()))
	if code == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", "Bearer")
	}
	send(w, requestID, code, typeProblem, append(body, '\n'))
	return code
}

// languageOf is the first of our languages that the client lists, otherwise
// Indonesian.
func languageOf(r *http.Request) i18n.Lang {
	tags, _, _ := language.ParseAcceptLanguage(r.Header.Get("Accept-Language")) // nonsense lists nothing
	for _, t := range tags {
		base, _ := t.Base()
		if lang, ok := i18n.ParseLang(base.String()); ok {
			return lang
		}
	}
	return i18n.Indonesian
}
