package cli

// refusalWords is the sentence for a code that the statistics return, or
// nothing. ${…} is an argument of the error.
func refusalWords(code string) string {
	switch code {
	case "survival.tau":
		return "no restricted mean: nobody was followed beyond ${last}, and not everybody had the event by then"
	case "survival.no_comparison":
		return "no test: no two groups were ever at risk together when an event happened"
	case "survival.entry":
		return "no test: Gray's test is not defined when following begins late (--entry)"
	case "cox.no_events":
		return "the Cox model needs events, and the file has none"
	case "cox.collinear":
		return "the Cox model cannot tell ${term} apart: it does not vary among those at risk, or the covariates before it already explain it; leave one out"
	case "cox.separation":
		return "the Cox model has no answer: ${term} (perhaps with others) tells without fail who has the event first, so its hazard ratio is infinite; leave it out or join its categories"
	case "cox.not_converged":
		return "the Cox model found no best fit within its limit of steps; look at ${term}"
	case "balance.too_few_treated":
		return "too few people: ${n} treated, and a comparison needs at least ${minimum}"
	case "balance.too_few_controls":
		return "too few people: ${n} controls, and a comparison needs at least ${minimum}"
	case "balance.too_few_effective":
		return "too few comparable people: after weighting the controls carry the information of ${n}, " +
			"and a comparison needs at least ${minimum}"
	case "balance.no_solution":
		return "no weights can make the controls look like the treated; look at ${term}: no mix of controls has the treated people's mean there"
	case "balance.separation":
		return "the covariates tell without fail who was treated, so nobody can be compared; leave out what only one side has"
	case "balance.unstable":
		return "the bootstrap failed: in ${failed} draws no weights existed"
	case "balance.draws":
		return "--bootstrap needs at least ${minimum} draws"
	}
	return ""
}
