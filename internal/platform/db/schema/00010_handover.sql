-- +goose Up
CREATE TABLE handover_handover (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  to_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  ref {{.TEXT}} NOT NULL,
  release_kind {{.TEXT}} NOT NULL CONSTRAINT handover_handover_kind CHECK (release_kind IN ('parole', 'conditional_leave', 'prerelease_leave', 'expiry')),
  release_on {{.DATE}} NOT NULL,
  summary {{.TEXT}} NOT NULL,
  follow_on {{.TEXT}} NOT NULL,
  status {{.TEXT}} NOT NULL CONSTRAINT handover_handover_status CHECK (status IN ('draft', 'sent', 'accepted', 'returned', 'cancelled')),
  sent_on {{.DATE}},
  answered_on {{.DATE}},
  answer_reason {{.TEXT}} NOT NULL,
  first_contact_on {{.DATE}},
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id),
  CONSTRAINT handover_handover_ref_key UNIQUE (facility_id, ref)
) {{.KEYED}};
CREATE INDEX handover_handover_id ON handover_handover (id);
CREATE INDEX handover_handover_list ON handover_handover (facility_id, status, release_on, id);
CREATE INDEX handover_handover_to ON handover_handover (to_id, status, release_on, id);
CREATE INDEX handover_handover_person ON handover_handover (person_id);

CREATE TABLE handover_item (
  facility_id {{.ID}} NOT NULL,
  handover_id {{.ID}} NOT NULL,
  item {{.TEXT}} NOT NULL,
  answer {{.TEXT}} NOT NULL CONSTRAINT handover_item_answer CHECK (answer IN ('enclosed', 'missing', 'not_applicable')),
  note {{.TEXT}} NOT NULL,
  PRIMARY KEY (facility_id, handover_id, item),
  FOREIGN KEY (facility_id, handover_id) REFERENCES handover_handover (facility_id, id)
) {{.KEYED}};
