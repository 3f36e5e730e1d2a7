package cli

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// fewTimes is how many times of a curve the text shows by itself; --at chooses
// others and --json prints all.
const fewTimes = 10

// text writes the report for reading.
func (r *survivalReport) text(w io.Writer) {
	fmt.Fprintf(w, "%d rows, %d events\n", r.N, r.Events)
	for _, g := range r.Groups {
		fmt.Fprintf(w, "\nGroup %s: %d rows, %d events\n", g.Group, g.N, g.Events)
		g.text(w)
	}
	if len(r.RMST) > 0 {
		fmt.Fprintln(w)
	}
	for _, d := range r.RMST {
		fmt.Fprintf(w, "Restricted mean to %s, %s minus %s: %.4g (95 %% interval %.4g to %.4g)\n",
			timeText(d.Tau), d.Group, d.Minus, d.Value, d.Lower, d.Upper)
	}
	r.textTests(w)
	if r.Cox != nil {
		r.Cox.text(w)
	}
	for _, n := range r.Notes {
		fmt.Fprintf(w, "\nNote: %s.\n", n)
	}
}

func (g survivalGroup) text(w io.Writer) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	if len(g.Curve) > 0 {
		fmt.Fprintln(table, "time\tat risk\tevents\twithout\t95 % interval\t")
	}
	for _, p := range fewRows(g.Curve) {
		fmt.Fprintf(table, "%s\t%d\t%d\t%.4f\t%s\t\n", timeText(p.Time), p.AtRisk, p.Events, p.Survival, intervalText(p.Lower, p.Upper))
	}
	for _, c := range g.Causes {
		fmt.Fprintf(table, "cause %d\tat risk\tevents\tshare\t95 %% interval\t\n", c.Cause)
		for _, p := range fewRows(c.Curve) {
			fmt.Fprintf(table, "%s\t%d\t%d\t%.4f\t%s\t\n", timeText(p.Time), p.AtRisk, p.Events, p.CIF, intervalText(p.Lower, p.Upper))
		}
	}
	_ = table.Flush() // the report is written to memory
	if g.Causes != nil {
		return
	}
	fmt.Fprintf(w, "Half had the event by: %s\n", orNever(g.Median))
	for _, q := range g.Quantiles {
		fmt.Fprintf(w, "%s %% had the event by: %s\n", timeText(q.Percent), orNever(q.Time))
	}
	if m := g.RMST; m != nil {
		fmt.Fprintf(w, "Restricted mean to %s: %.4g (95 %% interval %.4g to %.4g)\n", timeText(m.Tau), m.Value, m.Lower, m.Upper)
	}
}

// fewRows picks rows evenly, the last among them.
func fewRows[T any](rows []T) []T {
	if len(rows) <= fewTimes {
		return rows
	}
	var out []T
	for i := range fewTimes {
		out = append(out, rows[i*(len(rows)-1)/(fewTimes-1)])
	}
	return out
}

func intervalText(lower, upper *float64) string {
	if lower == nil || upper == nil {
		return "none"
	}
	return fmt.Sprintf("%.4f to %.4f", *lower, *upper)
}

func orNever(t *float64) string {
	if t == nil {
		return "not reached"
	}
	return timeText(*t)
}

func (r *survivalReport) textTests(w io.Writer) {
	for _, t := range r.Tests {
		of := ""
		if t.Cause > 0 {
			of = fmt.Sprintf(", cause %d", t.Cause)
		}
		fmt.Fprintf(w, "\nTest (%s%s): chi-square %.4f on %d df; by chance alone at least this large: p = %.4f\n",
			t.Name, of, t.ChiSq, t.DF, t.P)
		for _, g := range t.Groups {
			fmt.Fprintf(w, "  %s: %.4g events seen, %.4g expected if all groups were alike\n", g.Group, g.Observed, g.Expected)
		}
	}
}

func (c *coxReport) text(w io.Writer) {
	fmt.Fprintf(w, "\nCox model (%s): %d rows, %d events, concordance %.3f\n", c.Ties, c.N, c.Events, c.Concordance)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "term\tcoefficient\tse\thazard ratio\t95 % interval\tp\t")
	for _, k := range c.Coefficients {
		se := k.SE
		if k.RobustSE != nil {
			se = *k.RobustSE
		}
		ratio := "beyond all numbers"
		if k.HR != nil {
			ratio = fmt.Sprintf("%.4g", *k.HR)
		}
		fmt.Fprintf(table, "%s\t%.5g\t%.4g\t%s\t%s\t%.4f\t\n", k.Term, k.Coef, se, ratio, intervalText(k.Lower, k.Upper), k.P)
	}
	fmt.Fprintln(table, "\t\t\t\t\t\t\nproportional hazards?\tchi-square\tdf\tp\t\t\t")
	for _, p := range c.Proportional {
		fmt.Fprintf(table, "%s\t%.4f\t%d\t%.4f\t\t\t\n", p.Term, p.ChiSq, p.DF, p.P)
	}
	_ = table.Flush() // the report is written to memory
}
