-- +goose Up
CREATE TABLE partnership_meeting (
  id {{.ID}} NOT NULL PRIMARY KEY,
  cooperation_id {{.ID}} NOT NULL REFERENCES agreement_cooperation (id),
  host_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  partner_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  ref {{.TEXT}} NOT NULL CONSTRAINT partnership_meeting_ref_key UNIQUE,
  kind {{.TEXT}} NOT NULL CONSTRAINT partnership_meeting_kind CHECK (kind IN ('audience', 'coordination', 'drafting', 'signing', 'monitoring')),
  title {{.TEXT}} NOT NULL,
  held_on {{.TEXT}} NOT NULL,
  place {{.TEXT}} NOT NULL,
  agenda {{.TEXT}} NOT NULL,
  minutes {{.TEXT}} NOT NULL,
  status {{.TEXT}} NOT NULL CONSTRAINT partnership_meeting_status CHECK (status IN ('planned', 'held', 'cancelled')),
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL
) {{.STRICT}};
CREATE INDEX partnership_meeting_cooperation ON partnership_meeting (cooperation_id);
CREATE INDEX partnership_meeting_day ON partnership_meeting (held_on, id);
CREATE INDEX partnership_meeting_host ON partnership_meeting (host_id, held_on, id);
CREATE INDEX partnership_meeting_partner ON partnership_meeting (partner_id, held_on, id);

CREATE TABLE partnership_attendee (
  meeting_id {{.ID}} NOT NULL REFERENCES partnership_meeting (id),
  ordinal {{.INT}} NOT NULL,
  organisation {{.TEXT}} NOT NULL,
  office {{.TEXT}} NOT NULL,
  name {{.TEXT}} NOT NULL,
  PRIMARY KEY (meeting_id, ordinal)
) {{.STRICT}};

