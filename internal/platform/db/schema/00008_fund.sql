-- +goose Up
-- Restricted money. The four sums repeat the ledger so that the database itself
-- refuses a negative balance; a test recomputes them from the entries.
CREATE TABLE fund_fund (
  id {{.ID}} NOT NULL PRIMARY KEY,
  cooperation_id {{.ID}} NOT NULL REFERENCES agreement_cooperation (id),
  host_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  partner_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  commitment_id {{.ID}} REFERENCES partnership_commitment (id),
  ref {{.TEXT}} NOT NULL CONSTRAINT fund_fund_ref_key UNIQUE,
  fund_type {{.TEXT}} NOT NULL CONSTRAINT fund_fund_type CHECK (fund_type IN ('ZAKAT', 'INFAK_SEDEKAH', 'DSKL', 'CSR', 'APBD', 'APBN')),
  purpose {{.TEXT}} NOT NULL,
  status {{.TEXT}} NOT NULL CONSTRAINT fund_fund_status CHECK (status IN ('open', 'closed')),
  received_rp {{.INT}} NOT NULL,
  allocated_rp {{.INT}} NOT NULL,
  disbursed_rp {{.INT}} NOT NULL,
  returned_rp {{.INT}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  CONSTRAINT fund_fund_allocated CHECK (allocated_rp >= 0 AND allocated_rp + returned_rp <= received_rp),
  CONSTRAINT fund_fund_disbursed CHECK (disbursed_rp >= 0 AND disbursed_rp <= allocated_rp),
  CONSTRAINT fund_fund_returned CHECK (returned_rp >= 0)
) {{.STRICT}};
CREATE INDEX fund_fund_cooperation ON fund_fund (cooperation_id);
CREATE INDEX fund_fund_host ON fund_fund (host_id, status, id);
CREATE INDEX fund_fund_partner ON fund_fund (partner_id, status, id);

CREATE TABLE fund_entry (
  id {{.ID}} NOT NULL PRIMARY KEY,
  fund_id {{.ID}} NOT NULL REFERENCES fund_fund (id),
  kind {{.TEXT}} NOT NULL CONSTRAINT fund_entry_kind CHECK (kind IN ('receipt', 'allocation', 'disbursement', 'return')),
  amount_rp {{.INT}} NOT NULL CONSTRAINT fund_entry_amount CHECK (amount_rp > 0),
  booked_on {{.DATE}} NOT NULL,
  offering_facility_id {{.ID}},
  offering_id {{.ID}},
  person_id {{.ID}} REFERENCES person_person (id),
  asnaf {{.TEXT}} NOT NULL,
  asnaf_evidence {{.TEXT}} NOT NULL,
  surveyor {{.TEXT}} NOT NULL,
  receipt_no {{.TEXT}} NOT NULL,
  note {{.TEXT}} NOT NULL,
  reverses_id {{.ID}} CONSTRAINT fund_entry_reverses_key UNIQUE REFERENCES fund_entry (id),
  created_at {{.INSTANT}} NOT NULL
) {{.STRICT}};
CREATE INDEX fund_entry_fund ON fund_entry (fund_id, booked_on, id);
CREATE INDEX fund_entry_person ON fund_entry (person_id, fund_id);
CREATE INDEX fund_entry_offering ON fund_entry (offering_id);

-- One row per office that keeps books. Whoever books or closes a month locks it
-- first, so that no entry slips into a month while it is being closed.
CREATE TABLE fund_office (
  host_id {{.ID}} NOT NULL PRIMARY KEY REFERENCES directory_organisation (id),
  closed_through {{.DATE}}
) {{.STRICT}};

-- A closed month with the sums of all the office's books up to its last day.
CREATE TABLE fund_closing (
  host_id {{.ID}} NOT NULL REFERENCES fund_office (host_id),
  through_on {{.DATE}} NOT NULL,
  id {{.ID}} NOT NULL,
  entries {{.INT}} NOT NULL,
  received_rp {{.INT}} NOT NULL,
  allocated_rp {{.INT}} NOT NULL,
  disbursed_rp {{.INT}} NOT NULL,
  returned_rp {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (host_id, through_on)
) {{.KEYED}};
