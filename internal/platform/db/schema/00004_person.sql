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
  religion {{.TEXT}} NOT NULL,
  home_regency {{.TEXT}} REFERENCES directory_regency (code),
  schooling {{.TEXT}} NOT NULL,
  legal_status {{.TEXT}} NOT NULL CONSTRAINT person_person_legal CHECK (legal_status IN ('detainee', 'convict', 'child_suspect', 'juvenile', 'client', 'free')),
  custody_status {{.TEXT}} NOT NULL CONSTRAINT person_person_custody CHECK (custody_status IN ('active', 'released', 'transferred', 'escaped', 'died', 'merged')),
  risk_level {{.TEXT}} NOT NULL CONSTRAINT person_person_risk CHECK (risk_level IN ('', 'low', 'medium', 'high')),
  admitted_on {{.DATE}},
  release_due_on {{.DATE}},
  released_on {{.DATE}},
  nik_cipher {{.BLOB}},
  nik_hash {{.BLOB}},
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL
) {{.STRICT}};
CREATE INDEX person_person_list ON person_person (facility_id, custody_status, release_due_on, id);
CREATE INDEX person_person_name ON person_person (facility_id, name_key, id);
CREATE INDEX person_person_probation ON person_person (probation_id, custody_status, name_key, id);
CREATE UNIQUE INDEX person_person_nik_key ON person_person (nik_hash);

CREATE TABLE person_custody (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  starts_on {{.DATE}},
  ends_on {{.DATE}},
  end_kind {{.TEXT}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id)
) {{.KEYED}};
CREATE INDEX person_custody_person ON person_custody (person_id);

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
