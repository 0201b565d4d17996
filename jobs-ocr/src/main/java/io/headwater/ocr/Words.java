package io.headwater.ocr;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tesseract's table of what it has found on a page, as JSON. */
final class Words {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    // The columns: level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
    private static final String WORD = "5";

    private Words() {}

    static String json(String table) {
        ObjectNode root = MAPPER.createObjectNode();
        ArrayNode words = root.putArray("words");
        table.lines().map(line -> line.split("\t", -1)).filter(Words::isWord).forEach(columns -> {
            ObjectNode word = words.addObject();
            word.put("page", Integer.parseInt(columns[1]));
            word.put("line", Integer.parseInt(columns[4]));
            word.putObject("box")
                    .put("left", Integer.parseInt(columns[6]))
                    .put("top", Integer.parseInt(columns[7]))
                    .put("width", Integer.parseInt(columns[8]))
                    .put("height", Integer.parseInt(columns[9]));
            word.put("confidence", Double.parseDouble(columns[10]) / 100);
            word.put("text", columns[11]);
        });
        return MAPPER.writeValueAsString(root) + "\n";
    }

    private static boolean isWord(String[] columns) {
        return columns.length == 12 && columns[0].equals(WORD) && !columns[11].isBlank();
    }
}
