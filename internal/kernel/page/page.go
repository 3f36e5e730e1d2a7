// Package page pages lists by key: a cursor says where the last page ended, so
// that page 500 costs what page 1 costs and a row that is added meanwhile is
// neither shown twice nor skipped.
package page

import (
	"encoding/base64"
	"encoding/json"

	"titian/internal/kernel/errs"
)

// Sizes of a page.
const (
	DefaultSize = 50
	MaxSize     = 200
)

// Request asks for one page. After is the opaque Next of the page before.
type Request struct {
	After string
	Size  int
}

// Limit is the number of rows to show.
func (r Request) Limit() int {
	if r.Size <= 0 {
		return DefaultSize
	}
	return min(r.Size, MaxSize)
}

// Of is one page of T. Next is empty on the last one.
type Of[T any] struct {
	Items []T
	Next  string
}

// Encode makes a cursor from the sort values and key of the last row shown.
func Encode(values ...string) string {
	b, _ := json.Marshal(values) // strings always marshal
	return base64.RawURLEncoding.EncodeToString(b)
}

// Decode reads a cursor of n values. Empty gives nil; a cursor that this list
// did not make is Invalid with code "cursor.invalid".
func Decode(cursor string, n int) ([]string, error) {
	if cursor == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	var v []string
	if err == nil {
		err = json.Unmarshal(b, &v)
	}
	if err != nil || len(v) != n {
		return nil, errs.New(errs.Invalid, "cursor.invalid").Because(err)
	}
	return v, nil
}

// Cut turns limit+1 fetched rows into a page; key gives a row's cursor values.
func Cut[T any](rows []T, r Request, key func(T) []string) Of[T] {
	p := Of[T]{Items: rows}
	if n := r.Limit(); len(rows) > n {
		p.Items = rows[:n]
		p.Next = Encode(key(rows[n-1])...)
	}
	return p
}
