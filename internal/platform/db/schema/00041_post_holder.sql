-- +goose Up
-- Who holds a post, and who held it. What a post owns stays with the post: these
-- rows only say who answers for it. The unique index lets two people who hand a post
-- over at once not both win.
CREATE TABLE account_holding (
  id {{.ID}} NOT NULL PRIMARY KEY,
  post_id {{.ID}} NOT NULL REFERENCES directory_post (id),
  organisation_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  user_id {{.ID}} NOT NULL REFERENCES account_user (id),
  starts_on {{.DATE}} NOT NULL,
  ends_on {{.DATE}},
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL
) {{.STRICT}};
CREATE UNIQUE INDEX account_holding_now ON account_holding (post_id) WHERE ends_on IS NULL;
CREATE INDEX account_holding_post ON account_holding (post_id, starts_on);
-- What a post answers for is asked when it is handed over.
CREATE INDEX partnership_commitment_owner ON partnership_commitment (owner_post_id, status);
