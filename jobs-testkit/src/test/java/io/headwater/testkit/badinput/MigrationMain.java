package io.headwater.testkit.badinput;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.headwater.core.JobEngine;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Makes a new store, and ends in the middle of it as a kill would: at one of the things that the migration says. */
final class MigrationMain {
    static final String DONE = "done after ";

    private MigrationMain() {}

    public static void main(String[] arguments) {
        var end = new EndAt(Integer.parseInt(arguments[1]));
        end.start();
        Logger migration = (Logger) LoggerFactory.getLogger("org.flywaydb");
        migration.setLevel(Level.DEBUG);
        migration.setAdditive(false);
        migration.addAppender(end);
        JobEngine.builder().database(Path.of(arguments[0])).start().close();
        System.out.println(DONE + end.said);
    }

    private static final class EndAt extends AppenderBase<ILoggingEvent> {
        private final int last;
        private int said;

        EndAt(int last) {
            this.last = last;
        }

        @Override
        protected void append(ILoggingEvent event) {
            said++;
            if (said == last) {
                Runtime.getRuntime().halt(1);
            }
        }
    }
}
