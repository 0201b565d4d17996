package io.headwater.speech;

import io.headwater.models.ModelDownloadJob;
import io.headwater.models.Models;
import io.headwater.testkit.TestEngine;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.Function;

/** What a program needs that hears recordings: models from a hub, and an engine for both kinds of job. */
public final class SpeechHost {
    private SpeechHost() {}

    public static TestEngine.Builder engine(Path folder, URI hub, Function<Models, SpeechHandler> handler) {
        Models models = models(folder, hub);
        return TestEngine.builder()
                .queue("download", 1)
                .queue("speech", 1)
                .handler(ModelDownloadJob.class, models.downloadHandler())
                .handler(SpeechToTextJob.class, handler.apply(models));
    }

    static Models models(Path folder, URI hub) {
        return Models.builder()
                .endpoint(hub)
                .token(() -> null)
                .offline(false)
                .hubCache(folder.resolve("hub"))
                .cacheDir(folder.resolve("others"))
                .stateDir(folder.resolve("state"))
                .build();
    }
}
