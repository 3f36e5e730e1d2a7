package ui

import "titian/internal/platform/i18n"

// htmxConfig turns off what the Content-Security-Policy forbids (inline styles,
// eval) and what surprises readers (inherited attributes, pages kept in the
// browser's local storage on a shared PC). Field errors answer 422 and are
// shown; any other error replaces the main part.
const htmxConfig = `{"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,"selfRequestsOnly":true,"disableInheritance":true,"historyCacheSize":0,"scrollIntoViewOnBoost":false,"responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},{"code":"422","swap":true},{"code":"[45]..","swap":true,"error":true}]}`

// langName is a language's name in itself.
func langName(l i18n.Lang) string {
	if l == i18n.English {
		return "English"
	}
	return "Bahasa Indonesia"
}
