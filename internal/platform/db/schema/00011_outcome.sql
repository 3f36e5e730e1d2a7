-- +goose Up
-- What was found at 3, 6, 12 and 24 months after release. That a follow-up is
-- due is computed from the release date; only what was done is stored. A person
-- who could not be reached is a row too: unknown is counted, never dropped.
CREATE TABLE outcome_follow_up (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  milestone {{.INT}} NOT NULL CONSTRAINT outcome_follow_up_milestone CHECK (milestone IN (3, 6, 12, 24)),
  released_on {{.DATE}} NOT NULL,
  done_on {{.DATE}} NOT NULL,
  reached {{.BOOL}} NOT NULL,
  livelihood {{.TEXT}} NOT NULL CONSTRAINT outcome_follow_up_livelihood CHECK (livelihood IN ('', 'employed', 'business', 'studying', 'seeking', 'unable', 'none')),
  income_rp {{.INT}},
  housing {{.TEXT}} NOT NULL CONSTRAINT outcome_follow_up_housing CHECK (housing IN ('', 'settled', 'temporary', 'none')),
  family {{.TEXT}} NOT NULL CONSTRAINT outcome_follow_up_family CHECK (family IN ('', 'in_contact', 'restored', 'no_contact')),
  reoffended {{.TEXT}} NOT NULL CONSTRAINT outcome_follow_up_reoffended CHECK (reoffended IN ('', 'no', 'yes')),
  note {{.TEXT}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id),
  CONSTRAINT outcome_follow_up_once UNIQUE (person_id, released_on, milestone)
) {{.KEYED}};
CREATE INDEX outcome_follow_up_id ON outcome_follow_up (id);
CREATE INDEX outcome_follow_up_list ON outcome_follow_up (facility_id, done_on, id);

-- Whom an office asks next: those whom it guides, or let go and nobody guides.
CREATE INDEX outcome_released ON person_person (COALESCE(probation_id, facility_id), released_on, id) WHERE custody_status = 'released';
