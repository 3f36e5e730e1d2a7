-- +goose Up
-- How an office words a section of its agreements, in place of the wording that
-- comes with the program. Offices below use it where they have none of their own.
CREATE TABLE agreement_section (
  org_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  legal_track {{.TEXT}} NOT NULL CONSTRAINT agreement_section_track CHECK (legal_track IN ('SINERGI', 'KSDD', 'KSDPK', 'UPT_PARTNER')),
  name {{.TEXT}} NOT NULL,
  heading {{.TEXT}} NOT NULL,
  body {{.TEXT}} NOT NULL,
  left_out {{.BOOL}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (org_id, legal_track, name)
) {{.STRICT}};

-- What one side says to a clause of one version, and how it was settled.
CREATE TABLE agreement_comment (
  id {{.ID}} NOT NULL PRIMARY KEY,
  agreement_id {{.ID}} NOT NULL REFERENCES agreement_agreement (id),
  text_number {{.INT}} NOT NULL,
  clause {{.INT}} NOT NULL,
  heading {{.TEXT}} NOT NULL,
  side {{.TEXT}} NOT NULL CONSTRAINT agreement_comment_side CHECK (side IN ('host', 'partner')),
  body {{.TEXT}} NOT NULL,
  made_by {{.TEXT}} NOT NULL,
  made_at {{.INSTANT}} NOT NULL,
  resolved_side {{.TEXT}} NOT NULL CONSTRAINT agreement_comment_resolved CHECK (resolved_side IN ('', 'host', 'partner')),
  resolution {{.TEXT}} NOT NULL,
  resolved_by {{.TEXT}} NOT NULL,
  resolved_at {{.INSTANT}},
  version {{.INT}} NOT NULL,
  FOREIGN KEY (agreement_id, text_number) REFERENCES agreement_text (agreement_id, number)
) {{.STRICT}};
CREATE INDEX agreement_comment_agreement ON agreement_comment (agreement_id, text_number);

-- A side's approval of one version. It says nothing of any later version, so a
-- changed text stands without approvals until both sides give them again.
CREATE TABLE agreement_approval (
  agreement_id {{.ID}} NOT NULL,
  text_number {{.INT}} NOT NULL,
  side {{.TEXT}} NOT NULL CONSTRAINT agreement_approval_side CHECK (side IN ('host', 'partner')),
  approved_on {{.DATE}} NOT NULL,
  document {{.TEXT}} NOT NULL,
  approved_by {{.TEXT}} NOT NULL,
  approved_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (agreement_id, text_number, side),
  FOREIGN KEY (agreement_id, text_number) REFERENCES agreement_text (agreement_id, number)
) {{.STRICT}};

-- The document that parties sign, as it left the program: its code stands on
-- every page of it, its hash is of the whole file.
CREATE TABLE agreement_paper (
  code {{.TEXT}} NOT NULL PRIMARY KEY,
  agreement_id {{.ID}} NOT NULL REFERENCES agreement_agreement (id),
  ordinal {{.INT}} NOT NULL,
  text_number {{.INT}} NOT NULL,
  content {{.TEXT}} NOT NULL,
  sha256 {{.TEXT}} NOT NULL,
  blob_id {{.ID}} NOT NULL,
  size {{.INT}} NOT NULL,
  sealed_by {{.TEXT}} NOT NULL,
  made_by {{.TEXT}} NOT NULL,
  made_at {{.INSTANT}} NOT NULL,
  CONSTRAINT agreement_paper_ordinal UNIQUE (agreement_id, ordinal)
) {{.STRICT}};
