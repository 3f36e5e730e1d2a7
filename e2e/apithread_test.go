package e2e

// readsTheThread asks for the whole thread as both sides do, follows every
// address in it, and finds it again from its ends.
func (p *apiPlayer) readsTheThread() {
	p.t.Helper()
	for _, who := range []string{p.s.cast.prepares, p.s.cast.gives} {
		thread := p.get(who, "/threads/"+p.s.ref)
		kinds := map[string]int{}
		for _, step := range thread.list("steps") {
			for _, node := range step.list("nodes") {
				kinds[node.text("kind")]++
				p.exists(who, node.text("api"))
			}
		}
		p.compares(who, kinds)
	}
	for _, end := range []string{p.decisions[0], p.class, p.papers[0]} {
		if got := p.get(p.s.cast.prepares, "/threads/"+end).text("ref"); got != p.s.ref {
			p.t.Errorf("from %s one comes to the thread %q", end, got)
		}
	}
	if reached := p.get(p.s.cast.runs, "/people/"+p.people[0]+"/threads").list("items"); len(reached) != 1 {
		p.t.Errorf("the person is reached by %d threads", len(reached))
	}
}

// compares counts what stands on the thread with what the script tells.
func (p *apiPlayer) compares(who string, got map[string]int) {
	p.t.Helper()
	promises := len(p.s.orders)
	for _, a := range p.s.asks {
		if a.answer.how != "declined" {
			promises++
		}
	}
	meetings := 1
	if p.s.next != nil {
		meetings++
	}
	for kind, want := range map[string]int{
		"meeting": meetings, "decision": len(p.decisions), "proposal": len(p.s.asks), "commitment": promises, "agreement": len(p.s.papers), "renewal": p.s.renewed(),
		"delivery": len(p.s.deliveries), "class": 1,
	} {
		if got[kind] != want {
			p.t.Errorf("%s finds %d of %s on the thread, want %d: %v", who, got[kind], kind, want, got)
		}
	}
}
