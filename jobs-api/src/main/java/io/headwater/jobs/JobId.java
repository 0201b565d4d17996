package io.headwater.jobs;

/**
 * Which job. Ids grow in the order in which jobs were dispatched and mean nothing else; people see 13 characters of
 * Crockford's base 32, which has no letters that look like digits.
 *
 * @param value a positive number, the store's primary key
 */
public record JobId(long value) implements Comparable<JobId> {
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 13;

    public JobId {
        if (value <= 0) {
            throw new IllegalArgumentException("a job id is a positive number, was " + value);
        }
    }

    /** Reads what {@link #toString} wrote; small letters and the look-alikes I, L and O are understood. */
    public static JobId parse(String text) {
        if (text.length() != LENGTH) {
            throw new IllegalArgumentException(
                    "a job id has %d characters, \"%s\" has %d".formatted(LENGTH, text, text.length()));
        }
        return new JobId(valueOf(text));
    }

    private static long valueOf(String text) {
        long value = 0;
        for (char character : text.toCharArray()) {
            int digit = digitOf(character);
            if (digit < 0 || value > Long.MAX_VALUE >>> 5) {
                throw new IllegalArgumentException("\"%s\" is not a job id".formatted(text));
            }
            value = value << 5 | digit;
        }
        return value;
    }

    private static int digitOf(char character) {
        return switch (Character.toUpperCase(character)) {
            case 'I', 'L' -> 1;
            case 'O' -> 0;
            default -> DIGITS.indexOf(Character.toUpperCase(character));
        };
    }

    /**
     * The last characters of an id, or all of them: what people type. Every job is meant whose id ends so.
     *
     * @param value what these characters alone stand for
     */
    public record Ending(long value, int length) {
        public Ending {
            if (length < 1 || length > LENGTH || value < 0) {
                throw new IllegalArgumentException(
                        "an id ends in 1 to %d characters, not in %d".formatted(LENGTH, length));
            }
        }

        /** Understands small letters and look-alikes, as {@link JobId#parse} does. */
        public static Ending parse(String text) {
            return new Ending(valueOf(text), text.length());
        }

        /** The bits of an id that these characters stand for. */
        public long mask() {
            return length == LENGTH ? Long.MAX_VALUE : (1L << 5 * length) - 1;
        }
    }

    /** The last six characters: enough for a list, where neighbours differ at the end. */
    public String brief() {
        return toString().substring(LENGTH - 6);
    }

    @Override
    public int compareTo(JobId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        var characters = new char[LENGTH];
        long rest = value;
        for (int place = LENGTH - 1; place >= 0; place--) {
            characters[place] = DIGITS.charAt((int) (rest & 31));
            rest >>>= 5;
        }
        return new String(characters);
    }
}
