package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.testkit.OtherJvm;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Engines come and go in one JVM, and leave nothing behind. */
class K14RedeployTest {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int DEPLOYMENTS = Boolean.getBoolean("headwater.long") ? 50 : 5;

    @TempDir
    Path folder;

    @Test
    void K14_fifty_engines_leave_no_descriptor_open() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(DESCRIPTORS), "descriptors cannot be counted here");
        for (int round = 0; round < 50; round++) {
            try (TestEngine engine = new Stage().engine().folder(folder).start()) {
                TestEngine.now(engine.dispatch(new Act("round " + round)).result());
                assertThat(openBelow(folder)).isNotEmpty();
            }
        }
        assertThat(openBelow(folder)).isEmpty();
    }

    private static List<String> openBelow(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.map(K14RedeployTest::target)
                    .filter(target -> target.startsWith(folder.toString()))
                    .toList();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    @Test
    void K14_the_classes_of_an_engine_that_was_undeployed_are_let_go_of() throws Exception {
        // What is kept only as long as there is memory for it is no leak, and is let go of at once there.
        List<String> options = List.of("-XX:SoftRefLRUPolicyMSPerMB=0");
        try (OtherJvm other = OtherJvm.run(List.of(), options, RedeployMain.class, folder, DEPLOYMENTS)) {
            assertThat(other.linesToTheEnd()).last().isEqualTo(RedeployMain.LET_GO);
        }
    }
}
