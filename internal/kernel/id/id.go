// Package id makes and reads keys: UUIDv7, one Go type for each sort of record,
// so that a person's key cannot be passed where an agreement's is meant.
// People never see these; they see reference numbers.
package id

import (
	"database/sql/driver"
	"encoding/hex"
	"fmt"

	"github.com/google/uuid"

	"titian/internal/kernel/errs"
)

// ID is the key of a T. Its zero value means "none" and is NULL in the database.
type ID[T any] [16]byte

// New makes a key that sorts after the earlier ones.
func New[T any]() ID[T] { return ID[T](uuid.Must(uuid.NewV7())) }

// Parse reads the text form; anything else, and the key of zeros, which means
// "none", is Invalid with code "id.invalid".
func Parse[T any](s string) (ID[T], error) {
	u, err := uuid.Parse(s)
	if err != nil || len(s) != 36 || u == uuid.Nil {
		return ID[T]{}, errs.New(errs.Invalid, "id.invalid").Because(err)
	}
	return ID[T](u), nil
}

// IsZero reports "none".
func (i ID[T]) IsZero() bool { return i == ID[T]{} }

// String is the usual 36 characters, or empty for none.
func (i ID[T]) String() string {
	if i.IsZero() {
		return ""
	}
	return uuid.UUID(i).String()
}

// MarshalText writes String.
func (i ID[T]) MarshalText() ([]byte, error) { return i.AppendText([]byte{}) }

// AppendText appends String to b, for lists that write thousands.
func (i ID[T]) AppendText(b []byte) ([]byte, error) {
	if i.IsZero() {
		return b, nil
	}
	for _, part := range [...][2]int{{0, 4}, {4, 6}, {6, 8}, {8, 10}} {
		b = append(hex.AppendEncode(b, i[part[0]:part[1]]), '-')
	}
	return hex.AppendEncode(b, i[10:]), nil
}

// UnmarshalText reads String; empty is none.
func (i *ID[T]) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*i = ID[T]{}
		return nil
	}
	v, err := Parse[T](string(b))
	if err == nil {
		*i = v
	}
	return err
}

// Value stores 16 bytes: BLOB in SQLite, uuid in PostgreSQL.
func (i ID[T]) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	return i[:], nil
}

// Scan reads what either engine returns.
func (i *ID[T]) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*i = ID[T]{}
		return nil
	case []byte:
		if len(v) == 16 {
			copy(i[:], v)
			return nil
		}
		return i.UnmarshalText(v)
	case string:
		return i.UnmarshalText([]byte(v))
	}
	return fmt.Errorf("scan id from %T", v)
}

// Make is New for a place where the type is known: ID[T].Make has no receiver
// state, so id.Organisation{}.Make() needs no name of the mark.
func (ID[T]) Make() ID[T] { return New[T]() }
