package cli

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// text writes the comparison for reading.
func (r *compareReport) text(w io.Writer) {
	fmt.Fprintf(w, "%d treated, %d controls (as many as %.1f after weighting)\n\n", r.Treated, r.Controls, r.EffectiveControls)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "method\ttreated\tcontrols\tdifference\t95 % interval\tlargest imbalance\t")
	for _, m := range r.Methods {
		left := "no size"
		if m.LargestSMD != nil {
			left = fmt.Sprintf("%.2f SD", *m.LargestSMD)
		}
		fmt.Fprintf(table, "%s\t%.5g\t%.5g\t%.4g\t%.4g to %.4g\t%s\t\n",
			m.Method, m.MeanTreated, m.MeanControl, m.Effect, m.Lower, m.Upper, left)
		if b := m.Bootstrap; b != nil {
			fmt.Fprintf(table, "%d draws\t\t\t\t%.4g to %.4g\t\t\n", b.Draws, b.Lower, b.Upper)
		}
	}
	fmt.Fprintln(table, "\t\t\t\t\t\t\ncovariate\tbefore\tafter\t\t\t\t")
	for _, b := range r.Balance {
		fmt.Fprintf(table, "%s\t%s\t%s\t\t\t\t\n", b.Covariate, imbalance(b.Before), imbalance(b.After))
	}
	_ = table.Flush() // the report is written to memory
	fmt.Fprintln(w, "\nImbalance is in standard deviations of the treated. A difference like this cannot prove a cause:")
	fmt.Fprintln(w, "people may differ in what was not measured. Do not rank programmes by it.")
	for _, n := range r.Notes {
		fmt.Fprintf(w, "\nNote: %s.\n", n)
	}
}

func imbalance(v *float64) string {
	if v == nil {
		return "no size"
	}
	return fmt.Sprintf("%.3f", *v)
}
