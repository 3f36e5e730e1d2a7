package generate

import (
	"math/rand/v2"
	"strings"
)

// nameList draws names as registers have them: of one word to four, from the
// customs of several peoples, some in the old spelling, the common ones often.
// The words are in wide use; who would bear a drawn name by chance is not meant.
type nameList struct {
	customs []custom
	java    []string // made of the morphemes that Javanese names are made of
}

// custom is how one people names its men and women.
type custom struct {
	share       int // of a hundred
	men, women  []string
	second      []string // another given name, a father's or a family's
	single      int      // of a hundred have one name only
	three       int      // and so many have a third
	before      []string // a word that goes in front of most
	beforeShare int
}

func newNames() *nameList {
	f := strings.Fields
	l := &nameList{}
	for _, head := range f("Su Har Wi Pur Dar Mar Sar Kus War Pra Bam Tri Sis Joko Rus Gu Suk Mul Sub") {
		for _, root := range f("tris gi yan mi wan di dar to ja ri yo mar kar nar gun had par tar mad yat") {
			for _, tail := range f("no anto oyo ono yadi awan ono tono man ato iyono adi") {
				l.java = append(l.java, head+root+tail)
			}
		}
	}
	arabic := f("Muhammad Ahmad Abdul Hasan Husen Umar Usman Ali Ibrahim Ismail Yusuf Idris Ilyas Sulaiman Zainal Syahrul Syamsul Syarif Fauzi Fadli Farid Faisal Fajar Hafiz Hakim Halim Hamdan Hamid Hanafi Haris Hidayat Ikhsan Imran Irfan Jamal Kamal Kamil Khairul Lukman Mahmud Mansur Marzuki Mustafa Nasir Nasrul Rahman Rahmat Ramadhan Ramli Rasyid Ridwan Rizki Rizal Rusdi Saiful Salim Samsudin Sofyan Syafrudin Taufik Thamrin Wahid Yahya Yasin Zakaria Zulkifli Zulfikar Akbar Amin Amir Anwar Arif Asep Aziz Azhar Bahar Bahri Basri Burhan Darwis Effendi Fikri Ghani Habib")
	arabicSecond := f("Rahman Rahim Hakim Hidayat Hidayatullah Ramadhan Maulana Saputra Pratama Nugraha Siregar Harahap Nasution Lubis Hasibuan Firdaus Kurniawan Setiawan Gunawan Hermawan Darmawan Irawan Syahputra Fadillah Abdullah Habibi Nasir Yunus Yakub Daud Hasyim Kasim Latif Malik Mansyur Mukhlis Munawar Musa Nawawi Qodir Rosyid Sidik Syafii Tohir Usmani Wahab Yasir Zaini Zamzami Alfarizi Assidiqi Efendi Fahrezi Gozali Hanif Iskandar Jauhari Khadafi Lazuardi Mubarok Naufal Perdana Rafsanjani Sanusi Tanjung Wardana Zulkarnain")
	women := f("Siti Nur Dewi Sri Rina Rini Ratna Yuni Ayu Fitri Fitriani Aisyah Aminah Fatimah Khadijah Halimah Maryam Nurhayati Nuraini Nurjanah Rohani Rosita Salmah Sumiati Suryani Wati Lestari Lina Linda Maya Mega Melati Mira Murni Ningsih Novita Puji Putri Rahayu Rahmawati Ramlah Sari Sukma Susanti Tuti Umi Wahyuni Wulan Yanti Yuliana Yulia Zahra Zubaidah")
	l.customs = []custom{
		{
			share: 30, men: f("Agus Bambang Slamet Joko Eko Dwi Tri Budi Sugeng Teguh Wahyu Yanto Heru Hendro Hari Hadi Gatot Edi Didik Cahyo Bayu Aris Arief Andri Adi Widodo Wawan Untung Tono Suryo Supri Sigit Rudi Rahmat Prayitno Nugroho Mulyono Kuncoro Kasno Jatmiko Iwan Imam Galih Dimas Danang Catur Bagus Anton Soeharto Soetjipto Soedarmo Tjahjono Djoko"),
			women: women, second: f("Santoso Wibowo Nugroho Prasetyo Susanto Hartono Purnomo Setiawan Utomo Raharjo Wijaya Widjaja Saputro Cahyono Handoko Kusuma Kurniawan Mulyadi Pamungkas Pradana Priyanto Riyadi Siswanto Subagyo Sulistyo Sunaryo Suprapto Surono Suryadi Sutanto Sutopo Suwarno Syahputra Tjahyadi Waluyo Wicaksono Widodo Winarno Yulianto Basuki Budiman Harsono Haryanto Hermanto Irianto Junaedi Kartono Laksono Margono Nurdin Pranoto"), single: 28, three: 8,
		},
		{share: 30, men: arabic, women: women, second: arabicSecond, single: 6, three: 25, before: f("Muhammad Muhammad Muhammad Ahmad Abdul M. Moch. Mohamad"), beforeShare: 30},
		{
			share: 12, men: f("Asep Dadang Ujang Cecep Dede Deden Endang Enjang Iwan Jajang Kosasih Maman Nana Nandang Oman Otong Rohman Solihin Tatang Tedi Toto Wawan Yayan Yana Aep Agung Dudung Encep"),
			women: f("Euis Iis Neneng Nining Tati Yeni Imas Lilis Elis Entin Cucu Dedeh Ai Teti"), second: f("Sutisna Supriatna Hidayat Suryana Sukmana Sopandi Kusnadi Mulyana Nugraha Permana Rukmana Saepudin Somantri Suherman Sumarna Suparman Wiguna Wirawan Gunawan Hermawan Iskandar Junaedi Komarudin Kurnia Maulana Nurjaman Ramdani Rustandi"), single: 15, three: 6,
		},
		{
			share: 10, men: f("Parlindungan Togar Poltak Binsar Bonar Hotman Jonter Mangasi Maruli Monang Pahala Ramses Rikardo Saut Sahala Tigor Tumpal Rinto Roni Andreas Daniel David Samuel Jonathan Frans Hendrik"),
			women: f("Tiur Rosmaida Lamria Duma Marta Risma Romauli Santi Tiarma Dame Elfrida"), second: f("Siregar Sinaga Simanjuntak Sihombing Situmorang Simbolon Silalahi Sitorus Nainggolan Hutagalung Hutapea Hutabarat Manurung Marpaung Napitupulu Pangaribuan Panjaitan Pardede Pasaribu Purba Rajagukguk Saragih Sianturi Siagian Simamora Sinambela Sirait Sitanggang Tambunan Tampubolon Ginting Sembiring Tarigan Karo Barus Gultom Butar Lumbantoruan"), single: 1, three: 12,
		},
		{
			share: 8, men: f("Yohanes Yosef Petrus Paulus Markus Lukas Matius Yakobus Stefanus Simon Filipus Thomas Yeremias Daniel Elias Gabriel Martinus Agustinus Antonius Benediktus Fransiskus Ignatius Melkianus Nikolas Robertus Vinsensius"),
			women: f("Maria Marta Magdalena Elisabet Agnes Yohana Yuliana Katarina Theresia Veronika Kristina Sofia"), second: f("Lewar Kleden Fernandez Tukan Nahak Bere Seran Lalu Tefa Nenobais Manafe Ndun Ratu Rihi Wairata Pattiasina Latuharhary Sahetapy Tuhumury Manuhutu Wenda Kogoya Tabuni Yikwa Rumbiak Wanggai Kambuaya Lumban Mandagi Rorimpandey Wowor Tumbelaka Sondakh Lumintang"), single: 2, three: 15,
		},
		{share: 6, men: f("Wayan Made Nyoman Ketut Putu Kadek Komang Gede"), women: f("Wayan Made Nyoman Ketut Putu Kadek Komang Luh"), second: f("Sudana Suardana Sudarma Sukarta Suarsana Wirawan Widiana Artana Arnawa Astawa Budiarta Darmayasa Mahendra Parwata Pastika Rai Sadia Sudiarta Sujana Sumerta Suparta Suryawan Swastika Yasa Winaya"), single: 1, three: 10, before: f("I"), beforeShare: 80},
		{
			share: 4, men: f("Baso Daeng Ambo Beddu Sangkala Rewa Syahrir Supardi Sirajuddin Jufri Hasanuddin Baharuddin Kaharuddin Nurdin Rustam Mappa Lalu Sahdan Saharudin Sapardi"),
			women: f("Hasnah Baiq Rosdiana Murniati Sitti Nurlaela Hasmawati"), second: f("Mappanyukki Palaguna Mattalatta Patawari Tanri Makkasau Pananrang Saleh Tahir Rauf Hamzah Dg Ngalle Nompo Tutu Wirajaya Wiratmaja Kusuma Irawan Hadi"), single: 20, three: 8, before: f("Andi Lalu"), beforeShare: 15,
		},
	}
	return l
}

// of draws a name for a sex.
func (l *nameList) of(r *rand.Rand, sex string) string {
	x, c := r.IntN(100), l.customs[0]
	for _, c = range l.customs {
		if x -= c.share; x < 0 {
			break
		}
	}
	first := c.men
	if sex == "F" {
		first = c.women
	}
	words := []string{often(r, first)}
	if len(c.before) > 0 && r.IntN(100) < c.beforeShare {
		words = []string{c.before[r.IntN(len(c.before))], words[0]}
	}
	if len(words) > 1 || r.IntN(100) >= c.single {
		words = append(words, l.last(r, c))
	}
	if r.IntN(100) < c.three {
		words = append(words, l.last(r, c))
	}
	if len(words) == 1 && r.IntN(2) == 0 {
		return l.java[r.IntN(len(l.java))]
	}
	return strings.Join(words, " ")
}

func (l *nameList) last(r *rand.Rand, c custom) string {
	if r.IntN(100) < 30 {
		return l.java[r.IntN(len(l.java))]
	}
	return often(r, c.second)
}

// often draws from the head of a list more than from its end, as names are.
func often(r *rand.Rand, list []string) string {
	return list[min(r.IntN(len(list)), r.IntN(len(list)))]
}
