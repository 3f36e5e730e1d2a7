-- +goose Up
-- Every version of a proposal that lay on the table, and the word that ended it.
-- Rows are only added; the last one is what the two sides speak of now.
CREATE TABLE partnership_round (
  proposal_id {{.ID}} NOT NULL REFERENCES partnership_proposal (id),
  ordinal {{.INT}} NOT NULL,
  act {{.TEXT}} NOT NULL CONSTRAINT partnership_round_act CHECK (act IN ('sent', 'countered', 'accepted', 'changed', 'declined', 'withdrawn')),
  by_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  quantity {{.INT}} NOT NULL CONSTRAINT partnership_round_quantity CHECK (quantity > 0),
  value_rp {{.INT}} NOT NULL CONSTRAINT partnership_round_value CHECK (value_rp >= 0),
  wanted_by {{.DATE}},
  said_on {{.DATE}} NOT NULL,
  reason {{.TEXT}} NOT NULL,
  made_by {{.TEXT}} NOT NULL,
  made_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (proposal_id, ordinal)
) {{.STRICT}};

-- turn_id is the side whose answer is awaited: the asked one, until it counters.
ALTER TABLE partnership_proposal ADD COLUMN turn_id {{.ID}} REFERENCES directory_organisation (id);
ALTER TABLE partnership_proposal ADD COLUMN rounds {{.INT}} DEFAULT 0 NOT NULL;
-- Of which need the evidence speaks (a skill, an illness); empty means the form's whole area.
ALTER TABLE partnership_proposal ADD COLUMN topic {{.TEXT}} DEFAULT '' NOT NULL;
ALTER TABLE partnership_proposal ADD COLUMN need_leaving {{.INT}};
-- The day the figures were frozen. A letter may bear an earlier day than that.
ALTER TABLE partnership_proposal ADD COLUMN need_on {{.DATE}};

-- The parts of a promise, each with its day. A changed plan gets the next number
-- and the rows of the one before stay, as its amendment does.
CREATE TABLE partnership_milestone (
  commitment_id {{.ID}} NOT NULL REFERENCES partnership_commitment (id),
  plan {{.INT}} NOT NULL,
  ordinal {{.INT}} NOT NULL,
  title {{.TEXT}} NOT NULL,
  due_on {{.DATE}} NOT NULL,
  quantity {{.INT}} NOT NULL CONSTRAINT partnership_milestone_quantity CHECK (quantity >= 0),
  value_rp {{.INT}} NOT NULL CONSTRAINT partnership_milestone_value CHECK (value_rp >= 0),
  PRIMARY KEY (commitment_id, plan, ordinal)
) {{.STRICT}};
ALTER TABLE partnership_commitment ADD COLUMN plan {{.INT}} DEFAULT 0 NOT NULL;
ALTER TABLE partnership_amendment ADD COLUMN plan {{.INT}} DEFAULT 0 NOT NULL;
ALTER TABLE partnership_amendment ADD COLUMN owner_post_id {{.ID}} REFERENCES directory_post (id);

-- What both sides said of a delivery, in turn. Rows are only added, so that both
-- versions of a dispute can still be read when it is settled.
CREATE TABLE partnership_word (
  delivery_id {{.ID}} NOT NULL REFERENCES partnership_delivery (id),
  ordinal {{.INT}} NOT NULL,
  act {{.TEXT}} NOT NULL CONSTRAINT partnership_word_act CHECK (act IN ('reported', 'confirmed', 'disputed', 'conceded', 'withdrawn')),
  by_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  quantity {{.INT}} NOT NULL CONSTRAINT partnership_word_quantity CHECK (quantity >= 0),
  value_rp {{.INT}} NOT NULL CONSTRAINT partnership_word_value CHECK (value_rp >= 0),
  said_on {{.DATE}} NOT NULL,
  note {{.TEXT}} NOT NULL,
  made_by {{.TEXT}} NOT NULL,
  made_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (delivery_id, ordinal)
) {{.STRICT}};
ALTER TABLE partnership_delivery ADD COLUMN words {{.INT}} DEFAULT 0 NOT NULL;
ALTER TABLE partnership_delivery ADD COLUMN confirm_due_on {{.DATE}};
CREATE INDEX partnership_delivery_clock ON partnership_delivery (status, confirm_due_on, id);
CREATE INDEX partnership_proposal_clock ON partnership_proposal (status, answer_due_on, id);
CREATE INDEX partnership_commitment_clock ON partnership_commitment (status, due_on, id);
