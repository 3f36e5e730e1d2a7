-- +goose Up
-- One row a version of a questionnaire. Questionnaires belong to the whole
-- country; owner_id is the office that wrote it, none for those of the program.
-- At most one version is a draft, and at most one is filled in.
CREATE TABLE assessment_questionnaire (
  id {{.ID}} NOT NULL PRIMARY KEY,
  code {{.TEXT}} NOT NULL,
  number {{.INT}} NOT NULL,
  owner_id {{.ID}} REFERENCES directory_organisation (id),
  status {{.TEXT}} NOT NULL CONSTRAINT assessment_questionnaire_status CHECK (status IN ('draft', 'published', 'retired')),
  purpose {{.TEXT}} NOT NULL,
  privacy {{.TEXT}} NOT NULL CONSTRAINT assessment_questionnaire_privacy CHECK (privacy IN ('restricted', 'medical')),
  title_indonesian {{.TEXT}} NOT NULL,
  title_english {{.TEXT}} NOT NULL,
  document {{.TEXT}} NOT NULL,
  published_at {{.INSTANT}},
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL
) {{.STRICT}};
CREATE UNIQUE INDEX assessment_questionnaire_number ON assessment_questionnaire (code, number);
CREATE UNIQUE INDEX assessment_questionnaire_draft ON assessment_questionnaire (code) WHERE status = 'draft';
CREATE UNIQUE INDEX assessment_questionnaire_live ON assessment_questionnaire (code) WHERE status = 'published';

-- One filling of one version about one person. What is medical stands in a
-- column of its own class, and is opened for those alone who may read health.
CREATE TABLE assessment_sheet (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  questionnaire_id {{.ID}} NOT NULL REFERENCES assessment_questionnaire (id),
  code {{.TEXT}} NOT NULL,
  class {{.TEXT}} NOT NULL,
  status {{.TEXT}} NOT NULL CONSTRAINT assessment_sheet_status CHECK (status IN ('draft', 'submitted', 'replaced')),
  taken_on {{.DATE}} NOT NULL,
  answers {{.TEXT}} NOT NULL,
  medical {{.TEXT}} NOT NULL,
  author_id {{.ID}},
  author {{.TEXT}} NOT NULL,
  corrects_id {{.ID}},
  reason {{.TEXT}} NOT NULL,
  submitted_at {{.INSTANT}},
  needs_at {{.INSTANT}},
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id)
) {{.KEYED}};
CREATE INDEX assessment_sheet_id ON assessment_sheet (id);
CREATE INDEX assessment_sheet_person ON assessment_sheet (person_id, code, taken_on);
CREATE UNIQUE INDEX assessment_sheet_draft ON assessment_sheet (facility_id, person_id, code) WHERE status = 'draft';
