package webtest

import (
	"flag"
	"fmt"
	"testing"

	"titian/internal/platform/i18n"
)

var shots = flag.String("shots", "", "folder for pictures of the gallery")

func TestGalleryIsAccessibleAndFitsEveryWidth(t *testing.T) {
	b := Open(t, gallerySite(t))
	for _, path := range []string{"/?rows=0", "/?rows=1", "/?rows=6&status=open&sort=partner", "/form", "/form?bad=1", "/nowhere"} {
		for _, width := range []int64{390, 1280} {
			for _, lang := range i18n.Langs() {
				for _, dark := range []bool{false, true} {
					name := fmt.Sprintf("%s %d %s dark=%v", path, width, lang, dark)
					b.Visit(path, width, lang, dark)
					b.Shoot(*shots, name)
					for _, v := range b.Violations() {
						t.Errorf("%s: %s", name, v)
					}
					if n := b.Overflow(); n > 0 {
						t.Errorf("%s: %d px wider than the window", name, n)
					}
					for _, c := range b.Complaints() {
						t.Errorf("%s: browser says %s", name, c)
					}
				}
			}
		}
	}
}
