package io.headwater.models.ref;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemotePathTest {
    @TempDir
    private Path folder;

    @Nested
    class A_harmless_name {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "config.json",
                    "a/b/c.txt",
                    ".gitattributes",
                    "sub/.hidden",
                    "a..b",
                    "...a",
                    "with blank.txt",
                    "console.txt",
                    "com.txt",
                    "com10",
                    "%2e%2e/x",
                    "~/x",
                    "-rf",
                    "1_Pooling/config.json"
                })
        void lies_in_its_folder(String name) throws IOException {
            assertThat(new RemotePath(name).in(folder)).isEqualTo(folder.resolve(name));
        }

        @Test
        void may_be_as_long_as_file_systems_allow() {
            assertThat(new RemotePath("é".repeat(127)).name()).hasSize(127);
            assertThat(new RemotePath("a".repeat(255)).name()).hasSize(255);
        }

        @Test
        void may_be_written_in_any_script() throws IOException {
            assumeTrue(Charset.forName(System.getProperty("sun.jnu.encoding"))
                    .newEncoder()
                    .canEncode('漢'));

            assertThat(new RemotePath("漢字/👩‍🔬.txt").in(folder)).isEqualTo(folder.resolve("漢字/👩‍🔬.txt"));
        }
    }

    @Nested
    class X14_D17_A_name_that_could_do_harm_on_any_system {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "/etc/passwd",
                    "//host/share/x",
                    "\\x",
                    "\\\\host\\share\\x",
                    "\\\\?\\C:\\x",
                    "..",
                    "../x",
                    "a/../x",
                    "a/..",
                    "a\\..\\..\\x",
                    "a/..\\x",
                    ".",
                    "./x",
                    "a/./x",
                    "a//x",
                    "a/",
                    "C:x",
                    "C:\\x",
                    "D:/x",
                    "a/C:x",
                    "file.txt:stream",
                    "a\\b",
                    "a\0b",
                    "a\nb",
                    "a\rb",
                    "\tx",
                    "\u001b[31mred",
                    "a\u007f",
                    "a\u0085b",
                    "a\u2028b",
                    "con",
                    "CON",
                    "a/Nul.txt",
                    "aux.tar.gz",
                    "com1",
                    "LPT9.log",
                    "com¹",
                    "con .txt",
                    "conin$",
                    "x.",
                    "x ",
                    "a./x",
                    "a /x",
                    "...",
                    "half\ud83d"
                })
        void is_refused(String name) {
            assertUnsafe(() -> new RemotePath(name));
        }

        @Test
        void is_refused_when_it_is_too_long_in_whole_or_in_part() {
            assertUnsafe(() -> new RemotePath("a".repeat(256)));
            assertUnsafe(() -> new RemotePath("é".repeat(128)));
            assertUnsafe(() -> new RemotePath("abcdefg/".repeat(300) + "x"));
        }

        @Test
        void X21_is_shown_so_that_it_stays_on_its_line() {
            assertThatThrownBy(() -> new RemotePath("a\nERROR \u001b[31m\"\u202egpj." + "x".repeat(200)))
                    .hasMessageStartingWith("The file name \"a\\u{a}ERROR \\u{1b}[31m\\u{22}\\u{202e}gpj.x")
                    .hasMessageEndingWith("x…\" is refused: it holds a control character");
        }
    }

    @Nested
    class D13_A_link_on_the_way {
        @Test
        void is_not_followed() throws IOException {
            Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
            Path root = Files.createDirectory(folder.resolve("root"));
            Files.createSymbolicLink(root.resolve("sub"), elsewhere);

            assertUnsafe(() -> new RemotePath("sub/x").in(root));
            assertUnsafe(() -> new RemotePath("sub/deeper/x").in(root));
        }

        @Test
        void may_be_the_folder_itself_for_its_owner_chose_it() throws IOException {
            Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
            Path root = Files.createSymbolicLink(folder.resolve("root"), elsewhere);

            assertThat(new RemotePath("sub/x").in(root)).isEqualTo(root.resolve("sub/x"));
        }
    }

    @Nested
    class D17_A_listing {
        @Test
        void keeps_its_order() {
            assertThat(RemotePath.listing(List.of("b", "a/x", "a/y")))
                    .extracting(RemotePath::name)
                    .containsExactly("b", "a/x", "a/y");
        }

        @Test
        void is_refused_where_two_names_differ_only_in_case() {
            assertUnsafe(() -> RemotePath.listing(List.of("A.bin", "a.bin")));
            assertUnsafe(() -> RemotePath.listing(List.of("Data/x", "data/X")));
        }

        @Test
        void is_refused_where_two_names_differ_only_in_how_their_letters_are_composed() {
            assertUnsafe(() -> RemotePath.listing(List.of("\u00e9", "e\u0301")));
        }

        @Test
        void is_refused_where_a_file_is_also_a_folder() {
            assertUnsafe(() -> RemotePath.listing(List.of("data/a/x", "Data/a")));
            assertUnsafe(() -> RemotePath.listing(List.of("data", "data/a/x")));
        }

        @Test
        void is_refused_where_a_name_comes_twice() {
            assertUnsafe(() -> RemotePath.listing(List.of("x", "x")));
        }
    }

    @Nested
    class Whatever_the_name {
        private static final String[] PIECES = {
            "..", ".", "/", "\\", "a", "B", ":", "C:", " ", "con", "\0", "é", "~", "%2e", "-", "...", "\ud800", "x.y"
        };

        /** Either refused, or inside, under exactly this name, and fit to be made. */
        @Test
        void X14_it_stays_in_its_folder_or_is_refused() throws IOException {
            long seed = new Random().nextLong();
            var random = new Random(seed);
            int accepted = 0;
            for (int round = 0; round < 20_000; round++) {
                String name = anyName(random);
                Path place;
                try {
                    place = new RemotePath(name).in(folder);
                } catch (JobException refused) {
                    assertThat(refused.code()).as("seed %d", seed).isEqualTo(ErrorCode.UNSAFE_NAME);
                    assertThat(refused.getMessage()).as("seed %d", seed).matches("[^\\p{Cntrl}]*");
                    continue;
                }
                accepted++;
                assertThat(folder.relativize(place).toString())
                        .as("seed %d", seed)
                        .isEqualTo(name);
                assertThat(place.toString())
                        .as("seed %d", seed)
                        .startsWith(folder + "/")
                        .doesNotContain("/../");
            }
            assertThat(accepted).isGreaterThan(100);
        }

        private String anyName(Random random) {
            var name = new StringBuilder();
            for (int pieces = random.nextInt(6); pieces >= 0; pieces--) {
                name.append(PIECES[random.nextInt(PIECES.length)]);
            }
            return name.toString();
        }
    }

    private static void assertUnsafe(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        JobException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.UNSAFE_NAME));
    }
}
