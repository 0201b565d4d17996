package io.headwater.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Where the libraries write what nobody at the terminal asked for: a file in the home, made when there is a first line.
 * In Java and not in XML, which would have to be read at each start.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_TOP_PRIORITY)
public final class LogFile extends ContextAwareBase implements Configurator {
    private static final long LARGEST = 5_000_000;
    private static volatile @Nullable Path directory;

    /** To be said before anything is logged; until then nothing is kept. */
    static void lieIn(Path home) {
        directory = home;
    }

    @Override
    public ExecutionStatus configure(LoggerContext loggers) {
        var layout = new PatternLayout();
        layout.setContext(loggers);
        layout.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{0}: %msg %kvp%n");
        layout.start();
        var appender = new Lines(layout);
        appender.setContext(loggers);
        appender.start();
        var root = loggers.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Opens the file for each line: they are few, and a command that logs nothing leaves no file. */
    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final PatternLayout layout;

        Lines(PatternLayout layout) {
            this.layout = layout;
        }

        @Override
        protected void append(ILoggingEvent event) {
            Path home = directory;
            if (home == null || !Files.isDirectory(home)) {
                return;
            }
            try {
                write(home.resolve("headwater.log"), layout.doLayout(event));
            } catch (IOException failure) {
                addError("The log cannot be written", failure);
            }
        }

        /** Also in a home that is open to others. */
        private static void createForOwner(Path file) throws IOException {
            boolean knowsOwners =
                    file.getFileSystem().supportedFileAttributeViews().contains("posix");
            if (knowsOwners && Files.notExists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
        }

        private static void write(Path file, String line) throws IOException {
            if (Files.exists(file) && Files.size(file) > LARGEST) {
                Files.move(file, file.resolveSibling("headwater.log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
            createForOwner(file);
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
