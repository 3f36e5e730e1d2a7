// Package enforce holds ARCHITECTURE.md true. It has no code, only tests: each
// reads the source, the schema or the constructed program, and names the line
// that breaks a rule and the reason for the rule.
//
// Begin with floors_test.go. An exception stands in the test beside its reason;
// whoever adds one argues for it there.
package enforce
