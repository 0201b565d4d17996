package io.headwater.models.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.models.disk.Fault;
import io.headwater.models.disk.FaultyDisk;
import io.headwater.models.disk.Operation;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenameTest {
    @TempDir
    private Path folder;

    private FaultyDisk disk;
    private Path file;
    private Path name;

    @BeforeEach
    void write() throws IOException {
        disk = FaultyDisk.over(folder);
        file = Files.writeString(disk.root().resolve("draft"), "new");
        name = Files.writeString(disk.root().resolve("name"), "old");
    }

    /** As Windows refuses it. */
    private static Fault heldFor(int times) {
        return call -> {
            if (call.operation() == Operation.MOVE && call.number() < times) {
                throw new AccessDeniedException(String.valueOf(call.path()), String.valueOf(call.to()), null);
            }
        };
    }

    @Test
    void D16_what_another_program_has_open_for_a_moment_gets_its_name_then() throws IOException {
        disk.suffers(heldFor(3));

        Rename.file(file, name);

        assertThat(folder.resolve("name")).hasContent("new");
        assertThat(folder.resolve("draft")).doesNotExist();
    }

    @Test
    void D16_what_it_does_not_let_go_is_said_to_be_in_use() {
        disk.suffers(heldFor(Integer.MAX_VALUE));

        assertThatThrownBy(() -> new Rename(Duration.ZERO).rename(file, name))
                .isInstanceOfSatisfying(
                        IOException.class,
                        inUse -> assertThat(DownloadErrors.onDisk(inUse, folder, 0))
                                .hasMessageContaining("is in use by another program")
                                .satisfies(
                                        said -> assertThat(said.code().name()).isEqualTo("IO")));
        assertThat(folder.resolve("name")).hasContent("old");
    }

    @Test
    void D04_what_waiting_does_not_help_fails_at_once() {
        disk.suffers(call -> {
            throw Fault.failure(call);
        });

        assertThatThrownBy(() -> Rename.file(file, name)).hasMessageContaining("Input/output error");
        assertThat(disk.calls()).hasSize(1);
    }
}
