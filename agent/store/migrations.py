"""What each version of the database adds to the one before."""

MIGRATIONS = {
    1: """
    CREATE TABLE device (uid BLOB NOT NULL);
    INSERT INTO device VALUES (randomblob(16));

    -- All times are whole milliseconds since the epoch, UTC. A span's key is its start with sixteen random
    -- bytes, so that spans of several devices can meet some day. In `networks`, '' is nobody's, 'x' is x's,
    -- and 'a|b' is contested between the two.
    CREATE TABLE spans (
      start_ms INTEGER NOT NULL, uid BLOB NOT NULL, end_ms INTEGER NOT NULL,
      networks TEXT NOT NULL, activity TEXT NOT NULL, rule TEXT NOT NULL, app TEXT NOT NULL,
      PRIMARY KEY (start_ms, uid)) WITHOUT ROWID;

    CREATE TABLE titles (
      start_ms INTEGER NOT NULL, uid BLOB NOT NULL, page_title TEXT NOT NULL,
      PRIMARY KEY (start_ms, uid)) WITHOUT ROWID;

    -- The spans added up, in buckets of three widths: see agent/store/sums.py.
    CREATE TABLE sums (
      width INTEGER NOT NULL, start_ms INTEGER NOT NULL,
      networks TEXT NOT NULL, activity TEXT NOT NULL, app TEXT NOT NULL, ms INTEGER NOT NULL,
      PRIMARY KEY (width, start_ms, networks, activity, app)) WITHOUT ROWID;
    """,
    2: """
    -- What spans were at first whose networks were changed later, as far back as titles are kept.
    CREATE TABLE changes (
      start_ms INTEGER NOT NULL, uid BLOB NOT NULL, networks TEXT NOT NULL,
      PRIMARY KEY (start_ms, uid)) WITHOUT ROWID;

    -- By which rules the past was judged last.
    CREATE TABLE judged_by (rules TEXT NOT NULL);
    """,
    3: """
    -- How long the user thought they were on networks a day, before they knew.
    CREATE TABLE guesses (at_ms INTEGER NOT NULL, a_day_ms INTEGER NOT NULL);
    """,
}

VERSION = max(MIGRATIONS)
