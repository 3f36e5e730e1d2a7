-- +goose Up
-- Audit: one hash chain per organisation, so that facilities never wait for one
-- another. audit_head keeps each chain's end apart from the rows, which is how a
-- cut-off tail is noticed; audit_seal binds all heads together once a day.
CREATE TABLE audit_entry (
  org_id {{.ID}} NOT NULL,
  seq {{.INT}} NOT NULL,
  at {{.INSTANT}} NOT NULL,
  user_id {{.ID}},
  actor {{.TEXT}} NOT NULL,
  role {{.TEXT}} NOT NULL,
  channel {{.TEXT}} NOT NULL,
  address {{.TEXT}} NOT NULL,
  request_id {{.TEXT}} NOT NULL,
  action {{.TEXT}} NOT NULL,
  kind {{.TEXT}} NOT NULL,
  record_id {{.ID}} NOT NULL,
  version {{.INT}} NOT NULL,
  changes {{.TEXT}} NOT NULL,
  prev {{.BLOB}} NOT NULL,
  hash {{.BLOB}} NOT NULL,
  PRIMARY KEY (org_id, seq)
) {{.KEYED}};
CREATE INDEX audit_entry_record ON audit_entry (org_id, record_id, seq);

CREATE TABLE audit_head (
  org_id {{.ID}} NOT NULL PRIMARY KEY,
  seq {{.INT}} NOT NULL,
  hash {{.BLOB}} NOT NULL
) {{.KEYED}};

CREATE TABLE audit_seal (
  day {{.DATE}} NOT NULL PRIMARY KEY,
  at {{.INSTANT}} NOT NULL,
  chains {{.INT}} NOT NULL,
  heads {{.TEXT}} NOT NULL,
  prev {{.BLOB}} NOT NULL,
  hash {{.BLOB}} NOT NULL
) {{.STRICT}};

-- Requests that were done, by the key their sender gave them.
CREATE TABLE platform_once (
  actor {{.TEXT}} NOT NULL,
  key {{.TEXT}} NOT NULL,
  hash {{.TEXT}} NOT NULL,
  result {{.TEXT}} NOT NULL,
  at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (actor, key)
) {{.KEYED}};
CREATE INDEX platform_once_at ON platform_once (at);

-- Facts about this database itself: whether it is a demo, which key sealed it.
CREATE TABLE platform_fact (
  name {{.TEXT}} NOT NULL PRIMARY KEY,
  value {{.TEXT}} NOT NULL
) {{.STRICT}};
