package io.headwater.core.run;

import io.headwater.core.codec.EventCodec;
import io.headwater.core.codec.JobCodec;
import io.headwater.core.fault.Faults;
import io.headwater.core.journal.Journal;
import io.headwater.core.lifecycle.Lifecycle;
import io.headwater.core.progress.ProgressBoard;
import io.headwater.core.time.TimeSource;
import java.time.Duration;

/** What every run needs of the engine. */
record Surroundings(
        Journal journal,
        Lifecycle lifecycle,
        JobCodec codec,
        EventCodec events,
        Workers workers,
        BlockingCalls blocking,
        ProgressBoard progress,
        JobLog log,
        Leftovers leftovers,
        EndWatch ends,
        Access access,
        TimeSource time,
        Duration grace,
        Faults faults) {}
