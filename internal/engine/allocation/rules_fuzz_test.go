package allocation

import (
	"errors"
	"reflect"
	"testing"

	"titian/internal/kernel/errs"
)

// FuzzRules publishes arbitrary expressions: they are refused as the author's
// error, or give the same answer twice.
func FuzzRules(f *testing.F) {
	f.Add("person.days_left >= offering.days and person.need > 0.1", "person.need")
	f.Add("not (person.sex in ['F', 'M'])", "min(person.waited, 365) / 365")
	f.Add("person.days_left > 1 ? true : false", "1 / person.need")
	f.Add("now() > 0", "person['need']")
	f.Add("len(1..9) == 9", "-person.need ** 0.5")
	f.Fuzz(func(t *testing.T, when, value string) {
		rules := published()
		rules.Eligibility[0].When, rules.Points[0].Value = when, value
		b, err := Compile(rules)
		if err != nil {
			if !errors.Is(err, errs.Invalid) {
				t.Fatal(err)
			}
			return
		}
		person := Attributes{"days_left": 60.0, "need": 0.0, "sex": "M"}
		offering := Attributes{"days": 90.0, "sex": "any"}
		first, err1 := b.Eligible(person, offering)
		again, err2 := b.Eligible(person, offering)
		if (err1 == nil) != (err2 == nil) || err1 == nil && !reflect.DeepEqual(first, again) {
			t.Fatalf("%v %v, then %v %v", first, err1, again, err2)
		}
		points, err := b.Points(person, offering)
		if err == nil && (points < 1 || points > 1000) || err != nil && !errors.Is(err, errs.Invalid) {
			t.Fatalf("%d points, %v", points, err)
		}
	})
}
