-- +goose Up
-- A law that lets a partner know people by name for a purpose without asking
-- them. Who cites it answers for it; it is no way around an agreement.
CREATE TABLE person_basis (
  id {{.ID}} NOT NULL PRIMARY KEY,
  partner_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  purpose {{.TEXT}} NOT NULL,
  law {{.TEXT}} NOT NULL,
  org_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  cited_by {{.TEXT}} NOT NULL,
  starts_on {{.DATE}} NOT NULL,
  ends_on {{.DATE}},
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL
) {{.STRICT}};
CREATE INDEX person_basis_partner ON person_basis (partner_id, purpose);

-- Emergency access: one officer may read one person's record for a few hours.
-- facility_id is the office that had the person when the access was opened.
CREATE TABLE person_emergency (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  user_id {{.ID}} NOT NULL,
  org_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  opened_by {{.TEXT}} NOT NULL,
  role {{.TEXT}} NOT NULL,
  reason {{.TEXT}} NOT NULL,
  opened_on {{.DATE}} NOT NULL,
  opened_at {{.INSTANT}} NOT NULL,
  expires_at {{.INSTANT}} NOT NULL,
  verdict {{.TEXT}} NOT NULL CONSTRAINT person_emergency_verdict CHECK (verdict IN ('', 'justified', 'not_justified')),
  review_note {{.TEXT}} NOT NULL,
  reviewed_by {{.TEXT}} NOT NULL,
  reviewed_at {{.INSTANT}},
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id)
) {{.KEYED}};
CREATE INDEX person_emergency_id ON person_emergency (id);
CREATE INDEX person_emergency_user ON person_emergency (user_id, person_id, expires_at);
CREATE INDEX person_emergency_open ON person_emergency (facility_id, verdict, opened_on);
-- Numbers that were asked for in an emergency and found nobody: who guesses is
-- stopped.
CREATE TABLE person_miss (
  id {{.ID}} NOT NULL PRIMARY KEY,
  user_id {{.ID}},
  at {{.INSTANT}} NOT NULL
) {{.STRICT}};
CREATE INDEX person_miss_user ON person_miss (user_id, at);

-- Who opened whose record. Rows are only added; what a person agreed to or an
-- officer changed stands elsewhere, with the audit. Reading is what is done most,
-- so a row costs one place in one tree: by person, as it is asked for, and like
-- the audit without checks of what it names.
CREATE TABLE person_reading (
  facility_id {{.ID}} NOT NULL,
  id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL,
  user_id {{.ID}},
  org_id {{.ID}},
  reader {{.TEXT}} NOT NULL,
  role {{.TEXT}} NOT NULL,
  way {{.TEXT}} NOT NULL CONSTRAINT person_reading_way CHECK (way IN ('open', 'child', 'health', 'emergency', 'export')),
  channel {{.TEXT}} NOT NULL,
  request_id {{.TEXT}} NOT NULL,
  at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (person_id, id, facility_id)
) {{.KEYED}};

-- The readings of the last hour, those of a second and of a 256th of all people
-- packed in one row: see person/pack.go. An hour later, or when somebody asks for
-- them, they are filed under their people above.
CREATE TABLE person_opening (
  bucket {{.INT}} NOT NULL,
  first_id {{.ID}} NOT NULL,
  readings {{.INT}} NOT NULL,
  packed {{.BLOB}} NOT NULL,
  PRIMARY KEY (bucket, first_id)
) {{.STRICT}};

-- What retention left of a person: nothing yet, a sealed or an anonymous record.
ALTER TABLE person_person ADD COLUMN kept {{.TEXT}} DEFAULT '' NOT NULL;

-- The identity of a sealed record, under the key that is not in the database.
-- The two hashes find it again for whoever has the whole number in hand.
CREATE TABLE person_sealed (
  person_id {{.ID}} NOT NULL PRIMARY KEY REFERENCES person_person (id),
  box {{.BLOB}} NOT NULL,
  number_hash {{.BLOB}} NOT NULL,
  nik_hash {{.BLOB}},
  sealed_on {{.DATE}} NOT NULL
) {{.STRICT}};
CREATE INDEX person_sealed_number ON person_sealed (number_hash);
CREATE INDEX person_sealed_nik ON person_sealed (nik_hash);
