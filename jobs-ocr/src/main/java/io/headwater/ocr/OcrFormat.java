package io.headwater.ocr;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A way to write down what was read. Its name is how its files end. */
public enum OcrFormat {
    TXT,
    /** A line for each word, with its place and how certain it is. */
    TSV,
    /** HTML that knows where on the page each word stands. */
    HOCR,
    /** The same as objects, a list of words. */
    JSON;

    @JsonCreator
    public static OcrFormat of(String name) {
        return Arrays.stream(values())
                .filter(format -> format.ending().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no format \"%s\", there are %s"
                        .formatted(
                                name,
                                Arrays.stream(values()).map(OcrFormat::ending).collect(Collectors.joining(", ")))));
    }

    /** Makes one file of those of single pages, each of which is page one to itself. Blocks. */
    void join(List<Path> pages, Path whole) throws IOException {
        try (BufferedWriter to = Files.newBufferedWriter(whole)) {
            for (int page = 1; page <= pages.size(); page++) {
                try (BufferedReader from = Files.newBufferedReader(pages.get(page - 1))) {
                    append(from, page, page == pages.size(), to);
                }
            }
        }
    }

    private void append(BufferedReader from, int page, boolean last, BufferedWriter to) throws IOException {
        if (this == TXT) {
            to.write(page == 1 ? "" : "\f");
            from.transferTo(to);
            return;
        }
        // What stands before and behind the pages it is to have once.
        boolean isOfPage = page == 1;
        for (String line = from.readLine(); line != null; line = from.readLine()) {
            isOfPage &= last || !line.strip().equals("</body>");
            if (isOfPage) {
                to.write(numbered(line, page));
                to.write('\n');
            }
            isOfPage |= this == TSV || line.strip().equals("<body>");
        }
    }

    private String numbered(String line, int page) {
        return this == TSV
                ? line.replaceFirst("^(\\d+)\t1\t", "$1\t" + page + "\t")
                : line.replaceFirst("id='([a-z]+)_1(?!\\d)", "id='$1_" + page)
                        .replaceFirst("ppageno 0;", "ppageno %d;".formatted(page - 1));
    }

    @JsonValue
    public String ending() {
        return name().toLowerCase(Locale.ROOT);
    }
}
