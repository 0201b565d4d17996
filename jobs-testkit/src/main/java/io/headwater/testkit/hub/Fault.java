package io.headwater.testkit.hub;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** Something that was arranged to go wrong. */
public final class Fault {
    private final Predicate<Seen> requests;
    private final Predicate<Answer> answers;
    private final int skipped;
    private final int times;
    private final BiFunction<Asked, Answer, Answer> effect;
    private final AtomicInteger met = new AtomicInteger();

    Fault(
            Predicate<Seen> requests,
            Predicate<Answer> answers,
            int skipped,
            int times,
            BiFunction<Asked, Answer, Answer> effect) {
        this.requests = requests;
        this.answers = answers;
        this.skipped = skipped;
        this.times = times;
        this.effect = effect;
    }

    /** How often it has happened. */
    public int happened() {
        return Math.max(0, Math.min(met.get() - skipped, times));
    }

    boolean isUpFor(Seen seen, Answer answer) {
        if (!requests.test(seen) || !answers.test(answer)) {
            return false;
        }
        int number = met.getAndUpdate(count -> count == Integer.MAX_VALUE ? count : count + 1) - skipped;
        return number >= 0 && number < times;
    }

    Answer spoil(Asked asked, Answer answer) {
        return effect.apply(asked, answer);
    }
}
