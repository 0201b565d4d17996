package io.headwater.core.codec;

import io.headwater.core.journal.Checkpoint;
import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.NewJob;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandler;
import io.headwater.jobs.Upcaster;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Writes and reads everything that is stored as JSON, and knows which types of jobs there are. */
public final class JobCodec {
    private final Json json = new Json();
    private final EventCodec events = new EventCodec(json);
    private final int payloadLimit;
    private final Map<String, RegisteredType<?, ?>> types;
    /** So that a dispatch need not ask the class what it declares. */
    private final Map<Class<?>, RegisteredType<?, ?>> byClass = new HashMap<>();

    private final Upcasters upcasters;
    private final ReadAhead ahead = new ReadAhead();

    private JobCodec(int payloadLimit, Map<String, RegisteredType<?, ?>> types, Upcasters.Builder upcasters) {
        this.payloadLimit = payloadLimit;
        this.types = types;
        this.upcasters = upcasters.build(json, types);
        for (RegisteredType<?, ?> type : types.values()) {
            json.readerOf(type.job());
            json.readerOf(type.result());
            byClass.put(type.job(), type);
        }
    }

    /** Collects the types before an engine starts. */
    public static final class Builder {
        private final Map<String, RegisteredType<?, ?>> types = new TreeMap<>();
        private final Upcasters.Builder upcasters = new Upcasters.Builder();
        private int payloadLimit = 256 * 1024;

        public <J extends Job<R>, R> void add(Class<J> job, JobHandler<J, R> handler) {
            RegisteredType<J, R> type = RegisteredType.of(job, handler);
            if (types.putIfAbsent(type.name(), type) != null) {
                throw new IllegalArgumentException("two handlers for jobs of type \"%s\"".formatted(type.name()));
            }
        }

        public void upcaster(String type, int from, Upcaster upcaster) {
            upcasters.add(type, from, upcaster);
        }

        public void payloadLimit(int bytes) {
            if (bytes < 1_024) {
                throw new IllegalArgumentException("the payload limit is at least 1024 bytes, was " + bytes);
            }
            payloadLimit = bytes;
        }

        public JobCodec build() {
            return new JobCodec(payloadLimit, Map.copyOf(types), upcasters);
        }
    }

    /** For what the engine itself stores; it writes values the same way. */
    public EventCodec events() {
        return events;
    }

    public Set<String> types() {
        return types.keySet();
    }

    public Optional<RegisteredType<?, ?>> type(String name) {
        return Optional.ofNullable(types.get(name));
    }

    /** @throws JobException when there is no such type */
    public RegisteredType<?, ?> typeNamed(String name) {
        RegisteredType<?, ?> type = types.get(name);
        if (type == null) {
            throw CodecErrors.noHandler(name, String.join(", ", new TreeMap<>(types).keySet()));
        }
        return type;
    }

    /** @throws JobException when no handler is registered for the job */
    public RegisteredType<?, ?> typeOf(Job<?> job) {
        RegisteredType<?, ?> known = byClass.get(job.getClass());
        return known != null
                ? known
                : typeNamed(RegisteredType.declaredBy(job.getClass()).name());
    }

    /** What a job of this class results in, whether or not a handler is registered for it. */
    public Type resultOf(Class<?> job) {
        RegisteredType<?, ?> known = byClass.get(job);
        return known != null ? known.result() : ResultType.of(job);
    }

    /** @throws JobException when it cannot be written or is too large */
    public String write(String what, Object value) {
        String text;
        try {
            text = json.write(value);
        } catch (JacksonException | StackOverflowError failure) {
            throw CodecErrors.unwritable(what, failure);
        }
        checkSize(what, text);
        return text;
    }

    private void checkSize(String what, String text) {
        // A character takes at most three bytes: only long texts are worth encoding to know.
        if (text.length() > payloadLimit / 3) {
            int size = text.getBytes(StandardCharsets.UTF_8).length;
            if (size > payloadLimit) {
                throw CodecErrors.tooLarge(what, size, payloadLimit);
            }
        }
    }

    /** @throws JobException when it does not fit the type */
    @SuppressWarnings("TypeParameterUnusedInFormals") // the caller knows what the type stands for
    public <T> @Nullable T read(String what, String text, Type type) {
        try {
            return json.read(text, type);
        } catch (JacksonException | IllegalArgumentException failure) {
            throw CodecErrors.unreadable(what, failure);
        }
    }

    /** The job that a row holds. @throws JobException when this engine cannot run it, saying why */
    public Job<?> jobIn(JobRow row) {
        Job<?> known = ahead.take(row.params());
        if (known != null) {
            return known;
        }
        RegisteredType<?, ?> type = typeNamed(row.type());
        return readJob(type, upcasters.params(type, row.version(), row.params()));
    }

    private Job<?> readJob(RegisteredType<?, ?> type, String params) {
        Job<?> job = this.<Job<?>>read("The stored job", params, type.job());
        if (job == null) {
            throw CodecErrors.unreadable("The stored job", new IllegalArgumentException("it is null"));
        }
        return job;
    }

    /** Reads a new job while its row is on its way to the disk, so that its handler begins sooner. */
    public void readAhead(NewJob job) {
        try {
            ahead.keep(job.params(), readJob(typeNamed(job.type()), job.params()));
        } catch (RuntimeException | Error unreadable) {
            // A record's constructor may throw anything. Whoever runs it finds out, and says so.
        }
    }

    /** A checkpoint of that job type. @throws JobException when it does not fit, saying why */
    public <S> @Nullable S checkpointIn(String type, Checkpoint stored, Class<S> wanted) {
        String state = upcasters.checkpoint(typeNamed(type), stored.version(), stored.state());
        return this.<S>read("The checkpoint", state, wanted);
    }

    /**
     * What somebody sent, in the order in which the engine writes it, so that equal values are equal text. A component
     * that the type does not have is refused here: it is somebody's mistake, while in the store it may be an old one.
     */
    public String normalise(RegisteredType<?, ?> type, String params) {
        checkSize("The job", params); // before anything is made of it
        Object job;
        try {
            job = json.readStrictly(params, type.job());
        } catch (JacksonException | IllegalArgumentException | StackOverflowError failure) {
            throw CodecErrors.misfit(type.name(), failure);
        }
        if (job == null) {
            throw CodecErrors.misfit(type.name(), new IllegalArgumentException("it is null"));
        }
        return write("The job", job);
    }
}
