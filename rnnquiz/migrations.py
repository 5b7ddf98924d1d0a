"""The database's schema as a numbered list of changes; the last one is today's.  Runs nothing.

Change number n brings `user_version` from n-1 to n, in one transaction.  A released change is never edited:
tests/fixtures holds a database of every released version, and a test brings each up to date.
"""

APPLICATION_ID = 0x524E4E51  # "RNNQ"

MIGRATIONS = (
    """
    -- The truth: what happened, in order.  Rows are added, never changed and never removed.
    create table event (
        id          text primary key,   -- UUIDv7; the order of ids is the order of events
        device      text not null,      -- where it happened: a random name, made once a database
        kind        text not null check (kind in ('review', 'undo')),
        question    text not null,
        at_ms       integer not null,   -- UTC, milliseconds since 1970
        offset_min  integer not null,   -- of the learner's clock then, minutes east of UTC
        study_day   text not null,      -- the learner's day then, YYYY-MM-DD; never computed again
        rating      text check (rating in ('again', 'hard', 'good', 'easy')),
        proposed    text check (proposed in ('again', 'hard', 'good', 'easy')),
        points      integer check (points between 0 and 4),
        found       text,               -- concept ids as a JSON list, after the learner's corrections
        missed      text,
        overruled   text,               -- those of both on which the learner overruled the grader
        answer      text,
        taken_ms    integer,            -- time to answer
        bank        text,               -- version of the question as it was asked
        undoes      text,               -- for an undo: the review it takes back
        checksum    integer not null,   -- CRC-32 of the columns above
        check ((kind = 'review') = (rating is not null)),
        check ((kind = 'undo') = (undoes is not null))
    ) strict, without rowid;
    create index event_of_question on event (question, id);
    create index event_undone on event (undoes) where undoes is not null;

    -- All below is a cache: the log replayed, by `rnnquiz doctor --rebuild` at any time.
    create table memory (
        question    text primary key,
        stability   real not null,
        difficulty  real not null,
        first_day   text not null,
        last_day    text not null,
        peak_day    text not null,
        due_day     text not null,
        last_rating text not null,
        reviews     integer not null,
        lapses      integer not null,
        checksum    integer not null
    ) strict, without rowid;
    create index memory_due on memory (due_day);
    create index memory_last on memory (last_day);

    -- The memory as it was after every fiftieth review, so that an undo never replays a whole life.
    create table checkpoint (
        question    text not null,
        event       text not null,
        stability   real not null,
        difficulty  real not null,
        first_day   text not null,
        last_day    text not null,
        peak_day    text not null,
        due_day     text not null,
        last_rating text not null,
        reviews     integer not null,
        lapses      integer not null,
        checksum    integer not null,
        primary key (question, event)
    ) strict, without rowid;

    create table day (
        study_day    text primary key,
        reviews      integer not null,
        introduced   integer not null,  -- questions answered for the first time
        spaced       integer not null,  -- reviews a day or more after the one before: these measure retention
        recalled     integer not null,  -- of those, not rated again
        expected_ppm integer not null,  -- of those, recall expected, summed, in millionths
        taken_ms     integer not null,
        checksum     integer not null
    ) strict, without rowid;

    create table concept (
        question    text not null,
        concept     text not null,
        found       integer not null,
        missed      integer not null,
        checksum    integer not null,
        primary key (question, concept)
    ) strict, without rowid;

    create table meta (
        key         text primary key,   -- device, plan, weights
        value       text not null
    ) strict, without rowid;
    """,
)


def version() -> int:
    """Today's schema."""
    return len(MIGRATIONS)


def statements(script: str) -> list[str]:
    """The statements of a change (comments may hold semicolons, strings of ours never do)."""
    bare = "\n".join(line.split("--", 1)[0].rstrip() for line in script.splitlines())
    return [part.strip() for part in bare.split(";") if part.strip()]
