package io.headwater.testkit.badinput;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.puppet.Line;
import io.headwater.testkit.puppet.Puppet;
import io.headwater.testkit.puppet.Puppets;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Fills the disk under a running engine, makes room again, and says what the engine made of it. */
final class FullDiskMain {
    private static final int MOST_JOBS = 2_000;
    private static final DispatchOptions LATER = DispatchOptions.defaults().withDelay(Duration.ofDays(30));

    private FullDiskMain() {}

    /** In which way the disk is full. */
    enum Way {
        /** Nothing is left of its space. */
        NO_SPACE_LEFT {
            @Override
            void fill(Path folder) throws IOException {
                var block = new byte[4_096];
                try (OutputStream ballast =
                        Files.newOutputStream(folder.resolve("ballast"), StandardOpenOption.CREATE)) {
                    while (true) {
                        ballast.write(block);
                    }
                } catch (IOException full) {
                    // That was the aim.
                }
            }

            @Override
            void makeRoom(Path folder) throws IOException {
                Files.delete(folder.resolve("ballast"));
            }
        },
        /** Files of this process must not grow any more. */
        FILE_SIZE_LIMIT {
            @Override
            void fill(Path folder) throws IOException, InterruptedException {
                limit("65536:unlimited");
            }

            @Override
            void makeRoom(Path folder) throws IOException, InterruptedException {
                limit("unlimited");
            }

            private void limit(String bytes) throws IOException, InterruptedException {
                String self = Long.toString(ProcessHandle.current().pid());
                int status = new ProcessBuilder("prlimit", "--pid", self, "--fsize=" + bytes)
                        .inheritIO()
                        .start()
                        .waitFor();
                if (status != 0) {
                    throw new IllegalStateException("prlimit ended with " + status);
                }
            }
        };

        abstract void fill(Path folder) throws IOException, InterruptedException;

        abstract void makeRoom(Path folder) throws IOException, InterruptedException;
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Way way = Way.valueOf(arguments[1]);
        var puppets = new Puppets();
        puppets.plays(
                "worker", Line.sees(context -> context.restore(String.class).defaultIfEmpty("nothing")));
        var accepted = new ArrayList<JobId>();
        JobId worker;
        try (TestEngine engine = puppets.engine().folder(folder).realTime().start()) {
            JobHandle<String> handle = engine.dispatch(new Puppet("worker"));
            worker = handle.id();
            engine.until(worker, JobState.RUNNING);
            puppets.untilOnStage("worker");
            dispatch(engine, accepted);

            way.fill(folder);
            JobException refusal = dispatchUntilRefused(engine, accepted);
            say(refusal.code(), refusal.getMessage(), refusal.hint());

            puppets.plays("worker", Line.checkpoints("x".repeat(100_000)));
            puppets.emit("worker", "done");
            // A refused command after the handler's end: by then the journal has met the end, too.
            say(dispatchUntilRefused(engine, accepted).code());
            say(engine.state(worker));
            say(engine.view(accepted.get(0)).state());
            say(backup(engine), backups(folder));

            way.makeRoom(folder);
            say(backup(engine), backups(folder));
            say(engine.until(worker, JobState.COMPLETED, JobState.FAILED).state());
            say(TestEngine.now(handle.result()));
            dispatch(engine, accepted);
            say(count(engine) - accepted.size() - 1);
        }
        try (TestEngine again = puppets.engine().folder(folder).realTime().start()) {
            say(again.state(worker));
            say(count(again) - accepted.size() - 1);
            say(accepted.stream().allMatch(id -> again.state(id) == JobState.SCHEDULED));
        }
        // The native library lies in the temporary folder until the end.
        System.exit(0);
    }

    private static void dispatch(TestEngine engine, List<JobId> accepted) {
        accepted.add(engine.dispatch(new Puppet("p".repeat(1_000)), LATER).id());
    }

    private static JobException dispatchUntilRefused(TestEngine engine, List<JobId> accepted) {
        for (int number = 0; number < MOST_JOBS; number++) {
            try {
                dispatch(engine, accepted);
            } catch (JobException refusal) {
                return refusal;
            }
        }
        throw new IllegalStateException("the disk does not get full");
    }

    private static String backup(TestEngine engine) {
        try {
            TestEngine.done(engine.jobs().backup(engine.file().resolveSibling("backup.db")));
            return "made";
        } catch (JobException failure) {
            return failure.code() + " " + failure.getMessage();
        }
    }

    /** Also what is not finished. */
    private static List<String> backups(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("backup"))
                    .toList();
        }
    }

    private static long count(TestEngine engine) {
        return TestEngine.now(engine.jobs().count(JobQuery.all()));
    }

    private static void say(Object... words) {
        for (Object word : words) {
            System.out.println("= " + String.valueOf(word).replace('\n', ' '));
        }
    }
}
