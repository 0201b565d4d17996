package io.headwater.models.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlatformTest {
    private static final Path USER = Path.of("/users/me");

    @Test
    void each_system_has_its_places() {
        assertThat(on("Linux", Map.of()).data()).isEqualTo(USER.resolve(".local/share/headwater"));
        assertThat(on("Linux", Map.of()).cache()).isEqualTo(USER.resolve(".cache/headwater"));
        assertThat(on("Mac OS X", Map.of()).data()).isEqualTo(USER.resolve("Library/Application Support/Headwater"));
        assertThat(on("Windows 11", Map.of("LOCALAPPDATA", "/local")).data()).isEqualTo(Path.of("/local/Headwater"));
    }

    @Test
    void the_environment_chooses_others_but_no_relative_ones() {
        assertThat(on("Linux", Map.of("XDG_DATA_HOME", "/data")).data()).isEqualTo(Path.of("/data/headwater"));
        assertThat(on("Linux", Map.of("XDG_CACHE_HOME", "cache")).cache()).isEqualTo(USER.resolve(".cache/headwater"));
    }

    @Test
    void home_is_where_python_looks_for_it_too() {
        assertThat(Platform.of("Linux", USER, Map.of("HOME", "/home/other")).user())
                .isEqualTo(Path.of("/home/other"));
        assertThat(Platform.of("Linux", USER, Map.of("HOME", "")).user()).isEqualTo(USER);
        assertThat(Platform.of("Linux", USER, Map.of()).user()).isEqualTo(USER);
        assertThat(Platform.of("Windows 11", USER, Map.of("HOME", "/of/a/shell"))
                        .user())
                .isEqualTo(USER);
    }

    private static Platform on(String system, Map<String, String> environment) {
        return new Platform(system, USER, environment);
    }
}
