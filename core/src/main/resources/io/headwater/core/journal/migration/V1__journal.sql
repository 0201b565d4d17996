-- The journal of one engine. States, kinds and reasons are the ordinals of the enums in io.headwater.jobs (the views at the
-- end spell them); times are UTC milliseconds; payloads are JSON text.

create table boundary (
    name  text    primary key,
    value integer not null          -- what was handed out lies below
) strict, without rowid;

-- What open jobs have in common for the queues. Few, never removed.
create table lane (
    id       integer primary key,
    type     text    not null,
    queue    text    not null,
    priority integer not null,
    stage    integer not null,      -- Lane.Stage
    unique (type, queue, priority, stage)
) strict;

create table job (
    id         integer primary key,
    type       text    not null,
    version    integer not null,
    params     text    not null,
    state      integer not null,
    stopping   integer,             -- StopReason, while the handler has not ended
    resuming   integer not null default 0, -- resumed again while it was stopping for a pause
    reason     text,                -- of the cancel that stopping stands for
    queue      text    not null,
    priority   integer not null,
    lane       integer not null,    -- says type, queue and priority once more, as long as the job is open
    unique_key text,
    node_local integer not null default 0,
    parent     integer,
    root       integer not null,
    attempt    integer not null default 1,
    entry      integer not null default 0,
    token      integer not null default 0, -- of the handler that is in memory; 0: none
    retries    integer not null default 0, -- used up by the retry policy
    crashes    integer not null default 0, -- in a row, with nothing stored
    stored     integer not null default 0, -- something since the start of this run
    paused_by  integer,             -- the job whose pause stopped this one
    due_at     integer,
    active_ms  integer not null default 0, -- of this attempt, as far as its timeout counts
    created_at integer not null,
    started_at integer,
    ended_at   integer,
    awaited    integer not null default 0, -- somebody waits for it, or did
    options    text,                -- retry, timeout and linger; null: none of them
    labels     text
) strict;

-- At most one live job for each key (states 0 to 4): this index is what keeps G5.
create unique index job_key on job (type, unique_key) where unique_key is not null and state <= 4;
-- Only what is not ended, so that history costs nothing; and with the lane, so that a start need not look at the jobs.
create index job_open on job (state, lane) where state <= 4 or state = 8;
create index job_due on job (due_at) where state = 0;
create index job_parent on job (parent) where parent is not null;
create index job_root on job (root) where parent is not null;

create table event (
    seq    integer primary key,
    job    integer not null,
    at     integer not null,
    kind   integer not null,
    queued integer,                 -- of a JobStarted: the cause of the JobQueued right before it (seq - 1), which has no row
    detail integer,                 -- a cause, a reason, a state, a time, or attempt and entry in one
    data   text                     -- a result, an error, a list of ids, a reason
) strict;
create index event_job on event (job);

create table checkpoint (
    job     integer primary key,
    version integer not null,       -- of the job's type, when it was stored
    state   text    not null
) strict;

create table step (
    job      integer not null,
    identity text    not null,
    failed   integer not null,
    value    text,                  -- the result, or the error; null: no result
    primary key (job, identity)
) strict, without rowid;

-- What a handler dispatched or awaited. Open: it is being waited for.
create table edge (
    waiter      integer not null,
    identity    text    not null,
    target      integer not null,
    dependency  integer not null,
    joined      integer not null,
    awaited     integer not null,
    open        integer not null,
    outcome_seq integer,            -- the event that ended the wait
    failure     text,               -- why the wait ended before its job did
    silence_ms  integer,
    weight      real    not null,   -- in the waiter's progress, whose own work is 1
    primary key (waiter, identity)
) strict, without rowid;
create index edge_target on edge (target);

-- Live jobs that are to be cancelled when nobody holds them any more. What a host wants is not here: it is kept.
create table last_waiter (
    job       integer primary key,
    linger_ms integer not null,
    left_seq  integer not null default 0 -- numbers the last waiter's leaving; 0: there is one
) strict;

-- What clients called their requests, for a day: the same request again is the same job.
create table request (
    name       text    primary key,
    body       text    not null,    -- a digest of all that was asked for
    job        integer not null,
    expires_at integer not null
) strict, without rowid;
create index request_expiry on request (expires_at);

-- What was changed about queues while an engine ran. Only the differences from how it was built.
create table queue_setting (
    queue  text    primary key,
    slots  integer,                 -- null: as it is built
    paused integer not null
) strict, without rowid;

create table log (
    seq     integer primary key,
    job     integer not null,
    at      integer not null,
    level   integer not null,
    message text    not null
) strict;
create index log_job on log (job, seq);

-- Jobs that were removed, while there is still something to clear away: jobs below them, or rows in other tables.
create table gone (
    job integer primary key
) strict;

create table progress (
    job  integer primary key,
    data text    not null
) strict;

create view jobs as
select id, type, case state when 0 then 'SCHEDULED' when 1 then 'QUEUED' when 2 then 'RUNNING' when 3 then 'WAITING'
           when 4 then 'PAUSED' when 5 then 'COMPLETED' when 6 then 'FAILED' when 7 then 'CANCELLED'
           else 'QUARANTINED' end as state,
       case stopping when 0 then 'PAUSE' when 1 then 'CANCEL' when 2 then 'SHUTDOWN' when 3 then 'TIMEOUT' end as stopping,
       queue, priority, unique_key, parent, root, attempt, entry, params, labels,
       datetime(created_at / 1000, 'unixepoch') as created_at,
       datetime(ended_at / 1000, 'unixepoch') as ended_at
  from job;

create view events as
select seq, job, datetime(at / 1000, 'unixepoch') as at,
       case kind when 0 then 'JobScheduled' when 1 then 'JobQueued' when 2 then 'JobStarted' when 3 then 'JobWaiting'
           when 4 then 'JobRetrying' when 5 then 'JobStopping' when 6 then 'JobPaused' when 7 then 'JobResumed'
           when 8 then 'JobCompleted' when 9 then 'JobFailed' when 10 then 'JobCancelled'
           else 'JobQuarantined' end as kind,
       detail, data
  from (select seq, job, at, kind, detail, data from event
         union all
        select seq - 1, job, at, 1, queued, null from event where queued is not null);

pragma user_version = 1;
