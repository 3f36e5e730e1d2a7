-- +goose Up
-- A record that proved to be somebody else's second one stays, and names whose.
ALTER TABLE person_person ADD COLUMN merged_into {{.ID}} REFERENCES person_person (id);
CREATE INDEX person_person_merged ON person_person (merged_into) WHERE merged_into IS NOT NULL;

-- The words by which a person is found at the offices that have them: folded
-- words of every name of theirs, each with the word after it (after the last the
-- first), so that two words that thousands have lead to the few that have both,
-- and with the whole folded name; and register numbers behind a '#'. Written with
-- the person, in one transaction; no foreign key, which would cost an index more.
CREATE TABLE person_name_key (
  word {{.TEXT}} NOT NULL,
  next {{.TEXT}} NOT NULL,
  office_id {{.ID}} NOT NULL,
  name {{.TEXT}} NOT NULL,
  person_id {{.ID}} NOT NULL,
  PRIMARY KEY (word, next, office_id, person_id, name)
) {{.KEYED}};

-- The words that names are made of, and the hints that lead to them: 'part', an
-- end of the word as written or folded; 'near', what is left of it with letters
-- deleted. A word is few hints however many people have it.
CREATE TABLE person_name_word (
  kind {{.TEXT}} NOT NULL,
  hint {{.TEXT}} NOT NULL,
  word {{.TEXT}} NOT NULL,
  PRIMARY KEY (kind, hint, word)
) {{.KEYED}};

-- How many people there are, kept with every write, so that the country's
-- figures read a few thousand rows and not all people.
CREATE TABLE person_count (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  custody_status {{.TEXT}} NOT NULL,
  legal_status {{.TEXT}} NOT NULL,
  sex {{.TEXT}} NOT NULL,
  people {{.INT}} NOT NULL,
  PRIMARY KEY (facility_id, custody_status, legal_status, sex)
) {{.KEYED}};

-- Two records that somebody looked at and knows to be two people.
CREATE TABLE person_distinct (
  first_id {{.ID}} NOT NULL REFERENCES person_person (id),
  second_id {{.ID}} NOT NULL REFERENCES person_person (id),
  reason {{.TEXT}} NOT NULL,
  user_id {{.ID}},
  created_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (first_id, second_id)
) {{.KEYED}};
CREATE INDEX person_distinct_second ON person_distinct (second_id);

-- Records at different facilities that may be one person's, as the daily look at
-- everybody found them. Who may see both is decided when the list is read.
CREATE TABLE person_pair (
  first_id {{.ID}} NOT NULL REFERENCES person_person (id),
  second_id {{.ID}} NOT NULL REFERENCES person_person (id),
  points {{.INT}} NOT NULL,
  PRIMARY KEY (first_id, second_id)
) {{.KEYED}};
CREATE TABLE person_pair_sweep (
  what {{.TEXT}} NOT NULL PRIMARY KEY,
  swept_at {{.INSTANT}} NOT NULL
) {{.STRICT}};
CREATE INDEX person_pair_points ON person_pair (points, first_id, second_id);
CREATE INDEX person_pair_second ON person_pair (second_id);

-- A merge, with what the second record was, so that it can be undone.
CREATE TABLE person_merge (
  id {{.ID}} NOT NULL PRIMARY KEY,
  loser_id {{.ID}} NOT NULL REFERENCES person_person (id),
  survivor_id {{.ID}} NOT NULL REFERENCES person_person (id),
  reason {{.TEXT}} NOT NULL,
  was_custody {{.TEXT}} NOT NULL,
  was_legal {{.TEXT}} NOT NULL,
  was_probation_id {{.ID}},
  was_due_on {{.DATE}},
  was_released_on {{.DATE}},
  nik_moved {{.BOOL}} NOT NULL,
  merged_at {{.INSTANT}} NOT NULL,
  undone_at {{.INSTANT}},
  undo_reason {{.TEXT}} NOT NULL,
  version {{.INT}} NOT NULL
) {{.STRICT}};
CREATE INDEX person_merge_loser ON person_merge (loser_id);
CREATE INDEX person_merge_survivor ON person_merge (survivor_id);

-- Each row that followed a merge, or stayed because the survivor has its like.
CREATE TABLE person_merge_row (
  merge_id {{.ID}} NOT NULL REFERENCES person_merge (id),
  link {{.TEXT}} NOT NULL,
  home_id {{.ID}} NOT NULL,
  row_id {{.ID}} NOT NULL,
  stayed {{.BOOL}} NOT NULL,
  PRIMARY KEY (merge_id, link, home_id, row_id)
) {{.KEYED}};
