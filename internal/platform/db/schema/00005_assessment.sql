-- +goose Up
-- Rows are found by their own key too: a probation office opens a need of a
-- client without knowing which facility wrote it down.
CREATE TABLE assessment_need (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  area {{.TEXT}} NOT NULL,
  topic {{.TEXT}} NOT NULL,
  severity {{.INT}} NOT NULL CONSTRAINT assessment_need_severity CHECK (severity BETWEEN 1 AND 3),
  evidence {{.TEXT}} NOT NULL,
  assessed_on {{.DATE}} NOT NULL,
  closed_on {{.DATE}},
  close_reason {{.TEXT}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id)
) {{.KEYED}};
CREATE INDEX assessment_need_person ON assessment_need (person_id, area);
CREATE INDEX assessment_need_id ON assessment_need (id);
CREATE INDEX assessment_need_area ON assessment_need (facility_id, area, severity, id);

CREATE TABLE assessment_readiness (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  phase {{.TEXT}} NOT NULL CONSTRAINT assessment_readiness_phase CHECK (phase IN ('before', 'after', 'release')),
  taken_on {{.DATE}} NOT NULL,
  confidence {{.INT}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id)
) {{.KEYED}};
CREATE INDEX assessment_readiness_id ON assessment_readiness (id);
CREATE INDEX assessment_readiness_person ON assessment_readiness (person_id, taken_on);

CREATE TABLE assessment_readiness_item (
  facility_id {{.ID}} NOT NULL,
  readiness_id {{.ID}} NOT NULL,
  item {{.TEXT}} NOT NULL,
  answer {{.TEXT}} NOT NULL CONSTRAINT assessment_readiness_item_answer CHECK (answer IN ('done', 'needed', 'not_applicable')),
  owner {{.TEXT}} NOT NULL,
  due_on {{.DATE}},
  PRIMARY KEY (facility_id, readiness_id, item),
  FOREIGN KEY (facility_id, readiness_id) REFERENCES assessment_readiness (facility_id, id)
) {{.KEYED}};

-- Health screening: medical data, never shown to a partner.
CREATE TABLE assessment_screening (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  kind {{.TEXT}} NOT NULL,
  screened_on {{.DATE}} NOT NULL,
  result {{.TEXT}} NOT NULL CONSTRAINT assessment_screening_result CHECK (result IN ('clear', 'follow_up', 'declined')),
  note {{.TEXT}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id)
) {{.KEYED}};
CREATE INDEX assessment_screening_id ON assessment_screening (id);
CREATE INDEX assessment_screening_person ON assessment_screening (person_id, screened_on);

-- Rehabilitation: one row a stage, with the four domain scores at its start.
CREATE TABLE assessment_rehabilitation (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  stage {{.TEXT}} NOT NULL CONSTRAINT assessment_rehabilitation_stage CHECK (stage IN ('screening', 'entry', 'primary', 're_entry', 'aftercare', 'finished', 'left')),
  since_on {{.DATE}} NOT NULL,
  physical {{.INT}},
  psychological {{.INT}},
  social {{.INT}},
  environment {{.INT}},
  note {{.TEXT}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id)
) {{.KEYED}};
CREATE INDEX assessment_rehabilitation_id ON assessment_rehabilitation (id);
CREATE INDEX assessment_rehabilitation_person ON assessment_rehabilitation (person_id, since_on);
