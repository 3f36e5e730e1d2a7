-- +goose Up
-- A person is a national record: it moves between facilities. facility_id is
-- where the person is (or was last) held, probation_id the office that guides.
CREATE TABLE person_person (
  id {{.ID}} NOT NULL PRIMARY KEY,
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  probation_id {{.ID}} REFERENCES directory_organisation (id),
  register_no {{.TEXT}} NOT NULL,
  name {{.TEXT}} NOT NULL,
  name_key {{.TEXT}} NOT NULL,
  sex {{.TEXT}} NOT NULL CONSTRAINT person_person_sex CHECK (sex IN ('M', 'F')),
  born {{.TEXT}} NOT NULL,
  birth_place {{.TEXT}} NOT NULL DEFAULT '',
  religion {{.TEXT}} NOT NULL,
  home_regency {{.TEXT}} REFERENCES directory_regency (code),
  schooling {{.TEXT}} NOT NULL,
  legal_status {{.TEXT}} NOT NULL CONSTRAINT person_person_legal CHECK (legal_status IN ('detainee', 'convict', 'child_suspect', 'juvenile', 'client', 'free')),
  custody_status {{.TEXT}} NOT NULL CONSTRAINT person_person_custody CHECK (custody_status IN ('active', 'released', 'escaped', 'died', 'merged')),
  risk_level {{.TEXT}} NOT NULL CONSTRAINT person_person_risk CHECK (risk_level IN ('', 'low', 'medium', 'high')),
  admitted_on {{.DATE}},
  release_due_on {{.DATE}},
  released_on {{.DATE}},
  died_on {{.DATE}},
  nik_cipher {{.BLOB}},
  nik_hash {{.BLOB}},
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL
) {{.STRICT}};
CREATE INDEX person_person_list ON person_person (facility_id, custody_status, release_due_on, id);
CREATE INDEX person_person_name ON person_person (facility_id, name_key, id);
-- Nine in ten have no probation office, and three in ten no number: an index
-- without them is written the less for it.
CREATE INDEX person_person_probation ON person_person (probation_id, custody_status, name_key, id) WHERE probation_id IS NOT NULL;
CREATE UNIQUE INDEX person_person_nik_key ON person_person (nik_hash) WHERE nik_hash IS NOT NULL;

