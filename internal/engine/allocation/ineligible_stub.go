package allocation

type Ineligible struct{ Person string }

func byPerson(l []Ineligible) map[string][]Ineligible { return nil }
func solveOptimum(r *Round, res *Result) error        { return nil }
