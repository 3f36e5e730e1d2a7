-- +goose Up
-- A partner's promises in the order of its list: without it SQLite walks the due days
-- of everybody's promises until it has met fifty of the partner's.
CREATE INDEX partnership_commitment_partner_due ON partnership_commitment (partner_id, due_on, id);
