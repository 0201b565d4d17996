package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.testkit.OtherJvm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdleEngineTest {
    @Test
    void an_engine_with_nothing_to_do_holds_two_threads_uses_no_processor_and_has_begun_none_of_reactors(
            @TempDir Path folder) throws Exception {
        try (OtherJvm other = OtherJvm.run(List.of(), List.of(), IdleMain.class, folder.resolve("jobs.db"))) {
            assertThat(other.linesToTheEnd().stream().filter(line -> line.startsWith("= ")))
                    .containsExactly("= headwater-journal-1 used 0", "= headwater-time-1 used 0");
        }
    }
}
