package io.headwater.testkit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** What a logger and those below it say while this is open. */
public final class Said extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger logger;
    private final Queue<ILoggingEvent> said = new ConcurrentLinkedQueue<>();

    private Said(Logger logger) {
        this.logger = logger;
    }

    public static Said by(String name) {
        var said = new Said((Logger) LoggerFactory.getLogger(name));
        said.start();
        said.logger.addAppender(said);
        return said;
    }

    @Override
    protected void append(ILoggingEvent event) {
        said.add(event);
    }

    public List<ILoggingEvent> containing(String words) {
        return said.stream()
                .filter(event -> event.getFormattedMessage().contains(words))
                .toList();
    }

    /** What was said of something that was thrown. */
    public List<ILoggingEvent> ofFailures() {
        return said.stream().filter(event -> event.getThrowableProxy() != null).toList();
    }

    @Override
    public void close() {
        logger.detachAppender(this);
    }
}
