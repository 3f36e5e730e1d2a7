-- +goose Up
-- A meeting may follow another: series_id is the first of them, empty for one
-- that stands alone. begins_at is the clock at the place, or empty.
ALTER TABLE partnership_meeting ADD COLUMN series_id {{.ID}} REFERENCES partnership_meeting (id);
ALTER TABLE partnership_meeting ADD COLUMN follows_id {{.ID}} REFERENCES partnership_meeting (id);
ALTER TABLE partnership_meeting ADD COLUMN begins_at {{.TEXT}} DEFAULT '' NOT NULL;
CREATE INDEX partnership_meeting_series ON partnership_meeting (series_id, id);

-- What became of a decision beside proposals and promises: a draft agreement, or
-- that it is done without any of them.
ALTER TABLE partnership_decision ADD COLUMN agreement_id {{.ID}} REFERENCES agreement_agreement (id);
ALTER TABLE partnership_decision ADD COLUMN settled_on {{.DATE}};
ALTER TABLE partnership_decision ADD COLUMN settled_note {{.TEXT}} DEFAULT '' NOT NULL;
CREATE INDEX partnership_commitment_meeting ON partnership_commitment (meeting_id);

-- What a token opens: the API, or a calendar and nothing else.
ALTER TABLE account_token ADD COLUMN purpose {{.TEXT}} DEFAULT 'api' NOT NULL CONSTRAINT account_token_purpose CHECK (purpose IN ('api', 'calendar'));
