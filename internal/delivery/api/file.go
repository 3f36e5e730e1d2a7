package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strconv"
	"time"

	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/i18n"
)

// fileTime is how long a file may travel: ten megabytes over a regency's line.
const fileTime = 10 * time.Minute

// Upload registers an operation whose body is a file's content, as it is: it is
// read as a stream and never held whole. limit is in bytes. In holds path and
// query. replay reads what the first of two requests with the same
// Idempotency-Key made; the content itself is not compared.
func Upload[In, Out any](a *API, o Op, limit int64, f func(ctx context.Context, actor authz.Actor, in In, content io.Reader) (Out, error),
	replay func(ctx context.Context, actor authz.Actor, in In, result string) (Out, error),
) {
	o.Method = http.MethodPost
	in := inputsOf(reflect.TypeFor[In]())
	a.describe(o, operation{inputs: in, answer: reflect.TypeFor[Out](), status: http.StatusCreated, once: true, takes: true})
	a.route(o.Method, Prefix+o.Path, a.serveWithin(o.Method+" "+Prefix+o.Path, fileTime, func(x *exchange) error {
		var input In
		if err := in.read(x.r, reflect.ValueOf(&input).Elem()); err != nil {
			return err
		}
		x.patient()
		plain := x.ctx
		content, err := x.onceAfter(limited{http.MaxBytesReader(x.w, x.r.Body, limit)})
		if err != nil {
			return err
		}
		out, err := f(x.ctx, x.actor, input, content)
		if result, repeated := db.ReplayedAs(err); repeated {
			x.ctx, x.replayed = plain, true
			out, err = replay(x.ctx, x.actor, input, result)
		}
		if err != nil {
			return err
		}
		return x.write(http.StatusCreated, out)
	}))
}

// onceAfter is withOnce for a body that is hashed while it is read.
func (x *exchange) onceAfter(body io.Reader) (io.Reader, error) {
	if keyed, err := x.keyed(); !keyed {
		return body, err
	}
	h := sha256.New()
	h.Write([]byte(x.r.Method + " " + x.r.URL.RequestURI() + "\n"))
	x.once(db.Once{Late: func() string { return hex.EncodeToString(h.Sum(nil)) }})
	return io.TeeReader(body, h), nil
}

// patient gives the connection the time that a file takes.
func (x *exchange) patient() {
	deadline := time.Now().Add(fileTime) // of the connection, not the work's clock
	control := http.NewResponseController(x.w)
	_ = control.SetReadDeadline(deadline)  // not every transport has one
	_ = control.SetWriteDeadline(deadline) // and then the server's stands
}

// limited names a body that is too large the way the rest of the API does.
type limited struct{ body io.Reader }

func (l limited) Read(p []byte) (int, error) {
	n, err := l.body.Read(p)
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		err = errs.New(errs.TooLarge, "too_large").Because(err)
	}
	return n, err
}

// Content is a file that an operation answers with.
type Content struct {
	Name string
	Type string
	Size int64
	Body io.Reader
}

// Download registers an operation that answers with a file. It is offered to be
// kept and never to be shown: what somebody uploaded does not run at our address.
// A file that we write is in the language that ctx carries.
func Download[In any](a *API, o Op, f func(ctx context.Context, actor authz.Actor, in In) (Content, error)) {
	o.Method = http.MethodGet
	in := inputsOf(reflect.TypeFor[In]())
	a.describe(o, operation{inputs: in, status: http.StatusOK, gives: true})
	a.route(o.Method, Prefix+o.Path, a.serveWithin(o.Method+" "+Prefix+o.Path, fileTime, func(x *exchange) error {
		var input In
		if err := in.read(x.r, reflect.ValueOf(&input).Elem()); err != nil {
			return err
		}
		c, err := f(i18n.With(x.ctx, a.speakers[languageOf(x.r)]), x.actor, input)
		if err != nil {
			return err
		}
		x.patient()
		x.send(c)
		return nil
	}))
}

// send answers with a file. A read that fails in the middle cuts the connection,
// so that half a file is not taken for the whole.
func (x *exchange) send(c Content) {
	h := x.w.Header()
	h.Set("Content-Type", c.Type)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": c.Name}))
	h.Set("Content-Length", strconv.FormatInt(c.Size, 10))
	h["Cache-Control"], h["X-Content-Type-Options"], h["X-Request-Id"] = noStore, noSniff, []string{x.id}
	x.status = http.StatusOK
	x.w.WriteHeader(x.status)
	n, err := io.Copy(x.w, c.Body)
	if x.bytes = int(n); err != nil {
		x.cause = err
	}
}
