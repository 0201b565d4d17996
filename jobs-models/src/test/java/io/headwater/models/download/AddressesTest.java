package io.headwater.models.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @ParameterizedTest
    @CsvSource({
        "https://host/a, https://other/b, https://other/b",
        "https://host/a, //other/b, https://other/b",
        "https://host/a/b, ../c, https://host/c",
        "https://host/a/b?c, ?d=1, https://host/a/b?d=1",
        "https://host/a, /b%20c?d=%2F, https://host/b%20c?d=%2F",
        "http://host/a, https://host/a, https://host/a",
        "http://host/a, http://other/a, http://other/a",
    })
    void S21_a_redirect_is_resolved_as_the_web_does(URI from, String target, URI to) {
        assertThat(Addresses.redirect(from, target)).contains(to);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://host/a",
                "HTTP://host/a",
                "file:///etc/passwd",
                "ftp://host/a",
                "data:text/plain",
                "jar:file:x!/y",
                "http s://host",
                "https://user:password@host/a",
                "https:///a",
                "/a\r\nb",
            })
    void S19_S20_S21_it_leads_to_the_web_and_to_no_less_security(String target) {
        assertThat(Addresses.redirect(URI.create("https://host/a"), target)).isEmpty();
    }

    @Test
    void an_origin_is_scheme_host_and_port() {
        assertThat(Addresses.origin(URI.create("HTTPS://Host:443/a"))).isEqualTo("https://host");
        assertThat(Addresses.origin(URI.create("http://host:443/a"))).isEqualTo("http://host:443");
    }

    @Test
    void X11_people_are_shown_no_query_and_no_user() {
        assertThat(Addresses.shown(URI.create("https://me:secret@host/a/b?signature=secret")))
                .isEqualTo("https://host/a/b");
    }
}
