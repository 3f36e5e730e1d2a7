package disclosure_test

import (
	"fmt"
	"strings"

	"titian/internal/engine/disclosure"
)

const exampleSpec = `{
 "release": "2025-q1", "released": "2025-04-15", "from": "2025-01", "to": "2025-03",
 "places": {"00": ["0001", "0002"]},
 "tables": [
  {"id": "placed", "kind": "count", "measure": "placed", "level": "regency", "period": "quarter"},
  {"id": "placed-all", "kind": "count", "measure": "placed", "level": "nation", "period": "quarter"}
 ]
}`

// exampleRecords has 40 people placed in one regency, and few in the other.
func exampleRecords(few int) string {
	var b strings.Builder
	b.WriteString("key,measure,period,place\n")
	for i := range 40 {
		fmt.Fprintf(&b, "a%d,placed,2025-01,0001\n", i)
	}
	for i := range few {
		fmt.Fprintf(&b, "b%d,placed,2025-02,0002\n", i)
	}
	return b.String()
}

// Two people in a regency stay hidden, and the gate finds that nothing
// published beside them tells.
func Example() {
	spec, err := disclosure.ParseSpec([]byte(exampleSpec))
	if err != nil {
		fmt.Println(err)
		return
	}
	records, err := disclosure.ReadRecords(strings.NewReader(exampleRecords(2)), spec)
	if err != nil {
		fmt.Println(err)
		return
	}
	release, err := disclosure.Build(spec, records, []byte("an example key, not a secret"))
	if err != nil {
		fmt.Println(err)
		return
	}
	files, _ := release.Encode()
	fmt.Print(string(files.Cells))
	fmt.Println("reasons to refuse:", len(disclosure.Gate(nil, release)))
	// Output:
	// table,period,place,group,value
	// placed,2025-Q1,0001,,40
	// placed,2025-Q1,0002,,<10
	// placed-all,2025-Q1,nation,,45
	// reasons to refuse: 0
}

// A mistake in the input is named by line and column.
func ExampleReadRecords() {
	spec, _ := disclosure.ParseSpec([]byte(exampleSpec))
	_, err := disclosure.ReadRecords(strings.NewReader("key,measure,period,place\nk1,placed,2025-1,0001\n"), spec)
	fmt.Println(err)
	// Output: line 2, column period: "2025-1" is not a month such as 2025-01
}

// A mistake in the spec is named by its field.
func ExampleParseSpec() {
	_, err := disclosure.ParseSpec([]byte(strings.Replace(exampleSpec, `"nation"`, `"village"`, 1)))
	fmt.Println(err)
	// Output: tables[1].level: "village" is not a level; use nation, province or regency
}
