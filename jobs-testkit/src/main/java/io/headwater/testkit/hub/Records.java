package io.headwater.testkit.hub;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What all servers of a look-alike were asked, in order. */
public final class Records {
    private final List<Seen> all = new ArrayList<>();

    Records() {}

    synchronized Seen note(Origin origin, Asked asked) {
        var seen = new Seen(origin, asked);
        all.add(seen);
        return seen;
    }

    public synchronized List<Seen> all() {
        return List.copyOf(all);
    }

    public List<Seen> at(Origin origin) {
        return all().stream().filter(seen -> seen.origin() == origin).toList();
    }

    /** Requests about a file, redirects and refusals included, by its path or by {@code org/name:path}. */
    public List<Seen> of(String file) {
        return all().stream().filter(seen -> isOf(seen, file)).toList();
    }

    static boolean isOf(Seen seen, String file) {
        String label = seen.file();
        return label != null && (label.equals(file) || label.endsWith(":" + file));
    }

    /** How many bytes of a file went out, in all answers together. */
    public long sent(String file) {
        return of(file).stream().filter(Seen::bringsBytes).mapToLong(Seen::sent).sum();
    }

    /** How many bytes of bodies went out, whatever they were of. */
    public long sent() {
        return all().stream().mapToLong(Seen::sent).sum();
    }

    /** The origins that a text reached, in whatever header, URL or form: for tokens that may reach one only. */
    public Set<Origin> whoSaw(String secret) {
        var origins = EnumSet.noneOf(Origin.class);
        all().stream().filter(seen -> seen.mentions(secret)).forEach(seen -> origins.add(seen.origin()));
        return origins;
    }

    /** Begins anew, so that what follows can be counted by itself. */
    public synchronized void forget() {
        all.clear();
    }
}
