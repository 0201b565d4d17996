package io.headwater.models.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpSourceTest {
    @ParameterizedTest
    @CsvSource({
        "https://host/a, https://other/b, true",
        "https://host/a, //other/b, true",
        "https://host/a, ../b, true",
        "http://host/a, https://host/a, true",
        "http://host/a, http://other/a, true",
        "https://host/a, http://host/a, false",
        "https://host/a, HTTP://host/a, false",
        "https://host/a, file:///etc/passwd, false",
        "https://host/a, ftp://host/a, false",
        "https://host/a, data:text/plain, false",
        "https://host/a, jar:file:x!/y, false",
        "https://host/a, 'http s://host', false",
    })
    void a_redirect_leads_to_the_web_and_to_no_less_security(URI from, String target, boolean followed) {
        assertThat(HttpSource.isSafe(from, target)).isEqualTo(followed);
    }
}
