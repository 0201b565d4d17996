package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** G14; fault rows K12 and K13. */
@Tag("G14")
class G14OneEngineTest {
    @Test
    void K12_a_second_engine_on_the_file_is_refused_and_the_first_goes_on(@TempDir Path folder) {
        try (TestEngine first = new Stage().engine().folder(folder).start()) {
            assertThatThrownBy(() -> new Stage().engine().folder(folder).start())
                    .isInstanceOfSatisfying(JobException.class, refusal -> {
                        assertThat(refusal.code()).isEqualTo(ErrorCode.STORE_BUSY);
                        assertThat(refusal).hasMessageContaining("in use by another engine");
                        assertThat(refusal.hint()).isNotBlank();
                    });
            assertThat(TestEngine.now(first.dispatch(new Act("still here")).result()))
                    .isEqualTo("still here");
        }
    }

    @Test
    void K13_an_owner_that_is_gone_blocks_nobody(@TempDir Path folder) {
        try (TestEngine first = new Stage().engine().folder(folder).start()) {
            first.engine().abandon();
            try (TestEngine second = new Stage().engine().folder(folder).start()) {
                assertThat(TestEngine.now(second.dispatch(new Act("next")).result()))
                        .isEqualTo("next");
            }
        }
    }
}
