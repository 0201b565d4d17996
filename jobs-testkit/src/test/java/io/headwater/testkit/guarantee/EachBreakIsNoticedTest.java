package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;
import static org.junit.platform.launcher.TagFilter.includeTags;

import io.headwater.testkit.Breaks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * The long form: each promise is broken on purpose, and its own tests must turn red. A test that stays green then is no
 * test of that promise.
 */
@Tag("long")
@EnabledIfSystemProperty(named = "headwater.long", matches = "true")
class EachBreakIsNoticedTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8", "G9", "G10", "G11", "G12", "G13", "G14", "G15", "G16",
                "G17"
            })
    @Timeout(600)
    void a_broken_promise_turns_a_test_red(String guarantee) {
        var summary = new SummaryGeneratingListener();
        System.setProperty(Breaks.PROPERTY, guarantee);
        try {
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectPackage("io.headwater.testkit.guarantee"))
                                    .filters(includeTags(guarantee))
                                    .build(),
                            summary);
        } finally {
            System.clearProperty(Breaks.PROPERTY);
        }
        assertThat(summary.getSummary().getTestsFoundCount()).isPositive();
        assertThat(summary.getSummary().getTotalFailureCount())
                .as("tests of %s that turned red", guarantee)
                .isPositive();
    }
}
