package io.headwater.models.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.models.download.Answer.Meaning;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTest {
    private static final Version KNOWN = new Version("\"one\"", 1_000L);

    @Nested
    class With_nothing_here {
        @Test
        void a_whole_answer_begins_the_file() {
            Answer answer = Answer.to(200, headers("ETag", "\"one\"", "Content-Length", "1000"), null, Version.UNKNOWN);

            assertThat(answer).isEqualTo(new Answer(Meaning.BEGINS, KNOWN));
        }

        @Test
        void neither_length_nor_version_need_be_told() {
            assertThat(Answer.to(200, headers(), null, Version.UNKNOWN))
                    .isEqualTo(new Answer(Meaning.BEGINS, Version.UNKNOWN));
        }

        @Test
        void a_part_that_nobody_asked_for_makes_no_sense() {
            assertThat(meaningOf(206, null, headers("Content-Range", "bytes 0-9/1000")))
                    .isEqualTo(Meaning.NONSENSE);
            assertThat(meaningOf(416, null, headers())).isEqualTo(Meaning.NONSENSE);
        }

        @Test
        void S10_a_packed_file_is_not_the_file() {
            assertThat(meaningOf(200, null, headers("Content-Encoding", "gzip")))
                    .isEqualTo(Meaning.NONSENSE);
            assertThat(meaningOf(200, null, headers("Content-Encoding", "identity")))
                    .isEqualTo(Meaning.BEGINS);
        }

        @Test
        void an_absurd_length_is_no_length() {
            Answer answer = Answer.to(200, headers("Content-Length", "9".repeat(30)), null, Version.UNKNOWN);

            assertThat(answer.version().bytes()).isNull();
        }
    }

    @Nested
    class With_the_first_hundred_bytes_here {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "bytes 100-999/1000 | CONTINUES",
                    "bytes 100-199/1000 | CONTINUES",
                    "bytes 100-999/*    | CONTINUES",
                    "bytes 99-999/1000  | DOES_NOT_FIT",
                    "bytes 100-999/1001 | DOES_NOT_FIT",
                    "bytes */1000       | NONSENSE",
                    "items 100-999/1000 | NONSENSE",
                })
        void S02_S03_a_part_must_be_the_one_that_follows(String range, Meaning meaning) {
            assertThat(meaningOf(206, 100L, headers("Content-Range", range))).isEqualTo(meaning);
        }

        @Test
        void a_part_of_another_version_does_not_fit() {
            HttpHeaders headers = headers("Content-Range", "bytes 100-999/1000", "ETag", "\"two\"");

            assertThat(meaningOf(206, 100L, headers)).isEqualTo(Meaning.DOES_NOT_FIT);
        }

        @Test
        void a_whole_answer_begins_again() {
            assertThat(meaningOf(200, 100L, headers("ETag", "\"two\""))).isEqualTo(Meaning.BEGINS);
        }
    }

    @Nested
    class When_the_source_has_nothing_after_what_is_here {
        @Test
        void S04_it_is_all() {
            Answer answer = Answer.to(416, headers("Content-Range", "bytes */100"), 100L, new Version("\"one\"", null));

            assertThat(answer).isEqualTo(new Answer(Meaning.IS_WHOLE, new Version("\"one\"", 100L)));
        }

        @Test
        void S05_it_is_less_than_it_was() {
            assertThat(meaningOf(416, 100L, headers("Content-Range", "bytes */100")))
                    .isEqualTo(Meaning.DOES_NOT_FIT);
        }

        @Test
        void it_is_too_much() {
            assertThat(meaningOf(416, 100L, headers("Content-Range", "bytes */99")))
                    .isEqualTo(Meaning.DOES_NOT_FIT);
        }
    }

    private static Meaning meaningOf(int status, @Nullable Long from, HttpHeaders headers) {
        return Answer.to(status, headers, from, KNOWN).meaning();
    }

    private static HttpHeaders headers(String... namesAndValues) {
        var headers = new DefaultHttpHeaders();
        for (int place = 0; place < namesAndValues.length; place += 2) {
            headers.set(namesAndValues[place], namesAndValues[place + 1]);
        }
        return headers;
    }
}
