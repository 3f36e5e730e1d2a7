// Command deskcmp reads deskload's lines, prints each server's medians, and
// holds them against limits:
//
//	deskcmp -limits limits.json rounds.tsv
//
// What is compared is CPU per request, since a shared machine's throughput and
// latency swing with its neighbours. A ratio is taken within each round, where
// the two servers ran one after the other, and the median over the rounds is
// judged. A limit whose figures are missing is not reached.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"text/tabwriter"
)

func main() {
	log.SetFlags(0)
	limitsFile := flag.String("limits", "", "limits to hold the figures against")
	strict := flag.Bool("strict", false, "fail when a limit is not reached")
	flag.Parse()
	var all figures
	for _, name := range flag.Args() {
		f, err := os.Open(name)
		if err != nil {
			log.Fatal(err)
		}
		err = all.read(f)
		f.Close()
		if err != nil {
			log.Fatalf("%s: %v", name, err)
		}
	}
	printMedians(os.Stdout, &all)
	for _, line := range all.void {
		fmt.Println("left out:", line)
	}
	if *limitsFile == "" {
		return
	}
	limits, err := readLimits(*limitsFile)
	if err != nil {
		log.Fatal(err)
	}
	if missed := printVerdicts(os.Stdout, limits, &all); missed > 0 && *strict {
		os.Exit(1)
	}
}

func printMedians(out io.Writer, all *figures) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "op\tc\tserver\trounds\treq/s\tp50 ms\tp99 ms\tcpu ms")
	for _, k := range all.keys() {
		r := all.runs[k]
		fmt.Fprintf(w, "%s\t%d\t%s\t%d\t%.4g\t%.3g\t%.3g\t%.3g\n", k.op, k.conns, k.label, len(r),
			median(r, rate), median(r, p50), median(r, p99), median(r, cpu))
	}
	for _, m := range all.measured() {
		fmt.Fprintf(w, "%s\t\t%s\t%d\t%.4g\n", m.measure, m.label, len(all.measures[m]), medianOf(all.measures[m]))
	}
	w.Flush()
}

// printVerdicts prints a line a limit and returns how many are not reached.
func printVerdicts(out io.Writer, limits []limit, all *figures) (missed int) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\nlimit\tfigure\twanted\t")
	for _, l := range limits {
		figure, ok := l.figure(all)
		mark := "reached"
		if !ok || !l.holds(figure) {
			mark = "NOT REACHED"
			missed++
		}
		shown := "no figure"
		if ok {
			shown = fmt.Sprintf("%.2f", figure)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", l, shown, l.wanted(), mark)
	}
	w.Flush()
	fmt.Fprintf(out, "%d of %d limits reached\n", len(limits)-missed, len(limits))
	return missed
}
