package io.headwater.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobType;
import io.headwater.jobs.TypeRef;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class JobCodecTest {
    @JobType(name = "test.index", title = "Index")
    record Index(Path folder, Duration limit, Instant since, Map<String, List<Integer>> more)
            implements Job<List<String>> {}

    @SuppressWarnings("rawtypes")
    @JobType(name = "test.raw")
    record Raw() implements Job {}

    @JobType(name = "test.wild")
    record Wild() implements Job<List<?>> {}

    @JobType(name = "test.open")
    record Open<T>() implements Job<T> {}

    interface Named<X> extends Job<X> {}

    @JobType(name = "test.indirect")
    record Indirect() implements Named<String> {}

    record Unnamed() implements Job<String> {}

    private final JobCodec codec = codec();

    private static JobCodec codec() {
        var builder = new JobCodec.Builder();
        builder.add(Index.class, (job, context) -> Mono.empty());
        return builder.build();
    }

    @Test
    void a_job_comes_back_as_it_was_and_a_path_is_plain_text() {
        var job = new Index(
                Path.of("/films/été"), Duration.ofMinutes(3), Instant.EPOCH, new TreeMap<>(Map.of("a", List.of(1, 2))));
        String text = codec.write("The job", job);
        assertThat(text).contains("\"folder\":\"/films/été\"");
        assertThat(codec.<Index>read("The job", text, Index.class)).isEqualTo(job);
        assertThat(codec.normalise(codec.typeNamed("test.index"), text)).isEqualTo(text);
    }

    @Test
    void the_result_is_read_from_the_declaration_also_through_an_interface() {
        assertThat(codec.resultOf(Index.class)).isEqualTo(new TypeRef<List<String>>() {}.type());
        assertThat(codec.resultOf(Indirect.class)).isEqualTo(String.class);
    }

    @Test
    void a_raw_wildcard_or_variable_result_is_refused() {
        for (Class<?> job : List.of(Raw.class, Wild.class, Open.class)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> codec.resultOf(job))
                    .withMessageContaining("must say what it results in");
        }
    }

    @Test
    void a_job_without_a_name_and_a_second_handler_are_refused() {
        var builder = new JobCodec.Builder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.add(Unnamed.class, (job, context) -> Mono.empty()))
                .withMessageContaining("@JobType");
        builder.add(Index.class, (job, context) -> Mono.empty());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.add(Index.class, (job, context) -> Mono.empty()))
                .withMessageContaining("two handlers");
    }

    @Test
    void what_is_too_large_is_refused_with_its_size() {
        var builder = new JobCodec.Builder();
        builder.payloadLimit(1_024);
        JobCodec small = builder.build();
        assertThatThrownBy(() -> small.write("The text", "ä".repeat(600)))
                .isInstanceOfSatisfying(JobException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
                    assertThat(refusal).hasMessageContaining("1202 bytes");
                });
        assertThat(small.write("The text", "a".repeat(600))).hasSize(602);
    }
}
