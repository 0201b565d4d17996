package io.headwater.cli.command;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads bytes a second: a number, and K, M or G behind it for thousands, millions and milliards. */
final class RateConverter implements ITypeConverter<Long> {
    private static final Pattern RATE = Pattern.compile("([0-9]{1,9})([KMG]?)");

    @Override
    public Long convert(String text) {
        Matcher rate = RATE.matcher(text.toUpperCase(Locale.ROOT));
        if (!rate.matches() || Long.parseLong(rate.group(1)) == 0) {
            throw new TypeConversionException(
                    "\"%s\" is no rate; one is written as 500K or 10M, in bytes a second".formatted(text));
        }
        long unit = switch (rate.group(2)) {
            case "K" -> 1_000;
            case "M" -> 1_000_000;
            case "G" -> 1_000_000_000;
            default -> 1;
        };
        return Math.multiplyExact(Long.parseLong(rate.group(1)), unit);
    }
}
