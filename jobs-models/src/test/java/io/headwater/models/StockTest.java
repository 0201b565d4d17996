package io.headwater.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.Job;
import io.headwater.jobs.JobType;
import io.headwater.models.cache.FolderShelf;
import io.headwater.models.cache.HubCache;
import io.headwater.models.cache.Verified;
import io.headwater.models.cache.Volumes;
import io.headwater.models.catalog.Catalog;
import io.headwater.models.delivery.Depot;
import io.headwater.models.delivery.Wanted;
import io.headwater.models.download.Digest;
import io.headwater.models.download.FileDownload;
import io.headwater.models.download.Network;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.registry.Facts;
import io.headwater.models.registry.KnownListings;
import io.headwater.models.registry.ListedFile;
import io.headwater.models.registry.Listing;
import io.headwater.models.registry.UrlRegistry;
import io.headwater.testkit.TestEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StockTest {
    private static final String CONTENT = "a model";
    private static final Digest DIGEST = Digest.sha256(ModelServer.sha256(CONTENT.getBytes(StandardCharsets.UTF_8)));

    @JobType(name = "test.find")
    record Find(ModelRef ref) implements Job<InstalledModel> {}

    @TempDir
    private Path folder;

    private final ModelRef plain = ModelRef.parse("https://example.org/base.bin");
    private final ModelRef declared = ModelRef.parse("https://example.org/base.bin#sha256=" + DIGEST.hex());
    private final TestEngine engine = TestEngine.builder()
            .handler(Find.class, (job, context) -> new Stock(depot()).find(wanted(job.ref()), context))
            .start();

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void what_comes_from_another_place_lies_in_another_folder() throws IOException {
        assertThat(put(plain, CONTENT)).startsWithRaw(folder).hasFileName("base.bin");
        assertThat(put(declared, CONTENT)).isNotEqualTo(put(plain, CONTENT));
        assertThat(put(ModelRef.parse("https://example.net/base.bin"), CONTENT)).isNotEqualTo(put(plain, CONTENT));
    }

    @Nested
    class Where_not_all_of_it_lies {
        @Test
        void nothing_is_found() {
            assertThat(find(plain)).isEmpty();
        }

        @Test
        void a_directory_is_not_a_file() throws IOException {
            Path model = put(plain, CONTENT);
            Files.delete(model);
            Files.createDirectory(model);

            assertThat(find(plain)).isEmpty();
        }

        @Test
        void M1_a_file_that_nobody_has_called_complete_is_no_model() throws IOException {
            Path model = put(plain, CONTENT);
            Files.delete(model.resolveSibling(".headwater.json"));

            assertThat(find(plain)).isEmpty();
        }
    }

    @Nested
    class A_file_that_was_verified {
        @Test
        void is_found() throws IOException {
            Path model = remembered(put(plain, CONTENT));

            assertThat(find(plain)).contains(model);
        }

        @Test
        void is_not_read_again_while_it_looks_the_same() throws IOException {
            Path model = remembered(put(plain, CONTENT));
            FileTime then = Files.getLastModifiedTime(model);
            // Behind our back, and hidden as well as can be: only reading could tell.
            Files.writeString(model, "a MODEL");
            Files.setLastModifiedTime(model, then);

            assertThat(find(plain)).contains(model);
        }

        @Test
        void is_read_again_when_it_looks_different_and_may_be_as_good_as_before() throws IOException {
            Path model = remembered(put(plain, CONTENT));
            Files.setLastModifiedTime(model, FileTime.from(Instant.EPOCH));

            assertThat(find(plain)).contains(model);
        }

        @Test
        void M1_is_not_found_any_more_when_it_is_another() throws IOException {
            Files.writeString(remembered(put(plain, CONTENT)), "another model");

            assertThat(find(plain)).isEmpty();
        }
    }

    @Nested
    class A_file_that_nobody_remembers {
        @Test
        void M1_is_found_when_it_has_the_declared_digest() throws IOException {
            Path model = put(declared, CONTENT);

            assertThat(find(declared)).contains(model);
        }

        @Test
        void M1_is_not_found_when_it_has_another() throws IOException {
            put(declared, "a MODEL");

            assertThat(find(declared)).isEmpty();
        }

        @Test
        void is_found_when_nobody_knows_its_digest() throws IOException {
            Path model = put(plain, CONTENT);

            assertThat(find(plain)).contains(model);
        }
    }

    private Depot depot() {
        return new Depot(
                List.of(new UrlRegistry(
                        FileDownload.builder(Network.builder().build()).build(), location -> false)),
                FileDownload.builder(Network.builder().build()).build(),
                new HubCache(folder.resolve("hub")),
                folder,
                verified(),
                new KnownListings(folder.resolve("known"), () -> Instant.EPOCH),
                new Volumes(folder.resolve("state")),
                new HashSet<>(),
                false,
                null);
    }

    private Verified verified() {
        return new Verified(folder.resolve("state"));
    }

    private static Wanted wanted(ModelRef ref) {
        return Wanted.of(ref, Catalog.builtIn(), Optional.empty());
    }

    private Path put(ModelRef ref, String content) throws IOException {
        var shelf = new FolderShelf(folder, ref);
        @Nullable Digest digest = ref.equals(declared) ? DIGEST : null;
        var listing = new Listing(null, List.of(new ListedFile("base.bin", null, digest)), Facts.NONE);
        Path place = Files.writeString(shelf.content(listing, listing.files().get(0)), content);
        shelf.keep(listing);
        return place;
    }

    private Path remembered(Path model) throws IOException {
        verified().remember(verified().look(model), DIGEST);
        return model;
    }

    private Optional<Path> find(ModelRef ref) {
        return engine.dispatch(new Find(ref)).result().blockOptional().map(InstalledModel::path);
    }
}
