-- +goose Up
-- Files that offices send, sealed, in pieces; they wait here to be worked on.
CREATE TABLE blob_blob (
  id {{.ID}} NOT NULL PRIMARY KEY,
  size {{.INT}} NOT NULL,
  hash {{.BLOB}},
  whole {{.BOOL}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL
) {{.STRICT}};

CREATE TABLE blob_piece (
  blob_id {{.ID}} NOT NULL REFERENCES blob_blob (id),
  seq {{.INT}} NOT NULL,
  sealed {{.BLOB}} NOT NULL,
  PRIMARY KEY (blob_id, seq)
) {{.STRICT}};
