package intake

import (
	"strings"

	"titian/internal/feature/person"
)

// The words that exports and offices use for the register's choices, as
// HeaderKey writes them.
var (
	sexes = map[string]person.Sex{
		"l": person.Male, "laki laki": person.Male, "laki": person.Male, "lk": person.Male, "pria": person.Male, "m": person.Male, "male": person.Male, "laki2": person.Male,
		"p": person.Female, "perempuan": person.Female, "pr": person.Female, "wanita": person.Female, "w": person.Female, "f": person.Female, "female": person.Female,
	}
	religions = map[string]string{
		"islam": "islam", "kristen": "protestant", "kristen protestan": "protestant", "protestan": "protestant", "protestant": "protestant",
		"katolik": "catholic", "katholik": "catholic", "kristen katolik": "catholic", "katolik roma": "catholic", "catholic": "catholic", "hindu": "hindu",
		"buddha": "buddhist", "budha": "buddhist", "budhis": "buddhist", "buddhist": "buddhist", "konghucu": "confucian", "khonghucu": "confucian", "kong hu cu": "confucian", "confucian": "confucian",
		"kepercayaan": "belief", "penghayat": "belief", "penghayat kepercayaan": "belief", "aliran kepercayaan": "belief", "belief": "belief",
	}
	schoolings = map[string]string{
		"tidak sekolah": "none", "tidak tamat sd": "none", "belum sekolah": "none", "buta huruf": "none", "none": "none",
		"sd": "primary", "mi": "primary", "sd mi": "primary", "sd sederajat": "primary", "paket a": "primary", "primary": "primary",
		"smp": "lower_secondary", "sltp": "lower_secondary", "mts": "lower_secondary", "smp mts": "lower_secondary", "smp sederajat": "lower_secondary", "paket b": "lower_secondary", "lower secondary": "lower_secondary",
		"sma": "upper_secondary", "slta": "upper_secondary", "smu": "upper_secondary", "ma": "upper_secondary", "sma ma": "upper_secondary", "sma sederajat": "upper_secondary", "sma smk": "upper_secondary", "paket c": "upper_secondary", "upper secondary": "upper_secondary",
		"smk": "vocational", "stm": "vocational", "smea": "vocational", "vocational": "vocational",
		"d1": "diploma", "d2": "diploma", "d3": "diploma", "d4": "degree", "di": "diploma", "dii": "diploma", "diii": "diploma", "div": "degree", "d i": "diploma", "d ii": "diploma", "d iii": "diploma", "d iv": "degree", "diploma": "diploma", "akademi": "diploma",
		"s1": "degree", "s2": "degree", "s3": "degree", "s 1": "degree", "s 2": "degree", "sarjana": "degree", "strata 1": "degree", "perguruan tinggi": "degree", "degree": "degree",
	}
	legals = map[string]person.LegalStatus{
		"tahanan": person.Detainee, "thn": person.Detainee, "detainee": person.Detainee,
		"narapidana": person.Convict, "napi": person.Convict, "np": person.Convict, "convict": person.Convict,
		"anak": person.ChildSuspect, "tahanan anak": person.ChildSuspect, "child suspect": person.ChildSuspect,
		"anak binaan": person.Juvenile, "andikpas": person.Juvenile, "anak didik pemasyarakatan": person.Juvenile, "anak pidana": person.Juvenile, "juvenile": person.Juvenile,
		"klien": person.Client, "klien pemasyarakatan": person.Client, "client": person.Client, "bebas": person.Free, "free": person.Free,
	}
	risks = map[string]person.Risk{
		"rendah": person.LowRisk, "low": person.LowRisk, "sedang": person.MediumRisk, "menengah": person.MediumRisk, "medium": person.MediumRisk,
		"tinggi": person.HighRisk, "high": person.HighRisk,
	}
)

// registers are the letters of the registers: A holds those before a verdict
// (police, prosecutor, courts), B those who serve (by length of the sentence).
func legalOf(key string) (person.LegalStatus, bool) {
	if l, ok := legals[key]; ok {
		return l, true
	}
	letter, rest, _ := strings.Cut(key, " ")
	if len(letter) > 1 && rest == "" {
		letter, rest = letter[:1], letter[1:]
	}
	if strings.Trim(rest, "iv ab123") != "" || rest == "" {
		return "", false
	}
	switch letter {
	case "a":
		return person.Detainee, true
	case "b":
		return person.Convict, true
	}
	return "", false
}

// nothing reports whether a cell says that there is nothing to say.
func nothing(s string) bool {
	switch s {
	case "", "-", "--", "---", "?", ".", "0000-00-00", "00-00-0000", "00/00/0000", "NULL", "null", "N/A", "n/a", "nihil", "Nihil", "NIHIL", "kosong", "tidak ada", "Tidak Ada", "TIDAK ADA", "belum ada":
		return true
	}
	return false
}
