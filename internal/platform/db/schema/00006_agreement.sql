-- +goose Up
-- A cooperation is the file of everything that one correctional organisation
-- and one partner do together: the thread. Its two sides never change, so that
-- every row that hangs on it may repeat them for its own lists.
CREATE TABLE agreement_cooperation (
  id {{.ID}} NOT NULL PRIMARY KEY,
  ref {{.TEXT}} NOT NULL CONSTRAINT agreement_cooperation_ref_key UNIQUE,
  host_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  partner_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  title {{.TEXT}} NOT NULL,
  purpose {{.TEXT}} NOT NULL,
  status {{.TEXT}} NOT NULL CONSTRAINT agreement_cooperation_status CHECK (status IN ('active', 'closed')),
  closed_on {{.DATE}},
  close_reason {{.TEXT}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL
) {{.STRICT}};
CREATE INDEX agreement_cooperation_host ON agreement_cooperation (host_id, status, id);
CREATE INDEX agreement_cooperation_partner ON agreement_cooperation (partner_id, status, id);

CREATE TABLE agreement_agreement (
  id {{.ID}} NOT NULL PRIMARY KEY,
  cooperation_id {{.ID}} NOT NULL REFERENCES agreement_cooperation (id),
  host_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  partner_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  parent_id {{.ID}} REFERENCES agreement_agreement (id),
  renews_id {{.ID}} REFERENCES agreement_agreement (id),
  ref {{.TEXT}} NOT NULL CONSTRAINT agreement_agreement_ref_key UNIQUE,
  kind {{.TEXT}} NOT NULL CONSTRAINT agreement_agreement_kind CHECK (kind IN ('memorandum', 'accord', 'joint_agreement', 'implementing_agreement', 'action_plan', 'addendum')),
  label {{.TEXT}} NOT NULL,
  legal_track {{.TEXT}} NOT NULL CONSTRAINT agreement_agreement_track CHECK (legal_track IN ('SINERGI', 'KSDD', 'KSDPK', 'UPT_PARTNER')),
  title {{.TEXT}} NOT NULL,
  scope {{.TEXT}} NOT NULL,
  financing {{.TEXT}} NOT NULL,
  place {{.TEXT}} NOT NULL,
  stage {{.TEXT}} NOT NULL,
  signed_on {{.DATE}},
  starts_on {{.DATE}},
  ends_on {{.DATE}},
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL
) {{.STRICT}};
CREATE INDEX agreement_agreement_cooperation ON agreement_agreement (cooperation_id);
CREATE INDEX agreement_agreement_host ON agreement_agreement (host_id, ends_on, id);
CREATE INDEX agreement_agreement_partner ON agreement_agreement (partner_id, ends_on, id);
CREATE INDEX agreement_agreement_end ON agreement_agreement (COALESCE(ends_on, '9999-12-31'), id);
CREATE INDEX agreement_agreement_parent ON agreement_agreement (parent_id);
CREATE INDEX agreement_agreement_renews ON agreement_agreement (renews_id);

CREATE TABLE agreement_party (
  agreement_id {{.ID}} NOT NULL REFERENCES agreement_agreement (id),
  organisation_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  ordinal {{.INT}} NOT NULL,
  number {{.TEXT}} NOT NULL,
  signatory {{.TEXT}} NOT NULL,
  authority {{.TEXT}} NOT NULL,
  PRIMARY KEY (agreement_id, organisation_id)
) {{.STRICT}};
CREATE INDEX agreement_party_org ON agreement_party (organisation_id);

CREATE TABLE agreement_witness (
  agreement_id {{.ID}} NOT NULL REFERENCES agreement_agreement (id),
  ordinal {{.INT}} NOT NULL,
  office {{.TEXT}} NOT NULL,
  PRIMARY KEY (agreement_id, ordinal)
) {{.STRICT}};

-- An agreement made above serves the facilities below it that are named here.
CREATE TABLE agreement_served (
  agreement_id {{.ID}} NOT NULL REFERENCES agreement_agreement (id),
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  cooperation_id {{.ID}} NOT NULL REFERENCES agreement_cooperation (id),
  PRIMARY KEY (agreement_id, facility_id)
) {{.STRICT}};
CREATE INDEX agreement_served_facility ON agreement_served (facility_id, cooperation_id);

CREATE TABLE agreement_text (
  agreement_id {{.ID}} NOT NULL REFERENCES agreement_agreement (id),
  number {{.INT}} NOT NULL,
  body {{.TEXT}} NOT NULL,
  sha256 {{.TEXT}} NOT NULL,
  made_by {{.TEXT}} NOT NULL,
  made_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (agreement_id, number)
) {{.STRICT}};

CREATE TABLE agreement_move (
  agreement_id {{.ID}} NOT NULL REFERENCES agreement_agreement (id),
  ordinal {{.INT}} NOT NULL,
  from_stage {{.TEXT}} NOT NULL,
  to_stage {{.TEXT}} NOT NULL,
  moved_on {{.DATE}} NOT NULL,
  document {{.TEXT}} NOT NULL,
  reason {{.TEXT}} NOT NULL,
  moved_by {{.TEXT}} NOT NULL,
  moved_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (agreement_id, ordinal)
) {{.STRICT}};

-- Work plan: what is to be done under an agreement in a quarter. What was done
-- is counted from classes and deliveries, never typed here.
CREATE TABLE agreement_activity (
  id {{.ID}} NOT NULL PRIMARY KEY,
  agreement_id {{.ID}} NOT NULL REFERENCES agreement_agreement (id),
  cooperation_id {{.ID}} NOT NULL REFERENCES agreement_cooperation (id),
  title {{.TEXT}} NOT NULL,
  year {{.INT}} NOT NULL,
  quarter {{.INT}} NOT NULL CONSTRAINT agreement_activity_quarter CHECK (quarter BETWEEN 1 AND 4),
  place {{.TEXT}} NOT NULL,
  target {{.INT}} NOT NULL CONSTRAINT agreement_activity_target CHECK (target > 0),
  unit {{.TEXT}} NOT NULL,
  responsible {{.TEXT}} NOT NULL,
  budget_source {{.TEXT}} NOT NULL,
  status {{.TEXT}} NOT NULL CONSTRAINT agreement_activity_status CHECK (status IN ('planned', 'cancelled')),
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL
) {{.STRICT}};
CREATE INDEX agreement_activity_agreement ON agreement_activity (agreement_id, year, quarter);
CREATE INDEX agreement_activity_cooperation ON agreement_activity (cooperation_id);
