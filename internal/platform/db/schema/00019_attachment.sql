-- +goose Up
-- Files that lie with a record: which record, what it is called, what it truly
-- is. The content is in blob_piece, sealed; a file that was removed keeps its row
-- and its hash, and has no content any more.
CREATE TABLE attachment_file (
  id {{.ID}} NOT NULL PRIMARY KEY,
  kind {{.TEXT}} NOT NULL,
  record_id {{.ID}} NOT NULL,
  org_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  blob_id {{.ID}} REFERENCES blob_blob (id),
  name {{.TEXT}} NOT NULL,
  media {{.TEXT}} NOT NULL,
  size {{.INT}} NOT NULL,
  hash {{.BLOB}} NOT NULL,
  user_id {{.ID}},
  by_id {{.ID}} REFERENCES directory_organisation (id),
  added_by {{.TEXT}} NOT NULL,
  removed_by {{.TEXT}} NOT NULL,
  removed_at {{.INSTANT}},
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL
) {{.STRICT}};
CREATE INDEX attachment_file_record ON attachment_file (record_id, kind, id);
