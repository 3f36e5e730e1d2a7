// Package e2e walks the built program in a real browser, as people do: by the
// names they read on the page, in both languages, with the keyboard alone, with
// scripts off, and with axe looking for barriers on every page.
//
// It owns the browser (Browser), the running program (Program) and the journeys
// that join them. It refuses selectors, sleeps and knowledge of the database:
// what a journey cannot say in words on the page, a reader could not do either.
// Start reading at Browser, then at the journeys in the test files.
//
// Chromium is Debian's; scripts/install-test-deps.sh installs it. Pictures go to
// e2e/screenshots, one for each failed test and one for each Picture asked for.
package e2e
