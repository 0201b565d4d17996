package io.headwater.core.journal;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the schema up to date. In a class of its own, so that a start with nothing to do loads no class of Flyway. */
final class Migration {
    private Migration() {}

    static void run(Path file, DataSource source) {
        try {
            Flyway.configure(Migration.class.getClassLoader())
                    .dataSource(source)
                    .locations("classpath:io/headwater/core/journal/migration")
                    .table("headwater_schema_history")
                    .loggers(
                            "slf4j") // else it looks for other loggers, and talks on standard error where it finds none
                    .load()
                    .migrate();
        } catch (FlywayException failure) {
            throw StoreErrors.migrationFailed(file, failure);
        }
    }
}
