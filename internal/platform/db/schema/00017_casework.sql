-- +goose Up
-- A plan is written whole, version by version; an older one stays as it was.
-- facility_id is the office that wrote it: where the person was held, or the
-- probation office that guides them.
CREATE TABLE casework_plan (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  number {{.INT}} NOT NULL,
  newest {{.BOOL}} NOT NULL,
  reason {{.TEXT}} NOT NULL,
  planned_on {{.DATE}} NOT NULL,
  release_on {{.DATE}},
  review_on {{.DATE}},
  author {{.TEXT}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id),
  CONSTRAINT casework_plan_number UNIQUE (facility_id, person_id, number)
) {{.KEYED}};
CREATE INDEX casework_plan_id ON casework_plan (id);
CREATE INDEX casework_plan_person ON casework_plan (person_id, number);
CREATE INDEX casework_plan_review ON casework_plan (facility_id, newest, review_on);

-- origin_id is a goal's (a step's) own key through all versions of the plan.
CREATE TABLE casework_goal (
  facility_id {{.ID}} NOT NULL,
  plan_id {{.ID}} NOT NULL,
  line {{.INT}} NOT NULL,
  origin_id {{.ID}} NOT NULL,
  need_id {{.ID}},
  title {{.TEXT}} NOT NULL,
  PRIMARY KEY (facility_id, plan_id, line),
  FOREIGN KEY (facility_id, plan_id) REFERENCES casework_plan (facility_id, id)
) {{.KEYED}};

-- A step is due on a fixed day, or so many days before the expected release,
-- which moves: that day is computed at each read and stored nowhere.
CREATE TABLE casework_step (
  facility_id {{.ID}} NOT NULL,
  id {{.ID}} NOT NULL,
  plan_id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  goal_line {{.INT}} NOT NULL,
  line {{.INT}} NOT NULL,
  origin_id {{.ID}} NOT NULL,
  task {{.TEXT}} NOT NULL,
  post_id {{.ID}} REFERENCES directory_post (id),
  owner {{.TEXT}} NOT NULL,
  due_on {{.DATE}},
  days_before {{.INT}},
  newest {{.BOOL}} NOT NULL,
  status {{.TEXT}} NOT NULL CONSTRAINT casework_step_status CHECK (status IN ('open', 'done', 'skipped')),
  settled_on {{.DATE}},
  settled_why {{.TEXT}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id),
  FOREIGN KEY (facility_id, plan_id) REFERENCES casework_plan (facility_id, id),
  CONSTRAINT casework_step_due CHECK (due_on IS NULL OR days_before IS NULL)
) {{.KEYED}};
CREATE INDEX casework_step_id ON casework_step (id);
CREATE INDEX casework_step_person ON casework_step (person_id, newest);
CREATE INDEX casework_step_plan ON casework_step (facility_id, plan_id, goal_line, line);
CREATE INDEX casework_step_open ON casework_step (facility_id, newest, status, days_before, due_on, id);

