// Package areadata holds Indonesia's 38 provinces and 514 regencies (kabupaten
// and kota) as reference data, each with the two codes in public use.
//
// It owns the embedded files and their reading. It refuses to be a table: what
// a database keeps of an area is the directory feature's business, and areas
// below the regency are nobody's yet.
//
// The two code systems are not interchangeable. The Ministry of Home Affairs
// (Kemendagri) numbers areas in the order in which laws created them; Statistics
// Indonesia (BPS) numbers them by where they lie. For two regencies in five the
// digits differ, and the same digits often name another place: Kemendagri 15.08
// is Bungo, BPS 1508 is Tebo. So neither code is ever computed from the other.
// README.md beside the files says where each column comes from.
package areadata

import (
	"embed"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
)

//go:embed provinces.csv regencies.csv
var files embed.FS

// Kind says whether a regency is a kabupaten or a kota. Both stand on the same
// level of government; the word is part of the area's name.
type Kind string

// The two kinds of regency.
const (
	Kabupaten Kind = "kabupaten"
	Kota      Kind = "kota"
)

// Province is an area of the first level.
type Province struct {
	Code string // Kemendagri, two digits
	BPS  string // BPS, two digits; differs in Papua
	Name string // as in law, without the word "Provinsi"
}

// Regency is an area of the second level.
type Regency struct {
	Code     string // Kemendagri, dotted: "15.08"
	BPS      string // BPS, four digits: "1509"
	Province string // Kemendagri code of its province
	Kind     Kind
	Name     string // with its kind: "Kabupaten Bungo", "Kota Jambi"
}

// ShortName is the name without its kind, for places where the kind is shown
// otherwise. It is not unique: Kabupaten Sorong and Kota Sorong share one.
func (r Regency) ShortName() string {
	_, short, _ := strings.Cut(r.Name, " ")
	return strings.TrimPrefix(short, "Administrasi ")
}

// Provinces returns all provinces in the order of their Kemendagri codes. An
// error means that the embedded file is damaged; the package's tests rule it out
// for a released program.
func Provinces() ([]Province, error) {
	return read("provinces.csv", "code,bps,name", func(f []string) (Province, error) {
		return Province{Code: f[0], BPS: f[1], Name: f[2]}, nil
	})
}

// Regencies returns all regencies in the order of their Kemendagri codes. Errors
// are as for Provinces.
func Regencies() ([]Regency, error) {
	return read("regencies.csv", "code,bps,province,kind,name", func(f []string) (Regency, error) {
		kind := Kind(f[3])
		if kind != Kabupaten && kind != Kota {
			return Regency{}, fmt.Errorf("kind %q", f[3])
		}
		return Regency{Code: f[0], BPS: f[1], Province: f[2], Kind: kind, Name: f[4]}, nil
	})
}

// read parses one embedded file. The header is compared, not skipped, so that a
// file with its columns in another order cannot be taken for the right one.
func read[T any](name, header string, parse func([]string) (T, error)) ([]T, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read areas: %w", err)
	}
	defer f.Close()
	return decode(f, name, strings.Split(header, ","), parse)
}

func decode[T any](r io.Reader, name string, header []string, parse func([]string) (T, error)) ([]T, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read areas in %s: %w", name, err)
	}
	if len(rows) == 0 || !slices.Equal(rows[0], header) {
		return nil, fmt.Errorf("read areas in %s: header is not %v", name, header)
	}
	out := make([]T, 0, len(rows)-1)
	for i, row := range rows[1:] {
		area, err := parse(row)
		if err != nil {
			return nil, fmt.Errorf("read areas in %s, line %d: %w", name, i+2, err)
		}
		out = append(out, area)
	}
	return out, nil
}
