package disclosure

import (
	"maps"
	"slices"
)

// Level is a step of the one geography.
type Level int

// The levels, coarse to fine.
const (
	Nation Level = iota
	Province
	Regency
)

var levelNames = map[string]Level{"nation": Nation, "province": Province, "regency": Regency}

// String is the name in a spec.
func (l Level) String() string { return nameOf(levelNames, l) }

// Places is the geography: every province with its regencies, also those where
// nothing happened, because a missing row would say "zero" aloud.
type Places struct {
	provinces []string
	regencies []string
	parent    []int // of each regency, its province
}

// NewPlaces orders provinces and regencies by code.
func NewPlaces(tree map[string][]string) Places {
	var p Places
	for i, province := range slices.Sorted(maps.Keys(tree)) {
		p.provinces = append(p.provinces, province)
		for _, regency := range slices.Sorted(slices.Values(tree[province])) {
			p.regencies = append(p.regencies, regency)
			p.parent = append(p.parent, i)
		}
	}
	return p
}

// codes are the places of one level, in the order of a table's rows.
func (p Places) codes(l Level) []string {
	switch l {
	case Nation:
		return []string{"nation"}
	case Province:
		return p.provinces
	}
	return p.regencies
}

// up maps every place of the finer level to its place of the coarser one.
func (p Places) up(fine, coarse Level) []int {
	to := make([]int, len(p.codes(fine)))
	for i := range to {
		switch {
		case coarse == fine:
			to[i] = i
		case coarse == Province:
			to[i] = p.parent[i]
		}
	}
	return to
}

// equal reports whether both are the same tree; cells can only be compared then.
func (p Places) equal(q Places) bool {
	return slices.Equal(p.provinces, q.provinces) && slices.Equal(p.regencies, q.regencies) && slices.Equal(p.parent, q.parent)
}

// tree is the form that NewPlaces reads.
func (p Places) tree() map[string][]string {
	t := map[string][]string{}
	for _, province := range p.provinces {
		t[province] = []string{}
	}
	for i, regency := range p.regencies {
		t[p.provinces[p.parent[i]]] = append(t[p.provinces[p.parent[i]]], regency)
	}
	return t
}
