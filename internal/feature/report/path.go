package report

// path marks which records of a thread belong together.
type path struct {
	at   map[string]*Node
	next map[string][]*Node // what a record led to
}

func pathOf(nodes []Node) path {
	p := path{make(map[string]*Node, len(nodes)), map[string][]*Node{}}
	for i := range nodes {
		n := &nodes[i]
		p.at[n.ID] = n
		for _, f := range n.From {
			p.next[f] = append(p.next[f], n)
		}
	}
	return p
}

// around puts Here on the record asked for, on all that led to it and on all
// that followed from it.
func (p path) around(start string) {
	p.upTo(start)
	p.walk(start, func(n *Node) []*Node {
		if n.bond() && n.ID != start {
			return nil
		}
		return p.next[n.ID]
	})
}

// upTo puts Here on a record and on what led to it, with the agreement that each
// promise on the way stands under.
//
// An agreement binds many promises together, and neither way goes through it:
// otherwise every class would be owed to every promise. Only who asks for the
// agreement itself sees all that it binds.
func (p path) upTo(start string) {
	p.walk(start, func(n *Node) []*Node {
		var up []*Node
		for _, f := range n.From {
			if m := p.at[f]; m != nil && (!n.bond() || n.ID == start || m.bond()) {
				up = append(up, m)
			}
		}
		if n.Kind == "commitment" {
			for _, m := range p.next[n.ID] {
				if m.bond() {
					up = append(up, m)
				}
			}
		}
		return up
	})
}

func (p path) walk(start string, ways func(*Node) []*Node) {
	seen := map[*Node]bool{}
	for open := []*Node{p.at[start]}; len(open) > 0; {
		n := open[len(open)-1]
		open = open[:len(open)-1]
		if n != nil && !seen[n] {
			seen[n], n.Here = true, true
			open = append(open, ways(n)...)
		}
	}
}

// bond reports whether the record is an agreement.
func (n *Node) bond() bool { return n.Kind == "agreement" || n.Kind == "renewal" }
