-- +goose Up
-- The catalogue is national; an offering is a class at one facility.
CREATE TABLE programme_programme (
  id {{.ID}} NOT NULL PRIMARY KEY,
  code {{.TEXT}} NOT NULL CONSTRAINT programme_programme_code_key UNIQUE,
  name {{.TEXT}} NOT NULL,
  category {{.TEXT}} NOT NULL CONSTRAINT programme_programme_category CHECK (category IN ('PERSONAL', 'SELF_RELIANCE', 'REHABILITATION', 'HEALTH', 'REINTEGRATION')),
  area {{.TEXT}} NOT NULL,
  sector {{.TEXT}} NOT NULL,
  hours {{.INT}} NOT NULL,
  capacity {{.INT}} NOT NULL,
  active {{.BOOL}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL
) {{.STRICT}};
CREATE INDEX programme_programme_list ON programme_programme (category, name, id);
CREATE INDEX programme_programme_name ON programme_programme (name, id);

CREATE TABLE programme_unit (
  programme_id {{.ID}} NOT NULL REFERENCES programme_programme (id),
  code {{.TEXT}} NOT NULL,
  title {{.TEXT}} NOT NULL,
  PRIMARY KEY (programme_id, code)
) {{.STRICT}};

-- enrolled is kept beside capacity so that one conditional update both takes a
-- seat and refuses the one too many.
CREATE TABLE programme_offering (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  id {{.ID}} NOT NULL,
  programme_id {{.ID}} NOT NULL REFERENCES programme_programme (id),
  cooperation_id {{.ID}} REFERENCES agreement_cooperation (id),
  commitment_id {{.ID}} REFERENCES partnership_commitment (id),
  activity_id {{.ID}} REFERENCES agreement_activity (id),
  partner_id {{.ID}} REFERENCES directory_organisation (id),
  ref {{.TEXT}} NOT NULL,
  title {{.TEXT}} NOT NULL,
  place {{.TEXT}} NOT NULL,
  starts_on {{.DATE}} NOT NULL,
  ends_on {{.DATE}} NOT NULL,
  capacity {{.INT}} NOT NULL,
  enrolled {{.INT}} NOT NULL,
  status {{.TEXT}} NOT NULL CONSTRAINT programme_offering_status CHECK (status IN ('open', 'running', 'completed', 'cancelled')),
  close_reason {{.TEXT}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id),
  CONSTRAINT programme_offering_ref_key UNIQUE (facility_id, ref),
  CONSTRAINT programme_offering_seats CHECK (enrolled >= 0 AND enrolled <= capacity)
) {{.KEYED}};
CREATE INDEX programme_offering_id ON programme_offering (id);
CREATE INDEX programme_offering_list ON programme_offering (facility_id, status, starts_on, id);
CREATE INDEX programme_offering_start ON programme_offering (facility_id, starts_on, id);
CREATE INDEX programme_offering_cooperation ON programme_offering (cooperation_id);
CREATE INDEX programme_offering_activity ON programme_offering (activity_id) WHERE activity_id IS NOT NULL;
CREATE INDEX programme_offering_commitment ON programme_offering (commitment_id);
CREATE INDEX programme_offering_partner ON programme_offering (partner_id, starts_on, id);

-- marked and present repeat the attendance rows of the session, written in the
-- same transaction: a facility's dashboard reads a few sessions, not all marks.
CREATE TABLE programme_session (
  facility_id {{.ID}} NOT NULL,
  id {{.ID}} NOT NULL,
  offering_id {{.ID}} NOT NULL,
  held_on {{.DATE}} NOT NULL,
  topic {{.TEXT}} NOT NULL,
  status {{.TEXT}} NOT NULL CONSTRAINT programme_session_status CHECK (status IN ('planned', 'held', 'cancelled')),
  marked {{.INT}} NOT NULL,
  present {{.INT}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id),
  FOREIGN KEY (facility_id, offering_id) REFERENCES programme_offering (facility_id, id)
) {{.KEYED}};
CREATE INDEX programme_session_offering ON programme_session (facility_id, offering_id, held_on);
CREATE INDEX programme_session_day ON programme_session (facility_id, held_on, status, marked, present);

CREATE TABLE programme_enrolment (
  facility_id {{.ID}} NOT NULL,
  id {{.ID}} NOT NULL,
  offering_id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  need_id {{.ID}},
  status {{.TEXT}} NOT NULL CONSTRAINT programme_enrolment_status CHECK (status IN ('active', 'completed', 'left')),
  enrolled_on {{.DATE}} NOT NULL,
  ended_on {{.DATE}},
  end_reason {{.TEXT}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id),
  FOREIGN KEY (facility_id, offering_id) REFERENCES programme_offering (facility_id, id)
) {{.KEYED}};
-- One seat a person in a class; who left may come back, and both rows stay.
CREATE UNIQUE INDEX programme_enrolment_once ON programme_enrolment (facility_id, offering_id, person_id) WHERE status <> 'left';
CREATE INDEX programme_enrolment_class ON programme_enrolment (facility_id, offering_id, person_id);
CREATE INDEX programme_enrolment_person ON programme_enrolment (person_id);
CREATE INDEX programme_enrolment_status ON programme_enrolment (facility_id, status);

CREATE TABLE programme_attendance (
  facility_id {{.ID}} NOT NULL,
  session_id {{.ID}} NOT NULL,
  enrolment_id {{.ID}} NOT NULL,
  mark {{.TEXT}} NOT NULL CONSTRAINT programme_attendance_mark CHECK (mark IN ('present', 'excused', 'absent')),
  note {{.TEXT}} NOT NULL,
  PRIMARY KEY (facility_id, session_id, enrolment_id)
) {{.KEYED}};
CREATE INDEX programme_attendance_enrolment ON programme_attendance (facility_id, enrolment_id, mark);

-- One competency unit of one enrolment: self-rated before, assessed after.
CREATE TABLE programme_result (
  facility_id {{.ID}} NOT NULL,
  enrolment_id {{.ID}} NOT NULL,
  unit {{.TEXT}} NOT NULL,
  before_score {{.INT}},
  after_score {{.INT}},
  competent {{.BOOL}} NOT NULL,
  assessed_on {{.DATE}} NOT NULL,
  assessor {{.TEXT}} NOT NULL,
  PRIMARY KEY (facility_id, enrolment_id, unit),
  FOREIGN KEY (facility_id, enrolment_id) REFERENCES programme_enrolment (facility_id, id)
) {{.KEYED}};

-- A certificate is found by its code from anywhere, so it is a national record.
CREATE TABLE programme_certificate (
  id {{.ID}} NOT NULL PRIMARY KEY,
  code {{.TEXT}} NOT NULL CONSTRAINT programme_certificate_code_key UNIQUE,
  facility_id {{.ID}} NOT NULL,
  enrolment_id {{.ID}} NOT NULL,
  number {{.TEXT}} NOT NULL,
  holder {{.TEXT}} NOT NULL,
  title {{.TEXT}} NOT NULL,
  issuer {{.TEXT}} NOT NULL,
  hours {{.INT}} NOT NULL,
  issued_on {{.DATE}} NOT NULL,
  revoked_on {{.DATE}},
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL
) {{.STRICT}};
-- One certificate an enrolment; a revoked one may be replaced.
CREATE UNIQUE INDEX programme_certificate_enrolment_key ON programme_certificate (facility_id, enrolment_id) WHERE revoked_on IS NULL;