-- Stays, and below them legal steps and numbers, are read of one person alone, so
-- the person leads their key: a file of a hundred thousand people writes one tree
-- each. Their facility is the one in the person's row, which is asked whether it
-- exists; offices are never deleted, so it is not asked again for each.
CREATE TABLE person_custody (
  facility_id {{.ID}} NOT NULL,
  id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  starts_on {{.DATE}},
  ends_on {{.DATE}},
  end_kind {{.TEXT}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (person_id, id, facility_id)
) {{.KEYED}};
-- Only releases are asked for by office, and nobody who comes has one.
CREATE INDEX person_custody_ended ON person_custody (facility_id, ends_on, person_id) WHERE ends_on IS NOT NULL;

-- What a person answered when asked whether one partner may know them by name
-- for one purpose. Each answer is a row of its own with its receipt's number; an
-- answer is never written over, so that what was agreed stays as it was agreed.
-- latest marks the newest answer, which alone decides.
CREATE TABLE person_consent (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  partner_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  purpose {{.TEXT}} NOT NULL,
  number {{.TEXT}} NOT NULL,
  wording {{.INT}} NOT NULL,
  answer {{.TEXT}} NOT NULL CONSTRAINT person_consent_answer CHECK (answer IN ('given', 'refused')),
  answered_by {{.TEXT}} NOT NULL CONSTRAINT person_consent_by CHECK (answered_by IN ('self', 'parent', 'guardian')),
  representative {{.TEXT}} NOT NULL,
  given_on {{.DATE}} NOT NULL,
  expires_on {{.DATE}},
  withdrawn_on {{.DATE}},
  evidence {{.TEXT}} NOT NULL,
  latest {{.BOOL}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id),
  CONSTRAINT person_consent_number UNIQUE (facility_id, number)
) {{.KEYED}};
CREATE UNIQUE INDEX person_consent_latest ON person_consent (facility_id, person_id, partner_id, purpose) WHERE latest;
CREATE INDEX person_consent_person ON person_consent (person_id, partner_id);

-- Legal status in its order, each step with its reason; the person's row repeats
-- the last one.
CREATE TABLE person_legal_step (
  facility_id {{.ID}} NOT NULL,
  id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  legal_status {{.TEXT}} NOT NULL CONSTRAINT person_legal_step_status CHECK (legal_status IN ('detainee', 'convict', 'child_suspect', 'juvenile', 'client', 'free')),
  reason {{.TEXT}} NOT NULL,
  since_on {{.DATE}} NOT NULL,
  note {{.TEXT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (person_id, id, facility_id)
) {{.KEYED}};

-- Register numbers are free text of a kind (A I at the police … B I in prison); a
-- person collects several. The person's row repeats the present one.
CREATE TABLE person_number (
  facility_id {{.ID}} NOT NULL,
  id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  kind {{.TEXT}} NOT NULL CONSTRAINT person_number_kind CHECK (kind IN ('', 'a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'b2a', 'b2b', 'b3', 'other')),
  number {{.TEXT}} NOT NULL,
  since_on {{.DATE}},
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (person_id, id, facility_id)
) {{.KEYED}};

-- Other names: nicknames, earlier names, other spellings. They are searched too.
CREATE TABLE person_alias (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  kind {{.TEXT}} NOT NULL CONSTRAINT person_alias_kind CHECK (kind IN ('nickname', 'former', 'spelling', 'false')),
  name {{.TEXT}} NOT NULL,
  name_key {{.TEXT}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id)
) {{.KEYED}};
CREATE INDEX person_alias_person ON person_alias (person_id);

-- What a person brings along: languages, skills, work, schools.
CREATE TABLE person_trait (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  kind {{.TEXT}} NOT NULL CONSTRAINT person_trait_kind CHECK (kind IN ('language', 'skill', 'work', 'school')),
  title {{.TEXT}} NOT NULL,
  detail {{.TEXT}} NOT NULL,
  level {{.TEXT}} NOT NULL CONSTRAINT person_trait_level CHECK (level IN ('', 'basic', 'good', 'expert')),
  since_year {{.INT}},
  until_year {{.INT}},
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id)
) {{.KEYED}};
CREATE INDEX person_trait_person ON person_trait (person_id);

-- A disability and what is done about it. What is done is for all who work with
-- the person; the condition itself is medical.
CREATE TABLE person_adjustment (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  kind {{.TEXT}} NOT NULL CONSTRAINT person_adjustment_kind CHECK (kind IN ('mobility', 'sight', 'hearing', 'speech', 'learning', 'mental', 'illness', 'age', 'pregnancy', 'other')),
  condition_note {{.TEXT}} NOT NULL,
  adjustment {{.TEXT}} NOT NULL,
  since_on {{.DATE}} NOT NULL,
  ended_on {{.DATE}},
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id)
) {{.KEYED}};
CREATE INDEX person_adjustment_person ON person_adjustment (person_id);

-- Where inside the facility a person lives, in its order.
CREATE TABLE person_placement (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  block {{.TEXT}} NOT NULL,
  room {{.TEXT}} NOT NULL,
  reason {{.TEXT}} NOT NULL,
  since_on {{.DATE}} NOT NULL,
  ended_on {{.DATE}},
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id)
) {{.KEYED}};
CREATE INDEX person_placement_person ON person_placement (person_id);

-- A transfer: asked by the facility that holds the person (facility_id), answered
-- by the one that is to hold them (to_id).
CREATE TABLE person_transfer (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  to_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  purpose {{.TEXT}} NOT NULL CONSTRAINT person_transfer_purpose CHECK (purpose IN ('programme', 'crowding', 'security', 'health', 'family', 'trial', 'placement', 'other')),
  letter {{.TEXT}} NOT NULL,
  note {{.TEXT}} NOT NULL,
  planned_on {{.DATE}} NOT NULL,
  status {{.TEXT}} NOT NULL CONSTRAINT person_transfer_status CHECK (status IN ('requested', 'accepted', 'returned', 'cancelled')),
  moved_on {{.DATE}},
  answered_on {{.DATE}},
  answer_reason {{.TEXT}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id)
) {{.KEYED}};
CREATE INDEX person_transfer_id ON person_transfer (id);
CREATE INDEX person_transfer_awaited ON person_transfer (to_id, status, id);
CREATE INDEX person_transfer_person ON person_transfer (person_id);

-- What was corrected, with the value before and the reason. Rows are only added.
CREATE TABLE person_correction (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  fact {{.TEXT}} NOT NULL,
  stay_id {{.ID}},
  was {{.TEXT}} NOT NULL,
  became {{.TEXT}} NOT NULL,
  reason {{.TEXT}} NOT NULL,
  corrected_by {{.TEXT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id)
) {{.KEYED}};
CREATE INDEX person_correction_person ON person_correction (person_id);
