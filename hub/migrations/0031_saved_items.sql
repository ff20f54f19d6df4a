-- What people keep of the page for all of a project: views of its lists, and boards.
CREATE TABLE saved_items (
  project text NOT NULL,
  -- 'view' or 'board'.
  kind text NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  content jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  updated_at timestamptz NOT NULL,
  updated_by text NOT NULL,
  PRIMARY KEY (project, kind, id)
);
