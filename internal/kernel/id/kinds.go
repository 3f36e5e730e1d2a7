package id

// One type a sort of record. They stand here, and not in the features that own
// the records, so that the platform (audit, authz) can name them too.
type (
	User         = ID[user]
	Membership   = ID[membership]
	Token        = ID[token]
	Holding      = ID[holding]
	Organisation = ID[organisation]
	Post         = ID[post]
	Person       = ID[person]
	Custody      = ID[custody]
	Consent      = ID[consent]
	Basis        = ID[basis]
	Emergency    = ID[emergency]
	Reading      = ID[reading]
	Number       = ID[number]
	Alias        = ID[alias]
	Trait        = ID[trait]
	Adjustment   = ID[adjustment]
	Placement    = ID[placement]
	LegalStep    = ID[legalStep]
	Transfer     = ID[transfer]
	Correction   = ID[correction]
	Need         = ID[need]
	Readiness    = ID[readiness]
	Screening    = ID[screening]
	Plan         = ID[plan]
	Step         = ID[step]
	Sitting      = ID[sitting]
	Case         = ID[boardCase]
	Note         = ID[note]
	Alert        = ID[alert]
	Cooperation  = ID[cooperation]
	Agreement    = ID[agreement]
	Comment      = ID[comment]
	Activity     = ID[activity]
	Meeting      = ID[meeting]
	Decision     = ID[decision]
	Proposal     = ID[proposal]
	Commitment   = ID[commitment]
	Delivery     = ID[delivery]
	Fund         = ID[fund]
	Entry        = ID[entry]
	Closing      = ID[closing]
	Programme    = ID[programme]
	Offering     = ID[offering]
	Session      = ID[session]
	Enrolment    = ID[enrolment]
	Certificate  = ID[certificate]
	HandOver     = ID[handOver]
	FollowUp     = ID[followUp]
	Request      = ID[request]
	Blob         = ID[blob]
	File         = ID[file]
	Feed         = ID[feed]
	Template     = ID[template]
	Import       = ID[imported]
	Job          = ID[job]
	Notice       = ID[notice]
	Hook         = ID[hook]
	Link         = ID[link]
	Merge        = ID[merge]
	Any          = ID[anyRecord]

	Questionnaire = ID[questionnaire]
	Sheet         = ID[sheet]
)

type (
	user         struct{}
	membership   struct{}
	token        struct{}
	holding      struct{}
	organisation struct{}
	post         struct{}
	person       struct{}
	custody      struct{}
	consent      struct{}
	basis        struct{}
	emergency    struct{}
	reading      struct{}
	number       struct{}
	alias        struct{}
	trait        struct{}
	adjustment   struct{}
	placement    struct{}
	legalStep    struct{}
	transfer     struct{}
	correction   struct{}
	need         struct{}
	readiness    struct{}
	screening    struct{}
	plan         struct{}
	step         struct{}
	sitting      struct{}
	boardCase    struct{}
	note         struct{}
	alert        struct{}
	cooperation  struct{}
	agreement    struct{}
	comment      struct{}
	activity     struct{}
	meeting      struct{}
	decision     struct{}
	proposal     struct{}
	commitment   struct{}
	delivery     struct{}
	fund         struct{}
	entry        struct{}
	closing      struct{}
	programme    struct{}
	offering     struct{}
	session      struct{}
	enrolment    struct{}
	certificate  struct{}
	handOver     struct{}
	followUp     struct{}
	request      struct{}
	blob         struct{}
	file         struct{}
	feed         struct{}
	template     struct{}
	imported     struct{}
	job          struct{}
	notice       struct{}
	hook         struct{}
	link         struct{}
	merge        struct{}
	anyRecord    struct{}

	questionnaire struct{}
	sheet         struct{}
)