CREATE TABLE partnership_decision (
  id {{.ID}} NOT NULL PRIMARY KEY,
  meeting_id {{.ID}} NOT NULL REFERENCES partnership_meeting (id),
  cooperation_id {{.ID}} NOT NULL REFERENCES agreement_cooperation (id),
  ordinal {{.INT}} NOT NULL,
  body {{.TEXT}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  CONSTRAINT partnership_decision_ordinal_key UNIQUE (meeting_id, ordinal)
) {{.STRICT}};
CREATE INDEX partnership_decision_cooperation ON partnership_decision (cooperation_id);

CREATE TABLE partnership_proposal (
  id {{.ID}} NOT NULL PRIMARY KEY,
  cooperation_id {{.ID}} NOT NULL REFERENCES agreement_cooperation (id),
  host_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  partner_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  meeting_id {{.ID}} REFERENCES partnership_meeting (id),
  decision_id {{.ID}} REFERENCES partnership_decision (id),
  from_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  to_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  ref {{.TEXT}} NOT NULL CONSTRAINT partnership_proposal_ref_key UNIQUE,
  kind {{.TEXT}} NOT NULL CONSTRAINT partnership_proposal_kind CHECK (kind IN ('ask', 'offer')),
  form {{.TEXT}} NOT NULL,
  title {{.TEXT}} NOT NULL,
  details {{.TEXT}} NOT NULL,
  quantity {{.INT}} NOT NULL CONSTRAINT partnership_proposal_quantity CHECK (quantity > 0),
  unit {{.TEXT}} NOT NULL,
  value_rp {{.INT}} NOT NULL CONSTRAINT partnership_proposal_value CHECK (value_rp >= 0),
  wanted_by {{.DATE}},
  need_count {{.INT}},
  need_basis {{.TEXT}} NOT NULL,
  status {{.TEXT}} NOT NULL CONSTRAINT partnership_proposal_status CHECK (status IN ('draft', 'sent', 'accepted', 'changed', 'declined', 'withdrawn')),
  sent_on {{.DATE}},
  answer_due_on {{.DATE}},
  answered_on {{.DATE}},
  answer_reason {{.TEXT}} NOT NULL,
  answered_quantity {{.INT}},
  answered_value_rp {{.INT}},
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL
) {{.STRICT}};
CREATE INDEX partnership_proposal_cooperation ON partnership_proposal (cooperation_id);
CREATE INDEX partnership_proposal_decision ON partnership_proposal (decision_id);
CREATE INDEX partnership_proposal_due ON partnership_proposal (COALESCE(answer_due_on, '9999-12-31'), id);
CREATE INDEX partnership_proposal_host ON partnership_proposal (host_id, status, answer_due_on, id);
CREATE INDEX partnership_proposal_partner ON partnership_proposal (partner_id, status, answer_due_on, id);

CREATE TABLE partnership_commitment (
  id {{.ID}} NOT NULL PRIMARY KEY,
  cooperation_id {{.ID}} NOT NULL REFERENCES agreement_cooperation (id),
  host_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  partner_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  meeting_id {{.ID}} REFERENCES partnership_meeting (id),
  decision_id {{.ID}} REFERENCES partnership_decision (id),
  proposal_id {{.ID}} REFERENCES partnership_proposal (id),
  agreement_id {{.ID}} REFERENCES agreement_agreement (id),
  activity_id {{.ID}} REFERENCES agreement_activity (id),
  promiser_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  receiver_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  owner_post_id {{.ID}} REFERENCES directory_post (id),
  ref {{.TEXT}} NOT NULL CONSTRAINT partnership_commitment_ref_key UNIQUE,
  form {{.TEXT}} NOT NULL,
  title {{.TEXT}} NOT NULL,
  quantity {{.INT}} NOT NULL CONSTRAINT partnership_commitment_quantity CHECK (quantity > 0),
  unit {{.TEXT}} NOT NULL,
  value_rp {{.INT}} NOT NULL CONSTRAINT partnership_commitment_value CHECK (value_rp >= 0),
  due_on {{.DATE}} NOT NULL,
  status {{.TEXT}} NOT NULL CONSTRAINT partnership_commitment_status CHECK (status IN ('open', 'fulfilled', 'cancelled')),
  closed_on {{.DATE}},
  close_reason {{.TEXT}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  CONSTRAINT partnership_commitment_sides CHECK (promiser_id <> receiver_id)
) {{.STRICT}};
CREATE INDEX partnership_commitment_cooperation ON partnership_commitment (cooperation_id);
CREATE INDEX partnership_commitment_due ON partnership_commitment (due_on, id);
CREATE INDEX partnership_commitment_host ON partnership_commitment (host_id, status, due_on, id);
CREATE INDEX partnership_commitment_partner ON partnership_commitment (partner_id, status, due_on, id);
CREATE INDEX partnership_commitment_agreement ON partnership_commitment (agreement_id);
CREATE INDEX partnership_commitment_activity ON partnership_commitment (activity_id) WHERE activity_id IS NOT NULL;
CREATE INDEX partnership_commitment_decision ON partnership_commitment (decision_id);
CREATE INDEX partnership_commitment_proposal ON partnership_commitment (proposal_id);

-- What a promise was before it was changed, and why: nothing is promised away
-- silently.
CREATE TABLE partnership_amendment (
  commitment_id {{.ID}} NOT NULL REFERENCES partnership_commitment (id),
  ordinal {{.INT}} NOT NULL,
  title {{.TEXT}} NOT NULL,
  quantity {{.INT}} NOT NULL,
  unit {{.TEXT}} NOT NULL,
  value_rp {{.INT}} NOT NULL,
  due_on {{.DATE}} NOT NULL,
  reason {{.TEXT}} NOT NULL,
  made_by {{.TEXT}} NOT NULL,
  made_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (commitment_id, ordinal)
) {{.STRICT}};

-- On a disputed delivery the confirmed_ columns hold the receiver's own count,
-- beside what was reported; only a confirmed delivery enters any sum.
CREATE TABLE partnership_delivery (
  id {{.ID}} NOT NULL PRIMARY KEY,
  commitment_id {{.ID}} NOT NULL REFERENCES partnership_commitment (id),
  cooperation_id {{.ID}} NOT NULL REFERENCES agreement_cooperation (id),
  host_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  partner_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  receiver_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  delivered_on {{.DATE}} NOT NULL,
  quantity {{.INT}} NOT NULL CONSTRAINT partnership_delivery_quantity CHECK (quantity > 0),
  value_rp {{.INT}} NOT NULL CONSTRAINT partnership_delivery_value CHECK (value_rp >= 0),
  evidence {{.TEXT}} NOT NULL,
  status {{.TEXT}} NOT NULL CONSTRAINT partnership_delivery_status CHECK (status IN ('reported', 'confirmed', 'disputed', 'withdrawn')),
  confirmed_quantity {{.INT}},
  confirmed_value_rp {{.INT}},
  answered_on {{.DATE}},
  answer_reason {{.TEXT}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL
) {{.STRICT}};
CREATE INDEX partnership_delivery_commitment ON partnership_delivery (commitment_id);
CREATE INDEX partnership_delivery_cooperation ON partnership_delivery (cooperation_id);
CREATE INDEX partnership_delivery_partner ON partnership_delivery (partner_id, delivered_on, id);
CREATE INDEX partnership_delivery_day ON partnership_delivery (delivered_on, id);
CREATE INDEX partnership_delivery_receiver ON partnership_delivery (receiver_id, status, delivered_on, id);
