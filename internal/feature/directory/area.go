package directory

// Province is an area of the first level, by both code systems.
type Province struct {
	Code string `db:"code" privacy:"public"`
	BPS  string `db:"bps_code" privacy:"public"`
	Name string `db:"name" privacy:"public"`
}

// Regency is an area of the second level, by both code systems.
type Regency struct {
	Code     RegencyCode `db:"code" privacy:"public"`
	BPS      string      `db:"bps_code" privacy:"public"`
	Province string      `db:"province_code" privacy:"public"`
	Kind     string      `db:"kind" privacy:"public"` // kabupaten or kota
	Name     string      `db:"name" privacy:"public"` // with its kind: "Kabupaten Bungo"
}
