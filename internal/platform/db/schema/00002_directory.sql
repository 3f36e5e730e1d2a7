-- +goose Up
CREATE TABLE directory_province (
  code {{.TEXT}} NOT NULL PRIMARY KEY,
  bps_code {{.TEXT}} NOT NULL,
  name {{.TEXT}} NOT NULL
) {{.STRICT}};

CREATE TABLE directory_regency (
  code {{.TEXT}} NOT NULL PRIMARY KEY,
  bps_code {{.TEXT}} NOT NULL,
  province_code {{.TEXT}} NOT NULL REFERENCES directory_province (code),
  kind {{.TEXT}} NOT NULL CONSTRAINT directory_regency_kind CHECK (kind IN ('kabupaten', 'kota')),
  name {{.TEXT}} NOT NULL
) {{.STRICT}};
CREATE INDEX directory_regency_province ON directory_regency (province_code);

-- The tree: directorate → regional offices → facilities. Partners stand beside it.
CREATE TABLE directory_organisation (
  id {{.ID}} NOT NULL PRIMARY KEY,
  code {{.TEXT}} NOT NULL CONSTRAINT directory_organisation_code_key UNIQUE,
  kind {{.TEXT}} NOT NULL CONSTRAINT directory_organisation_kind CHECK (kind IN ('directorate', 'regional_office', 'facility', 'partner')),
  parent_id {{.ID}} REFERENCES directory_organisation (id),
  name {{.TEXT}} NOT NULL,
  facility_type {{.TEXT}} NOT NULL,
  class {{.TEXT}} NOT NULL,
  partner_kind {{.TEXT}} NOT NULL,
  regency_code {{.TEXT}} REFERENCES directory_regency (code),
  address {{.TEXT}} NOT NULL,
  active {{.BOOL}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL
) {{.STRICT}};
CREATE INDEX directory_organisation_parent ON directory_organisation (parent_id);
CREATE INDEX directory_organisation_name ON directory_organisation (kind, name, id);
CREATE INDEX directory_organisation_by_name ON directory_organisation (name, id);

-- A post outlives its holder: commitments are owned by posts, not by people.
CREATE TABLE directory_post (
  id {{.ID}} NOT NULL PRIMARY KEY,
  organisation_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  title {{.TEXT}} NOT NULL,
  active {{.BOOL}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  CONSTRAINT directory_post_title_key UNIQUE (organisation_id, title)
) {{.STRICT}};

-- Local potential: which sectors a regency's economy offers (rank 1 is strongest).
CREATE TABLE directory_potential (
  regency_code {{.TEXT}} NOT NULL REFERENCES directory_regency (code),
  sector {{.TEXT}} NOT NULL,
  rank {{.INT}} NOT NULL,
  source {{.TEXT}} NOT NULL,
  year {{.INT}} NOT NULL,
  PRIMARY KEY (regency_code, sector)
) {{.STRICT}};

-- Reference numbers count per organisation, series and year.
CREATE TABLE directory_counter (
  organisation_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  series {{.TEXT}} NOT NULL,
  year {{.INT}} NOT NULL,
  last {{.INT}} NOT NULL,
  PRIMARY KEY (organisation_id, series, year)
) {{.KEYED}};
