package disclosure

import (
	"strings"
	"testing"
)

func TestASpecIsRefusedWithThePathOfTheField(t *testing.T) {
	for _, x := range []struct{ name, old, new, want string }{
		{"bad release name", `"r1"`, `"R 1"`, "release:"},
		{"a path as a name", `"r1"`, `"../r1"`, "release:"},
		{"bad day", `"2026-01-15"`, `"15 January"`, "released:"},
		{"months backwards", `"to":"2025-03"`, `"to":"2024-03"`, "to: 2024-03 is before from"},
		{"a place twice", `"1102"`, `"1101"`, `places.11: "1101" is listed twice`},
		{"a comma in a code", `"1102"`, `"11,02"`, "places.11:"},
		{"a group value twice", `"male"`, `"female"`, "groups.sex:"},
		{"a group named like a column", `"sex"`, `"amount"`, "groups.amount:"},
		{"unknown kind", `"kind":"money"`, `"kind":"gold"`, "tables[4].kind:"},
		{"unknown period", `"period":"quarter","step"`, `"period":"week","step"`, "tables[4].period:"},
		{"unknown group", `"group":"sex"`, `"group":"age"`, "tables[0].group:"},
		{"two tables of one name", `"id":"p"`, `"id":"n"`, "tables[1].id:"},
		{"a step for counts", `"level":"nation","period":"month"},
{"id":"q"`, `"level":"nation","period":"month","step":5},
{"id":"q"`, "tables[1].step:"},
		{"a step below zero", `"step":5`, `"step":-5`, "tables[4].step:"},
		{"a rate of nothing", `"of":"p"`, `"of":"zz"`, "tables[3].of:"},
		{"a rate of other rows", `"per":"q"`, `"per":"n"`, "tables[3].per:"},
		{"withholding a period that is not published", `"2025-02"`, `"2025-07"`, "withhold[0].period:"},
		{"withholding a place that is not there", `"place":"nation"`, `"place":"11"`, "withhold[0].place:"},
		{"correcting an unknown table", `"corrects":["n"]`, `"corrects":["zz"]`, "corrects[0]:"},
		{"text after the end", `"corrects":["n"]}`, `"corrects":["n"]} x`, "line 9, column 80"},
	} {
		t.Run(x.name, func(t *testing.T) {
			text := strings.Replace(fuzzSpec, x.old, x.new, 1)
			if text == fuzzSpec {
				t.Fatal("the mistake is not in the text")
			}
			_, err := ParseSpec([]byte(text))
			if err == nil || !strings.HasPrefix(err.Error(), x.want) {
				t.Errorf("got %v, want %s …", err, x.want)
			}
		})
	}
}

func TestAllKindsOfTablesSurviveTheHistory(t *testing.T) {
	spec, err := ParseSpec([]byte(fuzzSpec))
	if err != nil {
		t.Fatal(err)
	}
	records := cohort(400, 3, 400)
	for i, r := range people("g", 20, "2025-02", 2) {
		r.Measure, r.Amount, r.Contributor = "gift", 1_000_003, []string{"a", "b", "c"}[i%3]
		records = append(records, r)
	}
	r := mustBuild(t, spec, records)
	if got := value(t, r, "g 2025-Q1 12"); got != "20000060" {
		t.Errorf("20 gifts of 1000003: got %s", got)
	}
	if len(r.series("c").Curves[0]) < 3 {
		t.Errorf("curve %v", r.series("c").Curves[0])
	}
	roundTrip(t, r)
}
