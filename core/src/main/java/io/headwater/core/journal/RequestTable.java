package io.headwater.core.journal;

import java.util.Optional;

/** What clients called their requests, until they expire. */
public final class RequestTable {
    /** So that no single use pays for many; each use adds one, so they grow fewer. */
    private static final int FORGOTTEN_AT_ONCE = 100;

    private final Sql sql;

    RequestTable(Sql sql) {
        this.sql = sql;
    }

    /**
     * A request that was answered.
     *
     * @param body a digest of all that was asked for
     */
    public record Answered(String body, long job) {}

    public Optional<Answered> find(String name, long now) {
        return sql.one(
                row -> new Answered(row.text("body"), row.number("job")),
                "select body, job from request where name = ? and expires_at > ?",
                name,
                now);
    }

    public void put(String name, Answered answered, long expiresAt) {
        sql.run(
                "insert or replace into request (name, body, job, expires_at) values (?, ?, ?, ?)",
                name,
                answered.body(),
                answered.job(),
                expiresAt);
    }

    /** Some of those whose time is over. */
    public void forgetExpired(long now) {
        sql.run("""
                delete from request
                 where name in (select name from request where expires_at <= ? order by expires_at limit ?)
                """, now, FORGOTTEN_AT_ONCE);
    }
}
