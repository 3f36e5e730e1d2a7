-- +goose Up
-- Everything that a sentence's dates depend on, one row a fact. A correction is
-- a new row that names the one it replaces, so that the old value stays.
-- number tells the person's first sentence from the next.
CREATE TABLE sentence_entry (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  number {{.INT}} NOT NULL,
  topic {{.TEXT}} NOT NULL CONSTRAINT sentence_entry_topic CHECK (topic IN ('start', 'verdict', 'detention', 'remission', 'fine', 'condition', 'official', 'reported')),
  code {{.TEXT}} NOT NULL,
  dated_on {{.DATE}},
  years {{.INT}} NOT NULL CONSTRAINT sentence_entry_years CHECK (years >= 0),
  months {{.INT}} NOT NULL CONSTRAINT sentence_entry_months CHECK (months >= 0),
  days {{.INT}} NOT NULL CONSTRAINT sentence_entry_days CHECK (days >= 0),
  met_on {{.DATE}},
  doc_no {{.TEXT}} NOT NULL,
  source {{.TEXT}} NOT NULL CONSTRAINT sentence_entry_source CHECK (source IN ('officer', 'sdp', 'sk')),
  state {{.TEXT}} NOT NULL CONSTRAINT sentence_entry_state CHECK (state IN ('current', 'corrected', 'withdrawn')),
  replaces_id {{.ID}},
  reason {{.TEXT}} NOT NULL,
  author {{.TEXT}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id)
) {{.KEYED}};
CREATE INDEX sentence_entry_id ON sentence_entry (id);
CREATE INDEX sentence_entry_person ON sentence_entry (person_id, number);

-- The days that lists ask for. They are computed from sentence_entry in the
-- transaction that changes it and hold nothing of their own: a test rebuilds
-- them and compares.
CREATE TABLE sentence_key_date (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  point {{.TEXT}} NOT NULL,
  falls_on {{.DATE}} NOT NULL,
  source {{.TEXT}} NOT NULL,
  PRIMARY KEY (facility_id, person_id, point)
) {{.KEYED}};
CREATE INDEX sentence_key_date_list ON sentence_key_date (facility_id, falls_on, person_id, point);
CREATE INDEX sentence_key_date_person ON sentence_key_date (person_id);
