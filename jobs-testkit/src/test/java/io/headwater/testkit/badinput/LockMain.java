package io.headwater.testkit.badinput;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Another program that writes into the database, and does not come to an end with it. */
final class LockMain {
    static final String LOCKED = "locked";

    private LockMain() {}

    public static void main(String[] arguments) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + arguments[0]);
                Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode = wal");
            statement.execute("begin immediate");
            System.out.println(LOCKED);
            System.in.read();
        }
    }
}
