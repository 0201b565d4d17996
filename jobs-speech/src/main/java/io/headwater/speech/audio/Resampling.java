package io.headwater.speech.audio;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * From one rate to that of the engines. Each sample depends on the recording alone and not on where reading began, so that
 * a job that goes on in the middle hears what it would have heard.
 *
 * <p>Tones that the lower rate cannot carry are filtered out; left in, they would come back as other tones.
 */
final class Resampling {
    /** Zero crossings of the filter on each side. */
    private static final int CROSSINGS = 16;

    private final int rate;
    private final double cutoff;
    private final int reach;
    private final Weights weights;
    private long next;

    /** @param next the number of the first sample that is wanted */
    Resampling(int rate, long next) {
        this.rate = rate;
        this.next = next;
        this.cutoff = Math.min(1, (double) Samples.RATE / rate);
        this.reach = isPlain() ? 0 : (int) Math.ceil(CROSSINGS / cutoff);
        this.weights = new Weights();
    }

    private boolean isPlain() {
        return rate == Samples.RATE;
    }

    /** The first frame that the next sample needs. */
    long firstFrame() {
        return Math.max(0, center() - reach);
    }

    /** The last one. */
    long lastFrame() {
        return center() + reach;
    }

    /** How many frames a sample needs at most. */
    int most() {
        return 2 * reach + 1;
    }

    private long center() {
        return next * rate / Samples.RATE;
    }

    /** Whether the recording goes on so far. */
    boolean isWithin(long frames) {
        return center() < frames;
    }

    /**
     * The next sample.
     *
     * @param frames those that it needs
     * @param first the number of the first of them
     * @param count how many of them there are, which at both ends of a recording is fewer than needed
     */
    float next(float[] frames, long first, int count) {
        int skipped = (int) (first - center() + reach);
        int place = (int) (next * rate % Samples.RATE);
        next++;
        if (isPlain()) {
            return frames[0];
        }
        double[] factors = weights.at(place);
        double sum = 0;
        for (int index = 0; index < count; index++) {
            sum += frames[index] * factors[skipped + index];
        }
        return (float) sum;
    }

    private double weight(double distance) {
        double width = CROSSINGS / cutoff;
        if (Math.abs(distance) >= width) {
            return 0;
        }
        double window = 0.5 + 0.5 * Math.cos(Math.PI * distance / width);
        double angle = Math.PI * distance * cutoff;
        return cutoff * window * (angle == 0 ? 1 : Math.sin(angle) / angle);
    }

    /**
     * How much each frame counts. Samples that lie alike between the frames, as every 160th at 44.1 kHz does, weigh theirs
     * alike; to find that out for each anew would take as long as to hear them.
     */
    private final class Weights {
        /** Rates that have little in common with ours have too many. */
        private static final int MOST_KEPT = 1 << 20;

        private final double[] @Nullable [] kept;

        Weights() {
            int step = BigInteger.valueOf(rate)
                    .gcd(BigInteger.valueOf(Samples.RATE))
                    .intValue();
            this.kept = new double[Samples.RATE / step * most() > MOST_KEPT ? 0 : Samples.RATE][];
        }

        /** @param place by how many parts of our rate the sample comes after a frame */
        double[] at(int place) {
            if (kept.length == 0) {
                return of(place);
            }
            double[] known = kept[place];
            if (known == null) {
                known = of(place);
                kept[place] = known;
            }
            return known;
        }

        private double[] of(int place) {
            double[] weights = new double[most()];
            for (int index = 0; index < weights.length; index++) {
                weights[index] = weight((double) place / Samples.RATE + reach - index);
            }
            return weights;
        }
    }
}
