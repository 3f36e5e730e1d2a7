package handoverweb_test

import (
	"flag"
	"fmt"
	"net/url"
	"testing"

	"titian/internal/delivery/web/webtest"
	"titian/internal/platform/i18n"
)

var shots = flag.String("shots", "", "folder for pictures of the pages")

func TestPagesFitEveryWidthAndAxeFindsNothing(t *testing.T) {
	k := open(t)
	start := "/people/" + k.person.ID.String() + "/hand-overs"
	v := k.whole()
	v.Set("items[2].answer", "missing")
	v.Set("items[2].note", "menunggu sidang TPP")
	file := k.Post(start, v).Location()
	b := webtest.Open(t, k.Site)
	look := func(pages map[string]string) {
		for name, address := range pages {
			for _, lang := range i18n.Langs() {
				for _, width := range []int64{390, 1280} {
					if width == 1280 && lang == i18n.English {
						continue // the layout is looked at on a desk in Indonesian, the words on a phone
					}
					b.Visit(address, width, lang, false)
					b.Shoot(*shots, fmt.Sprintf("%s-%s-%d", name, lang, width))
					if found := b.Violations(); len(found) > 0 {
						t.Errorf("%s, %s, %d px: %v", name, lang, width, found)
					}
					if n := b.Overflow(); n > 0 {
						t.Errorf("%s, %s, %d px: %d px too wide", name, lang, width, n)
					}
				}
			}
		}
	}
	look(map[string]string{"list": "/hand-overs", "empty": "/hand-overs?side=in", "new": start + "/new", "edit": file + "/edit", "file": file, "cancel": file + "/cancel"})
	k.Post(file+"/send", url.Values{"version": {"1"}})
	k.Site.Actor = k.answers
	look(map[string]string{"incoming": "/hand-overs", "sent": file, "accept": file + "/accept", "return": file + "/return"})
	if c := b.Complaints(); len(c) > 0 {
		t.Errorf("the browser complains: %v", c)
	}
}
