package io.headwater.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellsTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            '',           0
            tiny.bin,     8
            模型下载,      8
            ｆｕｌｌ,       8
            한국어,        6
            \u1112\u1161\u11ab, 2
            e\u0301te\u0301,    3
            مدل گفتار,    9
            می\u200cخواهم,    7
            נִקּוּד,       4
            \ud83d\ude80,  2
            \ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d\udc66, 2
            \ud83d\udc4d\ud83c\udffd, 2
            \u2764\ufe0f,  2
            \ud83c\uddee\ud83c\uddf7, 2
            a\u00adb,      3
            \u2068a\u2069, 1
            """)
    void a_text_takes_as_many_cells_as_terminals_give_it(String text, int cells) {
        assertThat(Cells.of(text)).isEqualTo(cells);
    }

    @ParameterizedTest
    @CsvSource({
        "model, 5, model",
        "models, 5, mode…",
        "模型下载, 8, 模型下载",
        "模型下载, 7, 模型下…",
        "模型下载, 6, 模型…",
        "模型下载, 1, …",
        "模型下载, 0, ''",
        "ae\u0301ie\u0301o, 4, ae\u0301i…",
        "x\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67y, 3, x…",
    })
    void a_text_is_cut_between_what_people_take_for_characters(String text, int width, String seen) {
        assertThat(Cells.fitted(text, width, "…")).isEqualTo(seen);
    }

    @ParameterizedTest
    @CsvSource({
        "model, 5, model",
        "models/whisper-large.bin, 16, model…-large.bin",
        "模型下载.bin, 8, 模….bin",
        "模型下载.bin, 1, …",
        "模型下载.bin, 0, ''",
    })
    void of_names_and_paths_both_ends_are_kept(String text, int width, String seen) {
        assertThat(Cells.fittedInside(text, width, "…")).isEqualTo(seen);
    }

    /** Letters of many scripts, wide ones, marks, joiners, signs of direction, halves of pairs. */
    @Test
    void whatever_the_text_is_it_never_takes_more_than_it_was_given() {
        var random = new Random(20_261_121);
        for (int round = 0; round < 20_000; round++) {
            String text = Words.clean(Odd.text(random, random.nextInt(40)));
            int width = random.nextInt(30);
            String seen = Cells.fitted(text, width, "…");
            assertThat(Cells.of(seen)).as("%s in %d cells", text, width).isLessThanOrEqualTo(width);
            assertThat(Cells.of(Cells.fittedInside(text, width, "…"))).isLessThanOrEqualTo(width);
            assertThat(List.of(text, seen)).as("what fits is left alone").satisfies(both -> {
                if (Cells.of(text) <= width) {
                    assertThat(seen).isEqualTo(text);
                }
            });
        }
    }

    /** As the sum of its parts, or less: then a line that is put together from parts is never wider than was thought. */
    @Test
    void together_two_texts_take_no_more_than_each_for_itself() {
        var random = new Random(4);
        for (int round = 0; round < 20_000; round++) {
            String one = Words.clean(Odd.text(random, random.nextInt(8)));
            String other = Words.clean(Odd.text(random, random.nextInt(8)));
            assertThat(Cells.of(one + " " + other)).isLessThanOrEqualTo(Cells.of(one) + 1 + Cells.of(other));
        }
    }
}
