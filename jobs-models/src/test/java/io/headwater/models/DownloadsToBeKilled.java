package io.headwater.models;

import io.headwater.core.JobEngine;
import io.headwater.models.disk.Call;
import io.headwater.models.disk.Fault;
import io.headwater.models.disk.FaultyDisk;
import io.headwater.models.ref.ModelRef;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Downloads one model after the other, in a process of its own, until it is killed. Says {@code DONE} and a number when a
 * model is there, and {@code AT} when it stands where it is to be killed.
 */
final class DownloadsToBeKilled {
    private final FaultyDisk disk;
    private final Path folder;
    private final URI hub;
    private final Counters written;

    private DownloadsToBeKilled(Path folder, URI hub) throws IOException {
        this.folder = folder;
        this.hub = hub;
        this.written = new Counters(folder.resolve("written"));
        this.disk = FaultyDisk.over(folder.resolve("disk"));
    }

    /**
     * Takes the folder for everything, the hub, the number of the first model and of the last, and the moment at which to
     * stand still, if any, and which pass of it.
     */
    public static void main(String[] arguments) throws IOException {
        endWithParent();
        var downloads = new DownloadsToBeKilled(Path.of(arguments[0]), URI.create(arguments[1]));
        boolean standsStill = arguments.length > 4;
        downloads.disk.suffers(downloads.watching(
                standsStill ? Moment.valueOf(arguments[4]) : null, standsStill ? Integer.parseInt(arguments[5]) : 0));
        downloads.run(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
    }

    static ModelRef model(int number) {
        return ModelRef.parse("hf:org/tiny-" + number);
    }

    static Models models(Path root, @Nullable URI hub) {
        return Models.builder()
                .endpoint(Objects.requireNonNullElse(hub, URI.create("http://127.0.0.1:9")))
                .token(() -> null)
                .offline(hub == null)
                .hubCache(root.resolve("hub"))
                .cacheDir(root.resolve("others"))
                .stateDir(root.resolve("state"))
                .build();
    }

    /** A parent that is gone cannot kill this process any more. */
    private static void endWithParent() {
        var watcher = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    continue;
                }
            } catch (IOException gone) {
                // The same.
            }
            Runtime.getRuntime().halt(1);
        });
        watcher.setDaemon(true);
        watcher.start();
    }

    /** Notes what is written, and stands still at some pass of a moment. */
    private Fault watching(@Nullable Moment moment, int pass) {
        var passes = new AtomicInteger();
        return call -> {
            if (call.isOfPartial()) {
                written.add(numberIn(call.path()), call.bytes());
            }
            if (moment != null && moment.comesWith(call) && passes.incrementAndGet() == pass) {
                standStill(call);
            }
        };
    }

    private static int numberIn(Path partial) {
        Matcher matcher = Pattern.compile("tiny-(\\d+)").matcher(partial.toString());
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private static void standStill(Call call) throws IOException {
        System.out.println("AT " + call);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException stop) {
            throw new IOException("interrupted at " + call, stop);
        }
    }

    private void run(int first, int last) {
        JobEngine engine = JobEngine.builder()
                .database(folder.resolve("jobs.db"))
                .queue("download", 1)
                .crashLimit(0)
                .handler(ModelDownloadJob.class, models(disk.root(), hub).downloadHandler())
                .start();
        for (int number = first; number <= last; number++) {
            var job = new ModelDownloadJob(model(number));
            engine.dispatch(job, job.options())
                    .flatMap(download -> download.result())
                    .block();
            System.out.println("DONE " + number);
        }
        engine.close();
    }
}
