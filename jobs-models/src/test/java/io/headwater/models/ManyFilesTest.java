package io.headwater.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.hub.Repository;
import io.headwater.testkit.hub.Seen;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.scheduler.Schedulers;

class ManyFilesTest {
    private static final boolean LONG = Boolean.getBoolean("headwater.long");
    private static final int FILES = LONG ? 10_000 : 300;
    private static final int ON_A_PAGE = 100;
    private static final int LONG_ENOUGH = 600;

    @TempDir
    private Path folder;

    @Test
    @Timeout(LONG_ENOUGH)
    void N18_come_over_few_connections_each_once_and_are_asked_for_by_the_page() {
        try (var hub = HubLookAlike.start().pageSize(ON_A_PAGE);
                var host = new HubHost(folder, hub, setup -> setup.scheduler(Schedulers.parallel()))) {
            Repository many = hub.model("org/many");
            for (int number = 0; number < FILES; number++) {
                many.file("part %05d.json".formatted(number), "{\"number\":%d}".formatted(number));
            }
            many.commit();

            InstalledModel model = host.installed("hf:org/many");

            assertThat(model.files()).hasSize(FILES);
            assertThat(model.path().resolve("part 00007.json")).hasContent("{\"number\":7}");
            // Eight, and a few that were given back while the next one was made.
            assertThat(hub.mostConnections()).isLessThan(12);
            assertThat(hub.records().all().stream().filter(Seen::bringsBytes)).hasSize(FILES);
            assertThat(hub.records().all()).hasSizeLessThan(2 * FILES + FILES / ON_A_PAGE + 10);
        }
    }
}
