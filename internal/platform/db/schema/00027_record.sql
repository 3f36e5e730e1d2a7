-- +goose Up
-- A partner reads to whom it may be of use: who answered it, and for what.
CREATE INDEX person_consent_partner ON person_consent (partner_id, purpose, person_id);
