package tabular

import "strings"

// SafeCell makes text harmless in a spreadsheet: a cell that starts like a
// formula gets an apostrophe in front, which spreadsheets show as plain text.
// Leading spaces do not hide a formula, because some importers trim them.
// A plain negative number is no formula and stays a number.
func SafeCell(s string) string {
	t := strings.TrimLeft(s, " \u00a0")
	if t == "" || !strings.ContainsRune("=+-@\t\r\n|%", rune(t[0])) && !fullWidthFormula(t) {
		return s
	}
	if t[0] == '-' && len(t) > 1 && strings.Trim(t[1:], "0123456789.,") == "" {
		return s
	}
	return "'" + s
}

// fullWidthFormula catches the wide forms of =, +, - and @, which Excel with an
// East Asian setting reads as the narrow ones.
func fullWidthFormula(s string) bool {
	return strings.HasPrefix(s, "＝") || strings.HasPrefix(s, "＋") || strings.HasPrefix(s, "－") || strings.HasPrefix(s, "＠")
}
