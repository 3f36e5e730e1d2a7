package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// minPacked is the size from which packing saves more than it costs.
const minPacked = 1 << 10

// packers are reused: a gzip writer is 800 kB of tables. Level 1 packs a page
// to a tenth in under a millisecond; higher levels win a few per cent for three
// times the processor.
var packers = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed) // the level is a constant that exists
	return w
}}

// compress packs text answers for readers that take gzip.
func compress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") || r.Method == http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		p := &packing{ResponseWriter: w}
		defer p.close()
		next.ServeHTTP(p, r)
	})
}

// packing decides at the first byte whether the answer is worth packing.
type packing struct {
	http.ResponseWriter
	gz      *gzip.Writer
	decided bool
}

// WriteHeader decides by the headers that are now complete.
func (p *packing) WriteHeader(code int) {
	if code >= 200 && !p.decided {
		p.decide(code)
	}
	p.ResponseWriter.WriteHeader(code)
}

func (p *packing) decide(code int) {
	p.decided = true
	h := p.Header()
	if !packable(h.Get("Content-Type")) || h.Get("Content-Encoding") != "" || code == http.StatusNoContent || code == http.StatusNotModified {
		return
	}
	h.Add("Vary", "Accept-Encoding")
	if n, err := strconv.Atoi(h.Get("Content-Length")); err == nil && n < minPacked {
		return
	}
	h.Del("Content-Length")
	h.Set("Content-Encoding", "gzip")
	p.gz = packers.Get().(*gzip.Writer) //nolint:forcetypeassert // the pool holds nothing else
	p.gz.Reset(p.ResponseWriter)
}

// packable reports whether a type is text; pictures and documents are packed already.
func packable(kind string) bool {
	kind, _, _ = strings.Cut(kind, ";")
	return strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "json") || kind == "image/svg+xml"
}

// Write packs, or passes through.
func (p *packing) Write(b []byte) (int, error) {
	if !p.decided {
		if p.Header().Get("Content-Type") == "" {
			p.Header().Set("Content-Type", http.DetectContentType(b))
		}
		p.WriteHeader(http.StatusOK)
	}
	if p.gz != nil {
		return p.gz.Write(b)
	}
	return p.ResponseWriter.Write(b)
}

// FlushError sends what there is, for answers that come in parts.
func (p *packing) FlushError() error {
	if p.gz != nil {
		if err := p.gz.Flush(); err != nil {
			return err
		}
	}
	return http.NewResponseController(p.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach the connection.
func (p *packing) Unwrap() http.ResponseWriter { return p.ResponseWriter }

func (p *packing) close() {
	if p.gz == nil {
		return
	}
	_ = p.gz.Close() // a reader who has gone needs no answer
	p.gz.Reset(io.Discard)
	packers.Put(p.gz)
}
