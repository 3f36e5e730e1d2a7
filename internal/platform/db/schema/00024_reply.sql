-- +goose Up
-- One answer for one partner without an account. Only the hash of the link's
-- secret is kept: a stolen copy of the table opens nothing.
CREATE TABLE notice_link (
  id {{.ID}} NOT NULL PRIMARY KEY,
  hash {{.BLOB}} NOT NULL CONSTRAINT notice_link_hash_key UNIQUE,
  org_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  partner_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  purpose {{.TEXT}} NOT NULL,
  record_id {{.ID}} NOT NULL,
  ref {{.TEXT}} NOT NULL,
  email {{.TEXT}} NOT NULL,
  sent_by {{.ID}},
  sender {{.TEXT}} NOT NULL,
  expires_at {{.INSTANT}} NOT NULL,
  used_at {{.INSTANT}},
  revoked_at {{.INSTANT}},
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL
) {{.STRICT}};
CREATE INDEX notice_link_org ON notice_link (org_id, id);
CREATE INDEX notice_link_record ON notice_link (record_id, id);

-- When a link was opened, and what was done with it.
CREATE TABLE notice_use (
  id {{.ID}} NOT NULL PRIMARY KEY,
  link_id {{.ID}} NOT NULL REFERENCES notice_link (id),
  what {{.TEXT}} NOT NULL CONSTRAINT notice_use_what CHECK (what IN ('opened', 'used')),
  at {{.INSTANT}} NOT NULL
) {{.STRICT}};
CREATE INDEX notice_use_link ON notice_use (link_id, id);
