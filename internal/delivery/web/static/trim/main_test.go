package main

import "testing"

func TestOnlyKeptComponentsRemain(t *testing.T) {
	keep := []string{"govuk-table"}
	for in, want := range map[string]string{
		`.govuk-table{color:red}`:                                                   `.govuk-table{color:red}`,
		`.govuk-table__cell--numeric,.govuk-tabs{color:red}`:                        `.govuk-table__cell--numeric{color:red}`,
		`.govuk-tablet{color:red}`:                                                  ``,
		`.govuk-header .govuk-table{color:red}`:                                     ``,
		`@media print{.govuk-tabs{a:b}.govuk-table{c:d}}`:                           `@media print{.govuk-table{c:d}}`,
		`@media print{.govuk-tabs{a:b}}`:                                            ``,
		`@font-face{font-family:GDS Transport;src:url(x)}:root{--a:1}`:              `:root{--a:1}`,
		`@charset "UTF-8";/*! c */body{font-family:GDS Transport,arial,sans-serif}`: `body{font-family:inherit}`,
		`.govuk-table:not(.govuk-table--a,.govuk-table--b),p{a:b}`:                  `.govuk-table:not(.govuk-table--a,.govuk-table--b),p{a:b}`,
		`.govuk-table{background:url(/assets/images/govuk-crest.svg)}`:              ``,
	} {
		if got := trim(in, keep); got != want {
			t.Errorf("trim(%s) = %s, want %s", in, got, want)
		}
	}
}
