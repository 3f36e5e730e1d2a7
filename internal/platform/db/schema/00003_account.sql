-- +goose Up
CREATE TABLE account_user (
  id {{.ID}} NOT NULL PRIMARY KEY,
  login {{.TEXT}} NOT NULL CONSTRAINT account_user_login_key UNIQUE,
  name {{.TEXT}} NOT NULL,
  password {{.TEXT}} NOT NULL,
  language {{.TEXT}} NOT NULL CONSTRAINT account_user_language CHECK (language IN ('id', 'en')),
  active {{.BOOL}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL
) {{.STRICT}};

CREATE TABLE account_membership (
  id {{.ID}} NOT NULL PRIMARY KEY,
  user_id {{.ID}} NOT NULL REFERENCES account_user (id),
  organisation_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  role {{.TEXT}} NOT NULL,
  starts_on {{.DATE}} NOT NULL,
  ends_on {{.DATE}},
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL
) {{.STRICT}};
CREATE INDEX account_membership_user ON account_membership (user_id);
CREATE INDEX account_membership_org ON account_membership (organisation_id);

-- Only the hash of a session's token is kept: a stolen copy of the table opens nothing.
CREATE TABLE account_session (
  token_hash {{.BLOB}} NOT NULL PRIMARY KEY,
  user_id {{.ID}} REFERENCES account_user (id),
  data {{.BLOB}} NOT NULL,
  expires_at {{.INSTANT}} NOT NULL
) {{.KEYED}};
CREATE INDEX account_session_user ON account_session (user_id);
CREATE INDEX account_session_expires ON account_session (expires_at);

CREATE TABLE account_token (
  id {{.ID}} NOT NULL PRIMARY KEY,
  membership_id {{.ID}} NOT NULL REFERENCES account_membership (id),
  name {{.TEXT}} NOT NULL,
  hash {{.BLOB}} NOT NULL CONSTRAINT account_token_hash_key UNIQUE,
  created_at {{.INSTANT}} NOT NULL,
  expires_at {{.INSTANT}} NOT NULL,
  revoked_at {{.INSTANT}},
  version {{.INT}} NOT NULL
) {{.STRICT}};
CREATE INDEX account_token_membership ON account_token (membership_id);

-- Failed sign-ins by login and by address: guessing slows down, the owner's own
-- browser (which has signed in before) is not held up by strangers.
CREATE TABLE account_attempt (
  subject {{.TEXT}} NOT NULL PRIMARY KEY,
  failures {{.INT}} NOT NULL,
  last_at {{.INSTANT}} NOT NULL
) {{.KEYED}};
