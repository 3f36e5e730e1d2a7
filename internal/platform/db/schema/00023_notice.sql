-- +goose Up
-- What is to be sent out of the house (letters, calls of webhooks), written in the
-- transaction of what it tells of and worked on after it. What is to be sent is
-- sealed, and emptied once it is out: a reply link in a letter is a key.
CREATE TABLE outbox_job (
  id {{.ID}} NOT NULL PRIMARY KEY,
  lane {{.TEXT}} NOT NULL CONSTRAINT outbox_job_lane CHECK (lane IN ('mail', 'hook')),
  key {{.TEXT}} NOT NULL CONSTRAINT outbox_job_key_key UNIQUE,
  owner_id {{.ID}} NOT NULL,
  about {{.TEXT}} NOT NULL,
  sealed {{.BLOB}} NOT NULL,
  status {{.TEXT}} NOT NULL CONSTRAINT outbox_job_status CHECK (status IN ('waiting', 'working', 'done', 'dead', 'unsure')),
  attempts {{.INT}} NOT NULL,
  next_at {{.INSTANT}} NOT NULL,
  lease_until {{.INSTANT}},
  handed_at {{.INSTANT}},
  outcome {{.TEXT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  done_at {{.INSTANT}}
) {{.STRICT}};
CREATE INDEX outbox_job_next ON outbox_job (lane, status, next_at, id);
CREATE INDEX outbox_job_owner ON outbox_job (owner_id, id);

-- What somebody was told, once: the key names the news. org_id is where they work
-- when they read it.
CREATE TABLE notice_notice (
  id {{.ID}} NOT NULL PRIMARY KEY,
  user_id {{.ID}} NOT NULL REFERENCES account_user (id),
  org_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  key {{.TEXT}} NOT NULL,
  kind {{.TEXT}} NOT NULL,
  record_kind {{.TEXT}} NOT NULL,
  record_id {{.ID}} NOT NULL,
  ref {{.TEXT}} NOT NULL,
  words {{.TEXT}} NOT NULL,
  due_on {{.DATE}},
  way {{.TEXT}} NOT NULL CONSTRAINT notice_notice_way CHECK (way IN ('app', 'mail', 'digest', 'digested')),
  read_at {{.INSTANT}},
  created_at {{.INSTANT}} NOT NULL,
  CONSTRAINT notice_notice_key_key UNIQUE (user_id, org_id, key)
) {{.STRICT}};
CREATE INDEX notice_notice_list ON notice_notice (user_id, org_id, id);
CREATE INDEX notice_notice_unread ON notice_notice (user_id, org_id, read_at, id);
CREATE INDEX notice_notice_digest ON notice_notice (way, user_id);
CREATE INDEX notice_notice_old ON notice_notice (created_at);

-- How somebody wants to be told of what. Without a row: in the app.
CREATE TABLE notice_choice (
  user_id {{.ID}} NOT NULL REFERENCES account_user (id),
  topic {{.TEXT}} NOT NULL,
  way {{.TEXT}} NOT NULL CONSTRAINT notice_choice_way CHECK (way IN ('none', 'app', 'mail', 'digest')),
  PRIMARY KEY (user_id, topic)
) {{.KEYED}};

-- Where somebody's letters go; nothing but the code goes there before the code
-- came back.
CREATE TABLE notice_address (
  user_id {{.ID}} NOT NULL PRIMARY KEY REFERENCES account_user (id),
  email {{.TEXT}} NOT NULL,
  code_hash {{.BLOB}} NOT NULL,
  tries {{.INT}} NOT NULL,
  asked_at {{.INSTANT}} NOT NULL,
  confirmed_at {{.INSTANT}}
) {{.STRICT}};

-- Other systems that are called when something happens to an organisation's
-- records. The secret signs; it is sealed.
CREATE TABLE notice_hook (
  id {{.ID}} NOT NULL PRIMARY KEY,
  org_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  url {{.TEXT}} NOT NULL,
  events {{.TEXT}} NOT NULL,
  secret {{.BLOB}} NOT NULL,
  active {{.BOOL}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL
) {{.STRICT}};
CREATE INDEX notice_hook_org ON notice_hook (org_id, id);
