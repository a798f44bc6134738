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
    4: """
    -- What networks gave back, in every version there ever was: in force from the deed `since` on, until one
    -- put another in its place or took it away. Rows are added and closed, never changed. Days are 2026-11-02
    -- by the user's calendar, credits 'linkedin:1/2|x:1/2', and by `key` an import knows its own again.
    CREATE TABLE outcomes (
      uid BLOB NOT NULL, since BLOB NOT NULL, until BLOB,
      day TEXT NOT NULL, kind TEXT NOT NULL, credits TEXT NOT NULL, hundredths INTEGER,
      number INTEGER NOT NULL, note TEXT NOT NULL, origin BLOB,
      source TEXT NOT NULL, key TEXT, edited INTEGER NOT NULL);
    CREATE INDEX outcomes_by_uid ON outcomes (uid);
    CREATE INDEX outcomes_by_day ON outcomes (day, uid) WHERE until IS NULL;
    CREATE INDEX outcomes_by_key ON outcomes (key) WHERE key IS NOT NULL;
    CREATE INDEX outcomes_by_end ON outcomes (until) WHERE until IS NOT NULL;

    -- What was done to them. `turn` is this computer's order and no name: deeds are named by their uid. An
    -- undo reverses a deed, and a redo an undo.
    CREATE TABLE deeds (
      turn INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, at_ms INTEGER NOT NULL,
      who TEXT NOT NULL, what TEXT NOT NULL, reverses BLOB);
    """,
    5: """
    -- Sessions that were asked about, with which probability, and when that was answered, if it was.
    CREATE TABLE prompts (
      asked_ms INTEGER NOT NULL, uid BLOB NOT NULL, network TEXT NOT NULL,
      start_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL, probability REAL NOT NULL, answered_ms INTEGER,
      PRIMARY KEY (asked_ms, uid)) WITHOUT ROWID;

    -- Answers about sessions, one for each. `longer` than meant is 1, 0, or NULL where that wasn't said.
    CREATE TABLE ratings (
      start_ms INTEGER NOT NULL, uid BLOB NOT NULL, network TEXT NOT NULL, end_ms INTEGER NOT NULL,
      answer TEXT NOT NULL, longer INTEGER, probability REAL, rated_ms INTEGER NOT NULL,
      PRIMARY KEY (start_ms, uid)) WITHOUT ROWID;

    -- At how much time on a network it was said what became of its budget, per day or week that began then.
    CREATE TABLE budgets_told (
      start_ms INTEGER NOT NULL, network TEXT NOT NULL, spent_ms INTEGER NOT NULL,
      PRIMARY KEY (start_ms, network, spent_ms)) WITHOUT ROWID;
    """,
    6: """
    -- With this, names and ids of exports are hashed before they're kept: no list made elsewhere fits it.
    CREATE TABLE salt (salt BLOB NOT NULL);
    INSERT INTO salt VALUES (randomblob(32));

    -- Exports that were imported, and as JSON what each brought. All below goes with its import.
    CREATE TABLE imports (
      uid BLOB PRIMARY KEY, at_ms INTEGER NOT NULL, network TEXT NOT NULL, exported_ms INTEGER NOT NULL,
      digest BLOB NOT NULL, counts TEXT NOT NULL) WITHOUT ROWID;

    -- By its salted hash, all that was found once isn't counted again.
    CREATE TABLE findings (key BLOB PRIMARY KEY, import BLOB NOT NULL) WITHOUT ROWID;

    -- Counts of a lifetime when an export was made, and how many were listed without a date.
    CREATE TABLE lifetimes (
      network TEXT NOT NULL, what TEXT NOT NULL, exported_ms INTEGER NOT NULL, count INTEGER NOT NULL,
      import BLOB NOT NULL, PRIMARY KEY (network, what, exported_ms)) WITHOUT ROWID;

    -- Time on any device by the network's own log. Where `at_least` is 1, it's inferred from single moments.
    CREATE TABLE stays (
      network TEXT NOT NULL, start_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL, at_least INTEGER NOT NULL,
      import BLOB NOT NULL, PRIMARY KEY (network, start_ms, end_ms)) WITHOUT ROWID;
    """,
    7: """
    -- Experiments with oneself: weeks off a network from the day `begin` on, those that are x in
    -- `plan`, as the seed drew them. Only the day on which one was abandoned is written later.
    CREATE TABLE experiments (
      turn INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, drawn_ms INTEGER NOT NULL, network TEXT NOT NULL,
      begin TEXT NOT NULL, plan TEXT NOT NULL, seed TEXT NOT NULL, stopped TEXT);

    -- How their weeks were, from 0 to 10 by the user's own judgement. The first week is 0.
    CREATE TABLE scores (
      experiment BLOB NOT NULL, week INTEGER NOT NULL, score INTEGER NOT NULL,
      PRIMARY KEY (experiment, week)) WITHOUT ROWID;
    """,
    8: """
    -- The first days of the weeks whose finding was told, or looked for and not found.
    CREATE TABLE digests_told (week TEXT PRIMARY KEY) WITHOUT ROWID;
    """,
    9: """
    -- The spans of each network added up per day in UTC, so that ten years of weeks are read at once.
    CREATE TABLE days (
      networks TEXT NOT NULL, start_ms INTEGER NOT NULL, ms INTEGER NOT NULL,
      PRIMARY KEY (networks, start_ms)) WITHOUT ROWID;
    INSERT INTO days SELECT networks, start_ms, sum(ms) FROM sums
      WHERE width = 86400000 GROUP BY networks, start_ms;
    """,
    10: """
    CREATE INDEX outcomes_by_since ON outcomes (since);
    CREATE INDEX outcomes_by_origin ON outcomes (origin) WHERE origin IS NOT NULL;

    -- What was of an import that was taken back is gone for good.
    DELETE FROM outcomes WHERE uid IN
      (SELECT uid FROM outcomes WHERE until IN (SELECT uid FROM deeds WHERE what = 'take back'))
      AND uid NOT IN (SELECT uid FROM outcomes WHERE until IS NULL);
    """,
}

VERSION = max(MIGRATIONS)
