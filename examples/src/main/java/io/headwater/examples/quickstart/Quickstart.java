package io.headwater.examples.quickstart;

import io.headwater.core.JobEngine;
import io.headwater.jobs.EventFilter;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobTree;
import io.headwater.jobs.JobType;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Progress;
import io.headwater.models.InstalledModel;
import io.headwater.models.ModelDownloadJob;
import io.headwater.models.Models;
import io.headwater.models.ref.ModelRef;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Two pictures want captions, and the model that writes them is not there yet: one download serves both. */
public final class Quickstart {
    private Quickstart() {}

    /** The work, as a value. It is stored, so it survives the process. */
    @JobType(name = "quickstart.caption", title = "Caption")
    public record Caption(String picture, ModelRef model) implements Job<String> {}

    public static void main(String[] arguments) throws IOException {
        run(Files.createTempDirectory("headwater-quickstart"), System.out);
    }

    static void run(Path folder, PrintStream out) {
        DisposableServer source = slowSource();
        Models models = Models.builder()
                .cacheDir(folder.resolve("models"))
                // The model of this example comes from this machine itself.
                .allowPrivate(true)
                .build();
        try (JobEngine engine = JobEngine.builder()
                .database(folder.resolve("jobs.db"))
                .queue("default", 2)
                .queue("download", 1)
                .handler(ModelDownloadJob.class, models.downloadHandler())
                // How the work is done: get the model, then use it. While it waits, it holds no slot.
                .handler(
                        Caption.class,
                        (job, context) ->
                                models.ensureModel(context, job.model()).map(model -> caption(job, model)))
                .start()) {
            engine.events().subscribe(event -> out.println(describe(event)));

            ModelRef model = ModelRef.parse("http://127.0.0.1:%d/tiny-captions.bin".formatted(source.port()));
            JobHandle<String> harbour =
                    engine.dispatch(new Caption("harbour.jpg", model)).block();
            JobHandle<String> market =
                    engine.dispatch(new Caption("market.jpg", model)).block();

            engine.events(EventFilter.all().only(JobEvent.Kind.WAITING), 0)
                    .take(2)
                    .blockLast();
            out.println("Both wait for the same download:");
            print(engine.tree(harbour.id()).block(), "    ", out);
            print(engine.tree(market.id()).block(), "    ", out);

            out.println(harbour.result().block());
            out.println(market.result().block());
        } finally {
            source.disposeNow();
        }
    }

    /** Where a real application would run the model. */
    private static String caption(Caption job, InstalledModel model) {
        return "%s: a caption from a model of %d bytes".formatted(job.picture(), model.bytes());
    }

    private static String describe(JobEvent event) {
        String what = event.kind().eventName();
        if (event instanceof JobEvent.JobProgressed progressed) {
            what = percent(progressed.progress());
        } else if (event instanceof JobEvent.JobLogged logged) {
            what = logged.message();
        }
        return "%s %-18s %s".formatted(event.job().brief(), event.stamp().type(), what);
    }

    private static void print(JobTree tree, String indent, PrintStream out) {
        JobView job = tree.job();
        String shared = tree.shared() ? ", shared" : "";
        out.println(indent + job.title() + " " + job.id().brief() + ": " + job.state() + shared);
        tree.children().forEach(child -> print(child, indent + "    ", out));
    }

    private static String percent(Progress progress) {
        Double fraction = progress.fraction();
        return fraction == null ? progress.done() + " bytes" : "%.0f %%".formatted(100 * fraction);
    }

    /** A server on this machine that takes two seconds to send four megabytes. */
    private static DisposableServer slowSource() {
        var chunk = new byte[100_000];
        return HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> response.header("Content-Length", Integer.toString(40 * chunk.length))
                        .send(
                                Flux.interval(Duration.ofMillis(50))
                                        .take(40)
                                        .map(tick -> Unpooled.wrappedBuffer(chunk)),
                                eachAtOnce -> true))
                .bindNow();
    }
}
