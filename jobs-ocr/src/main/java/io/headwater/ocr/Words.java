package io.headwater.ocr;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tesseract's table of what it has found on a page, as JSON. */
final class Words {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    // The columns: level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
    private static final String WORD = "5";

    private Words() {}

    /** Word after word, so that it does not matter how many there are. Blocks. */
    static void toJson(Path table, Path file) throws IOException {
        try (Stream<String> lines = Files.lines(table);
                Writer to = Files.newBufferedWriter(file)) {
            try (JsonGenerator json = MAPPER.createGenerator(to)) {
                json.writeStartObject();
                json.writeArrayPropertyStart("words");
                lines.map(line -> line.split("\t", -1))
                        .filter(Words::isWord)
                        .forEach(columns -> json.writeTree(word(columns)));
                json.writeEndArray();
                json.writeEndObject();
            }
            to.write('\n');
        }
    }

    private static ObjectNode word(String[] columns) {
        ObjectNode word = MAPPER.createObjectNode();
        word.put("page", Integer.parseInt(columns[1]));
        // Lines are counted anew in each paragraph, and paragraphs in each block.
        word.put("block", Integer.parseInt(columns[2]));
        word.put("paragraph", Integer.parseInt(columns[3]));
        word.put("line", Integer.parseInt(columns[4]));
        word.putObject("box")
                .put("left", Integer.parseInt(columns[6]))
                .put("top", Integer.parseInt(columns[7]))
                .put("width", Integer.parseInt(columns[8]))
                .put("height", Integer.parseInt(columns[9]));
        word.put("confidence", Double.parseDouble(columns[10]) / 100);
        return word.put("text", columns[11]);
    }

    private static boolean isWord(String[] columns) {
        return columns.length == 12 && columns[0].equals(WORD) && !columns[11].isBlank();
    }
}