-- Each time the expected release moved, and why.
CREATE TABLE casework_shift (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  from_on {{.DATE}},
  to_on {{.DATE}},
  cause {{.TEXT}} NOT NULL,
  author {{.TEXT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id)
) {{.KEYED}};
CREATE INDEX casework_shift_person ON casework_shift (person_id, id);

-- A sitting of the review board (TPP) of a facility or probation office.
CREATE TABLE casework_sitting (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  id {{.ID}} NOT NULL,
  ref {{.TEXT}} NOT NULL,
  held_on {{.DATE}} NOT NULL,
  place {{.TEXT}} NOT NULL,
  chair {{.TEXT}} NOT NULL,
  status {{.TEXT}} NOT NULL CONSTRAINT casework_sitting_status CHECK (status IN ('planned', 'concluded', 'cancelled')),
  minutes {{.TEXT}} NOT NULL,
  cancel_reason {{.TEXT}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id),
  CONSTRAINT casework_sitting_ref UNIQUE (facility_id, ref)
) {{.KEYED}};
CREATE INDEX casework_sitting_id ON casework_sitting (id);
CREATE INDEX casework_sitting_day ON casework_sitting (facility_id, held_on, id);

CREATE TABLE casework_member (
  facility_id {{.ID}} NOT NULL,
  sitting_id {{.ID}} NOT NULL,
  line {{.INT}} NOT NULL,
  name {{.TEXT}} NOT NULL,
  post {{.TEXT}} NOT NULL,
  present {{.BOOL}} NOT NULL,
  PRIMARY KEY (facility_id, sitting_id, line),
  FOREIGN KEY (facility_id, sitting_id) REFERENCES casework_sitting (facility_id, id)
) {{.KEYED}};

-- One person before the board: once a sitting, with one decision.
CREATE TABLE casework_case (
  facility_id {{.ID}} NOT NULL,
  id {{.ID}} NOT NULL,
  sitting_id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  reasons {{.TEXT}} NOT NULL,
  due_on {{.DATE}},
  request {{.TEXT}} NOT NULL,
  decision {{.TEXT}} NOT NULL CONSTRAINT casework_case_decision CHECK (decision IN ('', 'move_stage', 'parole', 'conditional_leave', 'prerelease_leave', 'assimilation', 'defer', 'other')),
  from_stage {{.TEXT}} NOT NULL,
  to_stage {{.TEXT}} NOT NULL,
  grounds {{.TEXT}} NOT NULL,
  decided_on {{.DATE}},
  review_on {{.DATE}},
  correction {{.TEXT}} NOT NULL,
  author {{.TEXT}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id),
  FOREIGN KEY (facility_id, sitting_id) REFERENCES casework_sitting (facility_id, id),
  CONSTRAINT casework_case_once UNIQUE (facility_id, sitting_id, person_id)
) {{.KEYED}};
CREATE INDEX casework_case_id ON casework_case (id);
CREATE INDEX casework_case_person ON casework_case (person_id, id);
CREATE INDEX casework_case_review ON casework_case (facility_id, review_on);

-- Every stage that a person was moved to. Rows are added and never changed,
-- but for the mark of the newest.
CREATE TABLE casework_stage (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  stage {{.TEXT}} NOT NULL CONSTRAINT casework_stage_stage CHECK (stage IN ('early', 'mid1', 'mid2', 'final')),
  since_on {{.DATE}} NOT NULL,
  case_id {{.ID}},
  reason {{.TEXT}} NOT NULL,
  author {{.TEXT}} NOT NULL,
  newest {{.BOOL}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id)
) {{.KEYED}};
CREATE INDEX casework_stage_person ON casework_stage (person_id, newest);

-- A note and its corrections: one row a wording. root_id is the first one's key.
CREATE TABLE casework_note (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  id {{.ID}} NOT NULL,
  root_id {{.ID}} NOT NULL,
  number {{.INT}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  kind {{.TEXT}} NOT NULL CONSTRAINT casework_note_kind CHECK (kind IN ('contact', 'observation', 'incident', 'family', 'health', 'protection', 'other')),
  happened_on {{.TEXT}} NOT NULL,
  text {{.TEXT}} NOT NULL,
  status {{.TEXT}} NOT NULL CONSTRAINT casework_note_status CHECK (status IN ('current', 'replaced', 'retracted')),
  reason {{.TEXT}} NOT NULL,
  author {{.TEXT}} NOT NULL,
  office {{.TEXT}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id),
  CONSTRAINT casework_note_wording UNIQUE (facility_id, root_id, number)
) {{.KEYED}};
CREATE INDEX casework_note_id ON casework_note (id);
CREATE INDEX casework_note_person ON casework_note (person_id, status, id);

-- What those who work with a person must know before they act.
CREATE TABLE casework_alert (
  facility_id {{.ID}} NOT NULL REFERENCES directory_organisation (id),
  id {{.ID}} NOT NULL,
  person_id {{.ID}} NOT NULL REFERENCES person_person (id),
  kind {{.TEXT}} NOT NULL CONSTRAINT casework_alert_kind CHECK (kind IN ('medical', 'protection', 'contact_ban')),
  text {{.TEXT}} NOT NULL,
  since_on {{.DATE}} NOT NULL,
  until_on {{.DATE}},
  end_reason {{.TEXT}} NOT NULL,
  author {{.TEXT}} NOT NULL,
  version {{.INT}} NOT NULL,
  created_at {{.INSTANT}} NOT NULL,
  updated_at {{.INSTANT}} NOT NULL,
  PRIMARY KEY (facility_id, id)
) {{.KEYED}};
CREATE INDEX casework_alert_id ON casework_alert (id);
CREATE INDEX casework_alert_person ON casework_alert (person_id);
