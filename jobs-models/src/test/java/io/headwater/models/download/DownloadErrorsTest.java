package io.headwater.models.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobException;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadErrorsTest {
    private static final URI LOCATION = URI.create("https://host/model.bin?signature=secret");
    private static final RemoteFile FILE = new RemoteFile("model.bin", LOCATION, null);

    @TempDir
    private Path folder;

    @Nested
    class On_the_way {
        @Test
        void N01_an_unknown_host_may_be_known_later() {
            JobException error = onTheWay(new UnknownHostException("host"));

            assertThat(error.code().name()).isEqualTo("DNS");
            assertThat(error).hasMessage("The host host was not found");
            assertThat(error.retryable()).isTrue();
        }

        @Test
        void N06_a_certificate_does_not_get_better_by_asking_again() {
            JobException error = onTheWay(new SSLHandshakeException("certificate has expired"));

            assertThat(error.code().name()).isEqualTo("TLS");
            assertThat(error.retryable()).isFalse();
        }

        @Test
        void a_handshake_that_was_cut_off_may_succeed_later() {
            JobException error = onTheWay(new SSLException("closed while handshaking"));

            assertThat(error.code().name()).isEqualTo("TLS");
            assertThat(error.retryable()).isTrue();
        }

        @Test
        void what_is_not_of_the_network_passes_unchanged() {
            var bug = new IllegalStateException("a bug");

            assertThat(DownloadErrors.onTheWay(bug, LOCATION)).isSameAs(bug);
        }

        @Test
        void X11_a_signature_in_the_address_is_never_shown() {
            for (int status : new int[] {403, 404, 429, 500, 418}) {
                assertThat(DownloadErrors.refused(FILE, LOCATION, status, false).toString())
                        .doesNotContain("secret");
            }
            assertThat(DownloadErrors.redirectRefused(LOCATION, false).toString())
                    .doesNotContain("secret");
        }

        private static JobException onTheWay(Exception failure) {
            return (JobException) DownloadErrors.onTheWay(failure, LOCATION);
        }
    }

    @Nested
    class On_disk {
        @ParameterizedTest
        @ValueSource(strings = {"No space left on device", "There is not enough space on the disk"})
        void a_full_disk_is_told_with_its_figures(String words) {
            JobException error = DownloadErrors.onDisk(new IOException(words), folder, 2_900_000_000L);

            assertThat(error.code().name()).isEqualTo("NO_SPACE");
            assertThat(error.getMessage())
                    .matches("Not enough disk space: needs 2\\.9 GB, \\S+ \\S+ free at " + folder);
            assertThat(error).hasRootCauseMessage(words);
        }

        @ParameterizedTest
        @ValueSource(strings = {"Disk quota exceeded", "File too large"})
        void D03_one_that_is_not_full_but_takes_no_more_is_not_called_full(String words) {
            JobException error = DownloadErrors.onDisk(new IOException(words), folder, 2_900_000_000L);

            assertThat(error.code().name()).isEqualTo("NO_SPACE");
            assertThat(error.getMessage())
                    .isEqualTo("No more may be written at %s, where 2.9 GB are still missing: %s", folder, words);
            assertThat(error).hasRootCauseMessage(words);
        }

        @Test
        void a_disk_that_must_not_be_written_is_somebody_elses_decision() {
            var denied = new AccessDeniedException("/models");
            var readOnly = new FileSystemException("/models", null, "Read-only file system");

            assertThat(DownloadErrors.onDisk(denied, folder, 0).code().name()).isEqualTo("READ_ONLY");
            assertThat(DownloadErrors.onDisk(readOnly, folder, 0).code().name()).isEqualTo("READ_ONLY");
        }

        @Test
        void anything_else_is_a_failing_disk() {
            JobException error = DownloadErrors.onDisk(new IOException("Input/output error"), folder, 0);

            assertThat(error.code().name()).isEqualTo("IO");
            assertThat(error.retryable()).isFalse();
        }
    }
}
