-- The portal's one table. Run again it changes nothing.
SET client_min_messages = warning;
CREATE TABLE IF NOT EXISTS searches (
  id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
  person text NOT NULL,
  program text NOT NULL,
  data text NOT NULL,
  query text NOT NULL,
  -- new: not yet in the queue; waiting: in it
  state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'waiting', 'running', 'ended', 'failed')),
  job integer,
  result text,
  asked timestamptz NOT NULL DEFAULT now(),
  ended timestamptz
);
CREATE INDEX IF NOT EXISTS searches_of_person ON searches (person, asked DESC);
