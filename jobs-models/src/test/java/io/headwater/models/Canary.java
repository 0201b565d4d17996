package io.headwater.models;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.hub.Origin;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The token of all tests of this module. After each of them it is looked for wherever it may have leaked to: what other
 * servers than the hub have seen, the files of the test, the database of its engine with all events and logs in it, and
 * what was logged, whether or not anybody would have seen that.
 */
public final class Canary implements AfterTestExecutionCallback {
    public static final String TOKEN = "hf_canaryThatOnlyTheHubMaySee";

    private static final Queue<String> LOGGED = new ConcurrentLinkedQueue<>();

    /** Listens to everything that is logged. */
    public static final class Listener extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            String all = event.getFormattedMessage()
                    + event.getKeyValuePairs()
                    + (event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy()));
            if (all.contains(TOKEN)) {
                LOGGED.add(event.getLoggerName() + ": " + all);
            }
        }
    }

    @Override
    public void afterTestExecution(ExtensionContext context) throws Exception {
        for (Object test : context.getRequiredTestInstances().getAllInstances()) {
            for (Field field : test.getClass().getDeclaredFields()) {
                field.setAccessible(true);
                lookIn(field.get(test));
            }
        }
        lookInLogs();
    }

    static void lookInLogs() {
        assertThat(LOGGED.poll()).as("what was logged").isNull();
    }

    static void lookIn(@Nullable Object place) throws IOException {
        if (place instanceof HubLookAlike hub) {
            assertThat(hub.records().whoSaw(TOKEN)).as("who saw the token").isSubsetOf(Origin.HUB);
        } else if (place instanceof ModelServer server) {
            assertThat(server.said("authorization"))
                    .as("what a server was told")
                    .noneMatch(said -> said.contains(TOKEN));
        } else if (place instanceof TestEngine engine) {
            lookIn(engine.file().toAbsolutePath().getParent());
        } else if (place instanceof HubHost host) {
            lookIn(host.engine());
        } else if (place instanceof Path path) {
            assertThat(filesWithIt(path)).as("files that hold the token").isEmpty();
        }
    }

    private static List<Path> filesWithIt(Path place) throws IOException {
        if (!Files.exists(place)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(Files::isRegularFile).filter(Canary::holdsIt).toList();
        }
    }

    /** Large files are content: a token leaks into what is written about it. */
    private static boolean holdsIt(Path file) {
        try {
            return Files.size(file) < 20_000_000
                    && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(TOKEN);
        } catch (IOException goneMeanwhile) {
            return false;
        }
    }
}
