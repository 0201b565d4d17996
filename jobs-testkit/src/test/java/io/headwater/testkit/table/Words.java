package io.headwater.testkit.table;

import java.util.stream.Stream;

/** Stories that go on. */
final class Words {
    private Words() {}

    static String[] join(String[] before, String... more) {
        return Stream.of(before, more).flatMap(Stream::of).toArray(String[]::new);
    }
}
