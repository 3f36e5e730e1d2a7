package disclosure

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"strconv"
)

// Files is a release as it is kept and given away: a description, one row per
// cell, one row per point of a curve. All three are public; none has a key or a
// true number in it. Rows stand in one fixed order, so that a release has one
// spelling, and reading it is little more than comparing.
type Files struct {
	Meta   []byte // release.json
	Cells  []byte // cells.csv
	Curves []byte // curves.csv
}

// The names of the files in a release's folder.
const (
	MetaName   = "release.json"
	CellsName  = "cells.csv"
	CurvesName = "curves.csv"
)

const (
	cellsHeader  = "table,period,place,group,value\n"
	curvesHeader = "table,period,place,group,quarter,at_risk,events,share\n"
)

// metaJSON is the description. The checksums find a file that was cut off or
// edited after it was frozen.
type metaJSON struct {
	Format int      `json:"format"`
	Key    string   `json:"key"`
	Cells  string   `json:"cells_crc32c"`
	Curves string   `json:"curves_crc32c"`
	Spec   specJSON `json:"spec"`
}

const format = 1

// checksum finds accidents, not forgers: whoever can write the history can also
// write checksums. It is CRC-32C, which costs next to nothing to check.
func checksum(b []byte) string {
	return fmt.Sprintf("%08x", crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)))
}

// Encode writes the release; the same release always gives the same bytes.
func (r *Release) Encode() (Files, error) {
	f := Files{Cells: []byte(cellsHeader), Curves: []byte(curvesHeader)}
	for i := range r.Series {
		s := &r.Series[i]
		head := ""
		for c, v := range s.Cells {
			if c%(s.Places*s.Groups) == 0 {
				head = s.ID + "," + s.Span.label(s.First+c/(s.Places*s.Groups)) + ","
			}
			ref := r.Ref(s, c)
			row := head + ref.Place + "," + ref.Group + ","
			if s.Kind != Curve {
				f.Cells = append(append(append(f.Cells, row...), s.Text(v)...), '\n')
				continue
			}
			for _, p := range s.Curves[c] {
				f.Curves = fmt.Appendf(f.Curves, "%s%d,%v,%v,%s\n", row, p.Quarter, p.AtRisk, p.Events, tenths(p.Share))
			}
		}
	}
	var err error
	f.Meta, err = json.MarshalIndent(metaJSON{format, r.KeyID, checksum(f.Cells), checksum(f.Curves), *r.Spec.wire()}, "", " ")
	if err != nil {
		return f, fmt.Errorf("encode release %s: %w", r.Spec.Release, err)
	}
	f.Meta = append(f.Meta, '\n')
	return f, nil
}

// Equal reports whether both are the same release to the byte.
func (f Files) Equal(o Files) bool {
	return bytes.Equal(f.Meta, o.Meta) && bytes.Equal(f.Cells, o.Cells) && bytes.Equal(f.Curves, o.Curves)
}

// Text is a value of this table as it is printed; rates have one decimal.
func (t Table) Text(v Value) string {
	if t.Kind == Rate {
		return tenths(v)
	}
	return v.String()
}

// tenths prints tenths of a percent with one decimal.
func tenths(v Value) string {
	if !v.Shown() {
		return v.String()
	}
	return strconv.FormatInt(int64(v)/10, 10) + "." + strconv.FormatInt(int64(v)%10, 10)
}
