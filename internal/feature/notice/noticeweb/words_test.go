package noticeweb_test

import (
	"testing"

	"titian/internal/delivery/web/ui"
	"titian/internal/feature/notice"
	"titian/internal/feature/notice/noticetext"
	"titian/internal/feature/notice/noticeweb"
	"titian/internal/platform/i18n"
	"titian/internal/platform/i18n/i18ntest"
)

func TestWordsAreCompleteInBothLanguages(t *testing.T) {
	i18ntest.Check(t, noticetext.Words, []string{".."})
	i18ntest.Check(t, noticeweb.Words, []string{"."}, ui.Words, noticetext.Words)
}

func TestEveryKindTopicWayAndPurposeHasWords(t *testing.T) {
	b := i18n.Lazy(ui.Words, noticetext.Words, noticeweb.Words)
	var keys []string
	topics := map[string]bool{}
	for _, k := range notice.Kinds() {
		keys = append(keys, "notice.kind."+string(k), "hook.event."+string(k))
	}
	for _, x := range notice.Topics() {
		keys, topics[string(x)] = append(keys, "notice.topic."+string(x)), true
	}
	for _, x := range notice.Ways() {
		keys = append(keys, "notice.way."+string(x))
	}
	for _, x := range notice.Purposes() {
		keys = append(keys, "link.purpose."+string(x), "reply.title."+string(x))
	}
	for _, key := range keys {
		if !b.Has(key) {
			t.Errorf("no message %s", key)
		}
	}
}
