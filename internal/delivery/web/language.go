package web

import (
	"net/http"
	"time"

	"golang.org/x/text/language"

	"titian/internal/platform/i18n"
)

const langCookie = "lang"

// speak chooses the language: the link that was just followed, then the cookie
// of an earlier choice, then Indonesian, unless the browser asks for English
// and not for Indonesian at all.
func (w *Web) speak(next http.Handler) http.Handler {
	localizers := map[i18n.Lang]*i18n.Localizer{}
	for _, lang := range i18n.Langs() {
		localizers[lang] = w.config.Words.Localizer(lang)
	}
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if lang, ok := i18n.ParseLang(r.URL.Query().Get("lang")); ok && r.Method == http.MethodGet {
			w.setLang(rw, lang)
			http.Redirect(rw, r, withoutLang(r), http.StatusSeeOther) //nolint:gosec // LocalPath stays here
			return
		}
		rw.Header().Add("Vary", "Cookie, Accept-Language")
		next.ServeHTTP(rw, r.WithContext(i18n.With(r.Context(), localizers[chooseLang(r)])))
	})
}

// withoutLang is the same address without the choice, so that a bookmark does
// not choose again.
func withoutLang(r *http.Request) string {
	u := *r.URL
	q := u.Query()
	q.Del("lang")
	u.RawQuery = q.Encode()
	return LocalPath(u.RequestURI())
}

func (w *Web) setLang(rw http.ResponseWriter, lang i18n.Lang) {
	//nolint:gosec // Secure follows the service: a demo on loopback has no TLS
	http.SetCookie(rw, &http.Cookie{
		Name: langCookie, Value: string(lang), Path: "/", MaxAge: int((365 * 24 * time.Hour).Seconds()),
		HttpOnly: true, Secure: w.config.TLS, SameSite: http.SameSiteLaxMode,
	})
}

func chooseLang(r *http.Request) i18n.Lang {
	if c, err := r.Cookie(langCookie); err == nil {
		if lang, ok := i18n.ParseLang(c.Value); ok {
			return lang
		}
	}
	return acceptLang(r.Header.Get("Accept-Language"))
}

// acceptLang takes English only from a browser that lists English and no
// Indonesian: office PCs often run an English system, their readers do not.
func acceptLang(header string) i18n.Lang {
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil || len(tags) == 0 {
		return i18n.Indonesian
	}
	lang := i18n.Indonesian
	for _, t := range tags {
		switch base, _ := t.Base(); base.String() {
		case "id", "ms", "jv", "su":
			return i18n.Indonesian
		case "en":
			lang = i18n.English
		}
	}
	return lang
}
