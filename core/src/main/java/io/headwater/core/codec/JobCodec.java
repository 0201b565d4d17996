package io.headwater.core.codec;

import io.headwater.core.journal.JobRow;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandler;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Writes and reads everything that is stored as JSON, and knows which types of jobs there are. */
public final class JobCodec {
    private final Json json = new Json();
    private final EventCodec events = new EventCodec(json);
    private final int payloadLimit;
    private final Map<String, RegisteredType<?, ?>> types;

    private JobCodec(int payloadLimit, Map<String, RegisteredType<?, ?>> types) {
        this.payloadLimit = payloadLimit;
        this.types = types;
        for (RegisteredType<?, ?> type : types.values()) {
            json.readerOf(type.job());
            json.readerOf(type.result());
        }
    }

    /** Collects the types before an engine starts. */
    public static final class Builder {
        private final Map<String, RegisteredType<?, ?>> types = new TreeMap<>();
        private int payloadLimit = 256 * 1024;

        public <J extends Job<R>, R> void add(Class<J> job, JobHandler<J, R> handler) {
            RegisteredType<J, R> type = RegisteredType.of(job, handler);
            if (types.putIfAbsent(type.name(), type) != null) {
                throw new IllegalArgumentException("two handlers for jobs of type \"%s\"".formatted(type.name()));
            }
        }

        public void payloadLimit(int bytes) {
            if (bytes < 1_024) {
                throw new IllegalArgumentException("the payload limit is at least 1024 bytes, was " + bytes);
            }
            payloadLimit = bytes;
        }

        public JobCodec build() {
            return new JobCodec(payloadLimit, Map.copyOf(types));
        }
    }

    /** For what the engine itself stores; it writes values the same way. */
    public EventCodec events() {
        return events;
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
        return typeNamed(RegisteredType.declaredBy(job.getClass()).name());
    }

    /** What a job of this class results in, whether or not a handler is registered for it. */
    public Type resultOf(Class<?> job) {
        return ResultType.of(job);
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
        RegisteredType<?, ?> type = typeNamed(row.type());
        if (row.version() != type.version()) {
            throw CodecErrors.otherVersion(row.type(), row.version(), type.version());
        }
        Job<?> job = this.<Job<?>>read("The stored job", row.params(), type.job());
        if (job == null) {
            throw CodecErrors.unreadable("The stored job", new IllegalArgumentException("it is null"));
        }
        return job;
    }

    /** The same value in the order in which the engine writes it, so that equal values are equal text. */
    public String normalise(RegisteredType<?, ?> type, String params) {
        Object job = read("A job of type \"%s\"".formatted(type.name()), params, type.job());
        if (job == null) {
            throw CodecErrors.unreadable("The job", new IllegalArgumentException("it is null"));
        }
        return write("The job", job);
    }
}
