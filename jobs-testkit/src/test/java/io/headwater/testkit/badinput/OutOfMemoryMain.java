package io.headwater.testkit.badinput;

import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobView;
import io.headwater.testkit.Said;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.puppet.Doll;
import io.headwater.testkit.puppet.Puppet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/** Lets a handler use up the memory of its JVM, and says what the engine made of it. */
final class OutOfMemoryMain {
    private OutOfMemoryMain() {}

    public static void main(String[] arguments) {
        try (TestEngine engine = TestEngine.builder()
                        .folder(Path.of(arguments[0]))
                        .handler(Puppet.class, (job, context) -> Mono.fromSupplier(OutOfMemoryMain::hoard))
                        .handler(
                                Doll.class,
                                (job, context) -> context.checkpoint("here").thenReturn("done"))
                        .start();
                Said said = Said.by("headwater.jobs")) {
            TestEngine.now(engine.dispatch(new Doll("before")).result());
            JobHandle<String> greedy = engine.dispatch(new Puppet("greedy"));
            JobView view = engine.until(greedy.id(), JobState.FAILED);
            say(view.error() == null ? "no error" : view.error().code());
            say(view.error() == null ? "no error" : view.error().message());
            say(TestEngine.now(engine.dispatch(new Doll("after")).result()));
            say(said.containing("ran out of memory").size());
        }
    }

    private static String hoard() {
        List<byte[]> all = new ArrayList<>();
        while (true) {
            all.add(new byte[100_000]);
        }
    }

    private static void say(Object word) {
        System.out.println("= " + word);
    }
}
