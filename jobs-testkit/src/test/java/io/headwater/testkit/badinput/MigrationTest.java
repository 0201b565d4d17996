package io.headwater.testkit.badinput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.headwater.core.JobEngine;
import io.headwater.jobs.JobQuery;
import io.headwater.testkit.OtherJvm;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.puppet.Puppet;
import io.headwater.testkit.puppet.Puppets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tables are made whole or not at all. */
class MigrationTest {
    private static final int KILLS = Boolean.getBoolean("headwater.long") ? 1_000 : 6;

    @TempDir
    Path folder;

    @Test
    @Timeout(600)
    void B08_a_migration_that_is_killed_between_two_steps_is_made_again_by_the_next_start() throws Exception {
        int steps = stepsOf(folder.resolve("counted").resolve("jobs.db"));
        assertThat(steps).isGreaterThan(4);
        for (int step = 1; step <= steps; step++) {
            Path file = folder.resolve("step " + step).resolve("jobs.db");
            assertThat(said(List.of(), file, step)).as("at step %d", step).isEmpty();
            assertNothingOrAll(file, "step %d of %d".formatted(step, steps));
        }
    }

    @Test
    @Timeout(600)
    void B08_a_migration_that_is_killed_as_it_writes_is_made_again_by_the_next_start() throws Exception {
        Path calls = folder.resolve("calls");
        List<String> counting = List.of("strace", "-f", "-e", "trace=pwrite64", "-o", calls.toString());
        BadStoreTest.assumeWorks(counting);
        said(counting, folder.resolve("counted").resolve("jobs.db"), 0);
        int writes = (int) Files.readAllLines(calls).stream()
                .filter(line -> line.contains("pwrite64("))
                .count();
        assertThat(writes).isGreaterThan(20);
        for (int write : spread(writes)) {
            Path file = folder.resolve("write " + write).resolve("jobs.db");
            String kill = "inject=pwrite64:signal=KILL:when=" + write;
            List<String> killing = List.of("strace", "-f", "-e", "trace=pwrite64", "-e", kill, "-o", "/dev/null");
            assertThat(said(killing, file, 0)).as("at write %d", write).isEmpty();
            assertNothingOrAll(file, "write %d of %d".formatted(write, writes));
        }
    }

    private static TreeSet<Integer> spread(int writes) {
        var chosen = new TreeSet<Integer>();
        int kills = Math.min(KILLS, writes);
        IntStream.range(0, kills).forEach(kill -> chosen.add(1 + kill * (writes - 1) / kills));
        return chosen;
    }

    /** The tables are there or they are not, and the next start works with them. */
    private void assertNothingOrAll(Path file, String where) throws SQLException {
        List<String> whole = schemaOf(migrated("whole"));
        assertThat(schemaOf(file))
                .as(where)
                .satisfiesAnyOf(
                        tables -> assertThat(tables).noneMatch(table -> table.startsWith("job")),
                        tables -> assertThat(tables).isEqualTo(whole));
        var puppets = new Puppets();
        puppets.emit("first", "done");
        try (TestEngine engine = puppets.engine().folder(file.getParent()).start()) {
            assertThat(TestEngine.now(engine.dispatch(new Puppet("first")).result()))
                    .as(where)
                    .isEqualTo("done");
        }
        assertThat(schemaOf(file)).as(where).isEqualTo(whole);
    }

    private Path migrated(String name) {
        Path file = folder.resolve(name).resolve("jobs.db");
        JobEngine.builder().database(file).start().close();
        return file;
    }

    private static int stepsOf(Path file) throws Exception {
        String last = said(List.of(), file, 0).get(0);
        return Integer.parseInt(last.substring(MigrationMain.DONE.length()));
    }

    private static List<String> said(List<String> under, Path file, int step) throws Exception {
        try (OtherJvm other = OtherJvm.run(under, List.of(), MigrationMain.class, file, step)) {
            return other.linesToTheEnd().stream()
                    .filter(line -> line.startsWith(MigrationMain.DONE))
                    .toList();
        }
    }

    /** The names of what there is, but for what SQLite makes by itself. */
    private static List<String> schemaOf(Path file) throws SQLException {
        return all(file, "select name from sqlite_schema where name not like 'sqlite%' order by name");
    }

    private static List<String> all(Path file, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            var found = new ArrayList<String>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    @Test
    void B08_a_migration_that_fails_leaves_what_was_there() throws Exception {
        Path file = folder.resolve("jobs.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("create table event (mine text)");
            statement.execute("insert into event values ('the database of somebody else')");
        }
        for (int time = 0; time < 2; time++) {
            Refusal.in(catchThrowable(
                            () -> JobEngine.builder().database(file).start().close()))
                    .naming(file);
        }
        assertThat(schemaOf(file)).containsExactly("event");
        assertThat(all(file, "select mine from event")).containsExactly("the database of somebody else");
        Files.delete(file);
        try (JobEngine engine = JobEngine.builder().database(file).start()) {
            assertThat(TestEngine.now(engine.count(JobQuery.all()))).isZero();
        }
    }

    @Test
    void B08_a_migration_that_fails_in_the_middle_is_taken_back() throws Exception {
        Path file = migrated("half");
        // As if it were to be made anew, with the last of its tables in the way.
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String table :
                    all(file, "select name from sqlite_schema where type = 'table' and name not like 'sqlite%'")) {
                if (!table.equals("progress") && !table.equals("headwater_schema_history")) {
                    statement.execute("drop table " + table);
                }
            }
            for (String view : all(file, "select name from sqlite_schema where type = 'view'")) {
                statement.execute("drop view " + view);
            }
            statement.execute("delete from headwater_schema_history");
            statement.execute("pragma user_version = 0");
        }
        List<String> before = schemaOf(file);
        Refusal.in(catchThrowable(
                        () -> JobEngine.builder().database(file).start().close()))
                .naming(file, "progress");
        assertThat(schemaOf(file)).isEqualTo(before);
        assertThat(all(file, "pragma user_version")).containsExactly("0");
    }
}
