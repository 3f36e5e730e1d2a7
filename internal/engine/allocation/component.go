package allocation

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// component is a part of a round that shares neither people nor offerings with
// any other: an institution, a province, a regency. Parts are decided one by
// one with the same answer as the whole.
type component struct {
	people    []int32
	offerings []int32
}

// split finds the components. Every person's wishes tie their offerings
// together; people without wishes belong to none.
func (r *Round) split() {
	root := make([]int32, len(r.offerings))
	for j := range root {
		root[j] = int32(j)
	}
	find := func(j int32) int32 {
		for root[j] != j {
			root[j] = root[root[j]]
			j = root[j]
		}
		return j
	}
	for i := range r.people {
		w := r.wishes(int32(i))
		if len(w) == 0 {
			continue
		}
		a := find(w[0].offering)
		for _, c := range w[1:] {
			if root[c.offering] == a {
				continue
			}
			if b := find(c.offering); b != a {
				root[b] = a
			}
		}
	}
	for j := range root {
		root[j] = find(int32(j))
	}
	r.gather(root)
}

// gather lists people and offerings by component, in the order of their ids.
func (r *Round) gather(root []int32) {
	number := make([]int32, len(r.offerings)) // by root: component number plus one
	people, offerings := []int32{}, []int32{}
	of := func(j int32) *int32 { return &number[root[j]] }
	for j := range r.offerings {
		n := of(int32(j))
		if *n == 0 {
			people, offerings = append(people, 0), append(offerings, 0)
			*n = int32(len(offerings))
		}
		offerings[*n-1]++
	}
	for i := range r.people {
		if w := r.wishes(int32(i)); len(w) > 0 {
			people[*of(w[0].offering)-1]++
		}
	}
	r.components = make([]component, len(offerings))
	allPeople, allOfferings := make([]int32, len(r.people)), make([]int32, len(r.offerings))
	for k := range r.components {
		r.components[k] = component{allPeople[:0:people[k]], allOfferings[:0:offerings[k]]}
		allPeople, allOfferings = allPeople[people[k]:], allOfferings[offerings[k]:]
	}
	for j := range r.offerings {
		c := &r.components[*of(int32(j))-1]
		c.offerings = append(c.offerings, int32(j))
	}
	for i := range r.people {
		if w := r.wishes(int32(i)); len(w) > 0 {
			c := &r.components[*of(w[0].offering)-1]
			c.people = append(c.people, int32(i))
		}
	}
}

// eachComponent hands the components to one worker per processor. Every worker
// keeps scratch of its own; components share no person and no offering, so
// that results may go into common slices.
func (r *Round) eachComponent(newWorker func() func(component)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(r.components)) {
		wg.Go(func() {
			work := newWorker()
			for k := next.Add(1) - 1; k < int64(len(r.components)); k = next.Add(1) - 1 {
				work(r.components[k])
			}
		})
	}
	wg.Wait()
}
