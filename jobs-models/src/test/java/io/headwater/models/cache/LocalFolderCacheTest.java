package io.headwater.models.cache;

import static io.headwater.models.cache.PythonCache.COMMIT;
import static io.headwater.models.cache.PythonCache.OTHER_COMMIT;
import static io.headwater.models.cache.PythonCache.etag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalFolderCacheTest {
    private static final Instant SOME_DAY = Instant.parse("2024-05-17T12:00:00.25Z");

    @TempDir
    private Path directory;

    @Nested
    class A_file_that_is_published {
        @Test
        void lies_under_its_own_name_with_a_note_that_Python_reads() throws IOException {
            Path partial = Files.writeString(folder().content("sub/x.bin", etag("x")), "x");
            Files.setLastModifiedTime(partial, FileTime.from(SOME_DAY));

            folder().publish(partial, "sub/x.bin", COMMIT, etag("x"));

            assertThat(directory.resolve("sub/x.bin")).hasContent("x");
            assertThat(partial).doesNotExist();
            assertThat(note("sub/x.bin")).hasContent("%s\n%s\n1715947200.250000\n".formatted(COMMIT, etag("x")));
            assertThat(directory.resolve(".cache/huggingface/.gitignore")).hasContent("*");
            assertThat(directory.resolve(".cache/huggingface/CACHEDIR.TAG"))
                    .content()
                    .startsWith("Signature: 8a477f597d28d172789f06886806bc55\n");
        }

        @Test
        void is_up_to_date_while_commit_or_content_is_the_same() throws IOException {
            publish("x");

            assertThat(folder().isUpToDate("x", COMMIT, etag("x"))).isTrue();
            assertThat(folder().isUpToDate("x", OTHER_COMMIT, etag("x"))).isTrue();
            assertThat(folder().isUpToDate("x", COMMIT, etag("y"))).isTrue();
            assertThat(folder().isUpToDate("x", OTHER_COMMIT, etag("y"))).isFalse();
        }

        @Test
        void is_not_known_any_more_when_it_was_modified_or_removed() throws IOException {
            publish("x");
            Path file = folder().file("x");
            Instant then = Files.getLastModifiedTime(file).toInstant();

            Files.setLastModifiedTime(file, FileTime.from(then.plus(Duration.ofMillis(900))));
            assertThat(folder().isUpToDate("x", COMMIT, etag("x"))).isTrue();
            Files.setLastModifiedTime(file, FileTime.from(then.plus(Duration.ofMillis(1_100))));
            assertThat(folder().isUpToDate("x", COMMIT, etag("x"))).isFalse();

            folder().note("x", COMMIT, etag("x"));
            assertThat(folder().isUpToDate("x", COMMIT, etag("x"))).isTrue();
            Files.delete(file);
            assertThat(folder().isUpToDate("x", COMMIT, etag("x"))).isFalse();
        }
    }

    @Nested
    class A_note {
        @Test
        void of_Python_is_read() throws IOException {
            publish("x");
            Files.writeString(note("x"), OTHER_COMMIT + "\n" + etag("y") + "\n99999999999.1234567\n");

            assertThat(folder().isUpToDate("x", OTHER_COMMIT, etag("z"))).isTrue();
            assertThat(folder().isUpToDate("x", COMMIT, etag("x"))).isFalse();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "a\nb\n", "a\nb\nc\n", "a\n\n1\n", "a\nb\n-1\n"})
        void that_makes_no_sense_is_removed(String text) throws IOException {
            publish("x");
            Files.writeString(note("x"), text);

            assertThat(folder().isUpToDate("x", COMMIT, etag("x"))).isFalse();
            assertThat(note("x")).doesNotExist();
        }
    }

    @Nested
    class A_content {
        @Test
        void has_a_short_name_of_ours_beside_the_note() throws IOException {
            // As Python has it: base64.urlsafe_b64encode(hashlib.sha1(b"x.metadata").digest())
            assertThat(folder().content("sub/x", COMMIT))
                    .isEqualTo(note("sub/x")
                            .resolveSibling("-e7I488gLL76ZkvQP1ZWIALdrCw=." + COMMIT + ".headwater.content"))
                    .doesNotExist();
        }
    }

    @Nested
    class A_listing {
        @Test
        void is_kept_among_the_notes() throws IOException {
            var files = List.of(new TreeFile("x", 1, etag("x"), null, null));
            folder().writeTree(COMMIT, files);

            assertThat(folder().tree(COMMIT)).contains(files);
            assertThat(directory.resolve(".cache/huggingface/trees/" + COMMIT + ".json"))
                    .isRegularFile();
        }
    }

    @Nested
    class X14_An_unsafe_name {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "../x",
                    "/x",
                    ".cache/huggingface/download/x.metadata",
                    ".Cache/HuggingFace/trees/x",
                    ".cache/huggingface"
                })
        void is_refused(String path) {
            assertUnsafe(() -> folder().file(path));
            assertUnsafe(() -> folder().publish(directory.resolve("partial"), path, COMMIT, etag("x")));
            assertUnsafe(() -> folder().isUpToDate(path, COMMIT, etag("x")));
        }

        @Test
        void D13_is_one_that_leads_through_a_link() throws IOException {
            Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
            Files.createSymbolicLink(directory.resolve("sub"), elsewhere);
            Files.createSymbolicLink(directory.resolve(".cache"), elsewhere);

            assertUnsafe(() -> folder().file("sub/x"));
            assertUnsafe(() -> folder().content("x", COMMIT));
            assertThat(elsewhere).isEmptyDirectory();
        }
    }

    private LocalFolder folder() {
        return new LocalFolder(directory);
    }

    private void publish(String path) throws IOException {
        Path partial = Files.writeString(folder().content(path, etag(path)), path);
        folder().publish(partial, path, COMMIT, etag(path));
    }

    private Path note(String path) {
        return directory.resolve(".cache/huggingface/download").resolve(path + ".metadata");
    }

    private static void assertUnsafe(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        JobException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.UNSAFE_NAME));
    }
}
