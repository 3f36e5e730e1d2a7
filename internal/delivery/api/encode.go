package api

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Appender is a view that writes its own JSON. The few records that desks read
// all day do, because encoding/json spends more on fifty rows than the database
// does on finding them. What it writes must be what json.Marshal would.
type Appender interface {
	AppendJSON(b []byte) []byte
}

// encode writes v as one line of JSON.
func encode(b *bytes.Buffer, v any) error {
	a, ok := v.(Appender)
	if !ok {
		if err := json.NewEncoder(b).Encode(v); err != nil {
			return fmt.Errorf("write JSON: %w", err)
		}
		return nil
	}
	b.Write(append(a.AppendJSON(b.AvailableBuffer()), '\n'))
	return nil
}

// appended is a page of rows that write themselves.
type appended[V any] struct {
	Listed[V]
}

// AppendJSON writes what Listed would.
func (l appended[V]) AppendJSON(b []byte) []byte {
	b = append(b, `{"items":[`...)
	for i := range l.Items {
		if i > 0 {
			b = append(b, ',')
		}
		b = any(&l.Items[i]).(Appender).AppendJSON(b) //nolint:forcetypeassert // see answer
	}
	b = append(b, ']')
	if l.Next != "" {
		b = AppendText(append(b, `,"next":`...), l.Next)
	}
	return append(b, '}')
}

// answer is how a list is answered: by its rows where they write themselves.
func answer[V any](l Listed[V]) any {
	if _, ok := any(new(V)).(Appender); ok {
		return appended[V]{l}
	}
	return l
}

// AppendText appends s as a JSON string. Most texts are plain; any other is left
// to encoding/json, which knows every escape.
func AppendText[T ~string](b []byte, s T) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			quoted, _ := json.Marshal(string(s)) // a text always marshals
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}
