package io.headwater.models.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.Job;
import io.headwater.jobs.JobType;
import io.headwater.models.ModelServer;
import io.headwater.models.download.Digest;
import io.headwater.models.download.LocalFile;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.ref.UrlRef;
import io.headwater.testkit.TestEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCacheTest {
    private static final String CONTENT = "a model";
    private static final String DIGEST = ModelServer.sha256(CONTENT.getBytes(StandardCharsets.UTF_8));

    @JobType(name = "test.find")
    record Find(ModelRef ref) implements Job<LocalFile> {}

    @JobType(name = "test.remember")
    record Remember(LocalFile file) implements Job<LocalFile> {}

    @TempDir
    private Path folder;

    private final UrlRef plain = parse("https://example.org/base.bin");
    private final UrlRef declared = parse("https://example.org/base.bin#sha256=" + DIGEST);
    private final TestEngine engine = TestEngine.builder()
            .handler(Find.class, (job, context) -> cache().find((UrlRef) job.ref(), context))
            .handler(Remember.class, (job, context) -> cache().remember(job.file(), context))
            .start();

    @AfterEach
    void close() {
        engine.close();
    }

    @Nested
    class A_place {
        @Test
        void is_below_the_root_and_ends_in_the_name() {
            assertThat(cache().place(plain)).startsWithRaw(folder).hasFileName("base.bin");
        }

        @Test
        void is_shared_with_no_other_reference() {
            assertThat(cache().place(declared)).isNotEqualTo(cache().place(plain));
            assertThat(cache().place(parse("https://example.net/base.bin"))).isNotEqualTo(cache().place(plain));
        }
    }

    @Nested
    class Where_nothing_lies {
        @Test
        void nothing_is_found() {
            assertThat(find(plain)).isEmpty();
        }

        @Test
        void a_directory_is_not_a_model() throws IOException {
            Files.createDirectories(cache().place(plain));

            assertThat(find(plain)).isEmpty();
        }
    }

    @Nested
    class A_file_that_was_verified {
        @Test
        void is_found() throws IOException {
            remember(put(plain, CONTENT));

            assertThat(find(plain)).contains(file(plain));
        }

        @Test
        void is_not_read_again_while_it_looks_the_same() throws IOException {
            Path model = put(plain, CONTENT);
            remember(model);
            FileTime then = Files.getLastModifiedTime(model);
            // Behind our back, and hidden as well as can be: only reading could tell.
            Files.writeString(model, "a MODEL");
            Files.setLastModifiedTime(model, then);

            assertThat(find(plain)).contains(file(plain));
        }

        @Test
        void is_read_again_when_it_looks_different_and_may_be_as_good_as_before() throws IOException {
            Path model = put(plain, CONTENT);
            remember(model);
            Files.setLastModifiedTime(model, FileTime.from(Instant.EPOCH));

            assertThat(find(plain)).contains(file(plain));
        }

        @Test
        void is_not_found_any_more_when_it_is_another() throws IOException {
            Path model = put(plain, CONTENT);
            remember(model);
            Files.writeString(model, "another model");

            assertThat(find(plain)).isEmpty();
        }
    }

    @Nested
    class A_file_that_nobody_remembers {
        @Test
        void is_found_when_it_has_the_declared_digest() throws IOException {
            put(declared, CONTENT);

            assertThat(find(declared)).contains(file(declared));
        }

        @Test
        void is_not_found_when_it_has_another() throws IOException {
            put(declared, "another model");

            assertThat(find(declared)).isEmpty();
        }

        @Test
        void is_found_when_nobody_knows_its_digest() throws IOException {
            put(plain, CONTENT);

            assertThat(find(plain)).contains(file(plain));
        }
    }

    private static UrlRef parse(String text) {
        return (UrlRef) ModelRef.parse(text);
    }

    private ModelCache cache() {
        return new ModelCache(folder);
    }

    private Path put(UrlRef ref, String content) throws IOException {
        Path place = cache().place(ref);
        Files.createDirectories(place.getParent());
        return Files.writeString(place, content);
    }

    private void remember(Path model) {
        TestEngine.now(engine.dispatch(new Remember(new LocalFile(model, CONTENT.length(), Digest.sha256(DIGEST))))
                .result());
    }

    private Optional<LocalFile> find(UrlRef ref) {
        return engine.dispatch(new Find(ref)).result().blockOptional();
    }

    private LocalFile file(UrlRef ref) {
        return new LocalFile(cache().place(ref), CONTENT.length(), Digest.sha256(DIGEST));
    }
}
