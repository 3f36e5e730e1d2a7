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

-- One file of people on its way into the register. office_id is whose work it
-- is; into_id the facility that the people go into, where the file itself does not say.
CREATE TABLE intake_import (
  id {{.ID}} NOT NULL PRIMARY KEY,
  office_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  into_id {{.ID}} REFERENCES directory_organisation (id),
  file_name {{.TEXT}} NOT NULL,
  file_size {{.INT}} NOT NULL,
  file_hash {{.BLOB}} NOT NULL,
  blob_id {{.ID}} REFERENCES blob_blob (id),
  shape {{.TEXT}} NOT NULL,
  status {{.TEXT}} NOT NULL CONSTRAINT intake_import_status CHECK (status IN ('read', 'checked', 'applying', 'done', 'undoing', 'undone', 'dropped')),
  good_rows {{.BOOL}} NOT NULL,
  no_doubtful {{.BOOL}} NOT NULL,
  rows_read {{.INT}} NOT NULL,
  fresh {{.INT}} NOT NULL,
  changed {{.INT}} NOT NULL,
  same {{.INT}} NOT NULL,
  wrong {{.INT}} NOT NULL,
  doubtful {{.INT}} NOT NULL,
  skipped {{.INT}} NOT NULL,
  sentences {{.INT}} NOT NULL,
  flagged {{.INT}} NOT NULL,
  kept {{.INT}} NOT NULL,
  chunks {{.INT}} NOT NULL,
  applied {{.INT}} NOT NULL,
  user_id {{.ID}},
  actor {{.TEXT}} NOT NULL,
  role {{.TEXT}} NOT NULL,
  reach {{.TEXT}} NOT NULL,
  confirmed_at {{.INSTANT}},
  ended_at {{.INSTANT}},
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL
) {{.STRICT}};
CREATE INDEX intake_import_list ON intake_import (office_id, id);
CREATE INDEX intake_import_status ON intake_import (status, id);

-- What became of each part of a file. plan says row by row what is to be done,
-- so that a killed import goes on exactly as it was confirmed; before keeps what
-- an undo brings back.
CREATE TABLE intake_chunk (
  import_id {{.ID}} NOT NULL REFERENCES intake_import (id),
  seq {{.INT}} NOT NULL,
  plan {{.BLOB}} NOT NULL,
  remarks {{.TEXT}} NOT NULL,
  before {{.BLOB}},
  PRIMARY KEY (import_id, seq)
) {{.STRICT}};

-- Which column is which, as an office has told it once.
CREATE TABLE intake_column (
  office_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  header {{.TEXT}} NOT NULL,
  field {{.TEXT}} NOT NULL,
  PRIMARY KEY (office_id, header)
) {{.KEYED}};
