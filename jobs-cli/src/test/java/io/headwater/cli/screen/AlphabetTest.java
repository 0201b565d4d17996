package io.headwater.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlphabetTest {
    private static final Alphabet ASCII = new Alphabet(StandardCharsets.US_ASCII);
    private static final Alphabet UTF_8 = new Alphabet(StandardCharsets.UTF_8);

    @Nested
    class Which_characters_there_are {
        @ParameterizedTest
        @CsvSource(nullValues = "-", textBlock = """
                -,           -,       fa_IR.UTF-8,        UTF-8
                -,           C,       fa_IR.UTF-8,        US-ASCII
                en_US.utf8,  C,       -,                  UTF-8
                '',          '',      C.UTF-8,            UTF-8
                POSIX,       -,       en_US.UTF-8,        US-ASCII
                -,           -,       de_DE.ISO-8859-1,   ISO-8859-1
                -,           -,       de_DE.UTF-8@euro,   UTF-8
                -,           -,       de_DE.no such one,  ISO-8859-2
                -,           -,       de_DE,              ISO-8859-2
                -,           -,       -,                  ISO-8859-2
                """)
        void are_those_of_the_locale_and_else_those_of_the_jdk(String all, String type, String lang, String charset) {
            var environment = new LinkedHashMap<String, String>();
            putIfThere(environment, "LC_ALL", all);
            putIfThere(environment, "LC_CTYPE", type);
            putIfThere(environment, "LANG", lang);

            assertThat(Alphabet.charset(environment, Map.of("native.encoding", "ISO-8859-2")::get))
                    .isEqualTo(Charset.forName(charset));
        }

        private static void putIfThere(Map<String, String> map, String name, String value) {
            if (value != null) {
                map.putAll(Map.ofEntries(entry(name, value)));
            }
        }
    }

    @Test
    void what_cannot_be_shown_is_one_question_mark_a_character() {
        assertThat(ASCII.spelled("مدل 模型 e\u0301 \ud83d\udc68\u200d\ud83d\udc69 pausing… 5 s · x"))
                .isEqualTo("??? ?? ? ? pausing... 5 s - x");
        assertThat(UTF_8.spelled("مدل 模型 pausing…")).isEqualTo("مدل 模型 pausing…");
    }

    @Test
    void what_is_printed_is_in_its_charset_whatever_the_stream_takes() {
        var bytes = new ByteArrayOutputStream();

        UTF_8.printing(new PrintStream(bytes, true, StandardCharsets.US_ASCII)).println("مدل");

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("مدل" + System.lineSeparator());
    }

    @Test
    void names_from_right_to_left_leave_the_line_alone() {
        assertThat(UTF_8.isolated("مدل")).isEqualTo("\u2068مدل\u2069");
        assertThat(UTF_8.isolated("שלום")).isEqualTo("\u2068שלום\u2069");
        assertThat(UTF_8.isolated("│  └─ مدل")).isEqualTo("│  └─ \u2068مدل\u2069");
        assertThat(UTF_8.isolated("模型")).isEqualTo("模型");
        assertThat(ASCII.isolated("مدل")).isEqualTo("مدل");
    }
}
