package directory

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"titian/internal/kernel/errs"
)

// Limits of texts, in letters.
const (
	maxName    = 200
	maxClass   = 20
	maxAddress = 500
)

// CheckText trims *s and notes at path what is wrong with it. Browsers end lines
// in their own way, which is brought to ours; of control characters only line
// ends and tabs may stand.
func CheckText(f *errs.Fields, path string, s *string, limit int, required bool) {
	*s = strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n"))
	switch {
	case *s == "" && required:
		f.Add(path, "required")
	case !utf8.ValidString(*s) || strings.ContainsFunc(*s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }):
		f.Add(path, "text.invalid")
	case utf8.RuneCountInString(*s) > limit:
		f.Add(path, "too_long", "max", limit)
	}
}

// CheckChoice notes at path that v is none of allowed.
func CheckChoice[T ~string](f *errs.Fields, path string, v T, allowed []T) {
	switch {
	case slices.Contains(allowed, v):
	case v == "":
		f.Add(path, "required")
	default:
		f.Add(path, "choice.invalid")
	}
}

// codePattern keeps reference numbers readable over the telephone.
var codePattern = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,15}$`)

func checkCode(f *errs.Fields, code *string) {
	*code = strings.ToUpper(strings.TrimSpace(*code))
	switch {
	case *code == "":
		f.Add("code", "required")
	case !codePattern.MatchString(*code):
		f.Add("code", "organisation.code")
	}
}

// Details are what an organisation's form asks for and may change later.
type Details struct {
	Name         string
	FacilityType FacilityType
	Class        string
	PartnerKind  PartnerKind
	Regency      RegencyCode
	Address      string
}

// validate checks what needs no other record. A field that has no meaning for
// the kind must be empty: kept, it would be read as if it had one.
func (d *Details) validate(f *errs.Fields, k Kind) {
	CheckText(f, "name", &d.Name, maxName, true)
	CheckText(f, "class", &d.Class, maxClass, false)
	CheckText(f, "address", &d.Address, maxAddress, false)
	if k == Facility {
		CheckChoice(f, "facility_type", d.FacilityType, FacilityTypes())
	} else if d.FacilityType != "" {
		f.Add("facility_type", "choice.invalid")
	}
	if k == Partner {
		CheckChoice(f, "partner_kind", d.PartnerKind, PartnerKinds())
	} else if d.PartnerKind != "" {
		f.Add("partner_kind", "choice.invalid")
	}
	if k != Facility && d.Class != "" {
		f.Add("class", "choice.invalid")
	}
}

func (d *Details) write(o *Organisation) {
	o.Name, o.FacilityType, o.Class, o.PartnerKind, o.Regency, o.Address = d.Name, d.FacilityType, d.Class, d.PartnerKind, d.Regency, d.Address
}
