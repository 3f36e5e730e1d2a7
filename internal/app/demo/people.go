package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"titian/internal/kernel/civil"
)

// somebody is a made-up person. No name here is taken from a list of real
// people; identity numbers start with province 00, which does not exist.
type somebody struct {
	name, register, nik, religion string
	female                        bool
	born                          civil.Date
}

var (
	men      = strings.Fields("Ahmad Budi Dedi Eko Fajar Gunawan Hendra Irwan Joko Kurnia Lukman Nanang Oki Putra Rahmat Slamet Taufik Wahyu Yusuf Zainal Agus Bambang Darma Edi Firman Hasan Imam Ridwan Samsul Tono")
	women    = strings.Fields("Siti Dewi Sri Ratna Wati Rina Yuni Lestari Ayu Nurul Fitri Indah")
	syllable = [][]string{strings.Fields("Sa Ba Ra Ta Wi Ha Ma Su Ku Pra Na Ar La Di Ju"), strings.Fields("ri mo lu ka se ndi ha to mba ngga ya wa li pu"), strings.Fields("no wan ta di ro man sih na tra yo din to ja sa")}
)

// people makes the same people for the same seed.
type people struct {
	r *rand.Rand
	n int
}

func (p *people) next(today civil.Date) somebody {
	p.n++
	one := func(list []string) string { return list[p.r.IntN(len(list))] }
	s := somebody{female: p.r.IntN(20) == 0, religion: "islam"}
	first := one(men)
	if s.female {
		first = one(women)
	}
	s.name = first
	if p.r.IntN(12) > 0 { // some people have a single name
		s.name += " " + one(syllable[0]) + one(syllable[1]) + one(syllable[2])
	}
	s.born = today.AddDays(-7300 - p.r.IntN(11000))
	s.register = fmt.Sprintf("B.I-%03d/%d", p.n, today.Year())
	s.nik = nik(s, p.n)
	return s
}

// nik is a number of the form in force with the impossible province 00; a
// woman's day of birth has 40 added.
func nik(s somebody, n int) string {
	day := s.born.Day()
	if s.female {
		day += 40
	}
	return fmt.Sprintf("000000%02d%02d%02d%04d", day, int(s.born.Month()), s.born.Year()%100, n%9999+1)
}

// weekday moves a day to the next Tuesday or Thursday, when classes are held.
func weekday(d civil.Date) civil.Date {
	for d.Time().Weekday() != time.Tuesday && d.Time().Weekday() != time.Thursday {
		d = d.AddDays(1)
	}
	return d
}
