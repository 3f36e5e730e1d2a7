// Package noticetext is the words of notices and letters, in both languages: the
// pages show the sentences that letters say. It owns no rule and no route.
package noticetext

import "embed"

// Words are the messages; the app adds them to the bundle.
//
//go:embed words
var Words embed.FS
