package io.headwater.cli.work;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import sun.misc.Signal;

/**
 * Ctrl-C and SIGTERM. The first is passed on, to be answered in good order within {@link #PATIENCE}; a second one, or the
 * end of patience, ends the process as it stands, which the store survives.
 *
 * <p>Not a shutdown hook: while hooks run, the JVM ignores a second Ctrl-C.
 */
public final class Interrupts {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Sinks.One<StopSignal> first = Sinks.one();
    private final AtomicBoolean seen = new AtomicBoolean();

    private Interrupts() {}

    /** Takes the signals over, for the rest of this process. */
    public static Interrupts taken() {
        var interrupts = new Interrupts();
        for (StopSignal signal : StopSignal.values()) {
            interrupts.take(signal);
        }
        return interrupts;
    }

    /** The first that came; each subscriber hears of it, late ones too. */
    Mono<StopSignal> first() {
        return first.asMono();
    }

    private void take(StopSignal signal) {
        try {
            Signal.handle(new Signal(signal.name()), caught -> came(signal));
        } catch (IllegalArgumentException unknownHere) {
            // Without it, the system does what it does with any other program.
        }
    }

    private void came(StopSignal signal) {
        if (!seen.compareAndSet(false, true)) {
            endNow(signal);
        }
        Mono.delay(PATIENCE).subscribe(over -> endNow(signal));
        first.tryEmitValue(signal).orThrow();
    }

    private static void endNow(StopSignal signal) {
        Runtime.getRuntime().halt(signal.exitStatus());
    }
}
