package io.headwater.models.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class IntakeTest {
    private static final int MANY = 20_000;

    private final Scheduler source = Schedulers.newSingle("source");
    private final Scheduler disk = Schedulers.newSingle("disk");
    private final Intake intake = new Intake(new Watch(URI.create("http://example.org/a"), Schedulers.parallel()));
    private final List<ByteBuf> chunks = IntStream.range(0, MANY)
            .mapToObj(number -> Unpooled.buffer(1).writeByte(number))
            .toList();
    private final AtomicInteger dealtWith = new AtomicInteger();

    @AfterEach
    void letGo() {
        source.dispose();
        disk.dispose();
    }

    /** As a connection does: one call takes what is here, and what comes in a moment. */
    private Mono<Integer> dealWithSome() {
        return Mono.fromCallable(() -> {
                    for (ByteBuf chunk = intake.take(); chunk != null; chunk = another()) {
                        intake.done(chunk);
                        dealtWith.incrementAndGet();
                    }
                    return dealtWith.get();
                })
                .subscribeOn(disk);
    }

    private ByteBuf another() throws IOException {
        ByteBuf chunk = intake.take();
        return chunk == null ? intake.takeSoon() : chunk;
    }

    private Mono<Void> dealWithAllOf(Flux<ByteBuf> body) {
        return intake.of(body)
                .concatMap(rung -> intake.isEmpty() ? Mono.<Integer>empty() : dealWithSome(), 1)
                .then();
    }

    @Test
    void nothing_is_left_whether_it_was_waited_for_or_rung_for() {
        // Who brings it and who takes it are as fast as each other, so that each waits for the other again and again.
        dealWithAllOf(Flux.fromIterable(chunks).publishOn(source)).block(Duration.ofMinutes(1));

        assertThat(dealtWith).hasValue(MANY);
    }

    @Test
    void who_looks_for_more_ends_when_there_is_none() {
        Sinks.Many<ByteBuf> body = Sinks.many().unicast().onBackpressureBuffer();
        body.tryEmitNext(chunks.get(0));
        Mono<Void> all = dealWithAllOf(body.asFlux());
        source.schedule(() -> body.tryEmitComplete());
        all.block(Duration.ofMinutes(1));

        assertThat(dealtWith).hasValue(1);
    }

    @Test
    void who_closes_it_lets_go_of_what_waits() throws IOException {
        Sinks.Many<ByteBuf> body = Sinks.many().unicast().onBackpressureBuffer();
        body.tryEmitNext(chunks.get(0));
        intake.of(body.asFlux()).subscribe();
        assertThat(chunks.get(0).refCnt()).isEqualTo(2);

        intake.close();

        assertThat(chunks.get(0).refCnt()).isEqualTo(1);
        assertThat(intake.takeSoon()).isNull();
    }
}
