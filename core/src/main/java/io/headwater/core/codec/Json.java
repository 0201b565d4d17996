package io.headwater.core.codec;

import io.headwater.jobs.JobId;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** How values are written: always in the same order, so that equal values are equal text. */
final class Json {
    private final ConcurrentMap<Type, ObjectReader> readers = new ConcurrentHashMap<>();
    private final JsonMapper mapper = JsonMapper.builder()
            .addModule(new SimpleModule("headwater")
                    .addSerializer(Path.class, new PathWriter())
                    .addDeserializer(Path.class, new PathReader())
                    .addSerializer(JobId.class, new IdWriter())
                    .addDeserializer(JobId.class, new IdReader()))
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST) // else a record's own order comes first
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** @throws tools.jackson.core.JacksonException when it cannot be written */
    String write(@Nullable Object value) {
        return mapper.writeValueAsString(value);
    }

    /** @throws tools.jackson.core.JacksonException when it does not fit */
    @SuppressWarnings("TypeParameterUnusedInFormals") // the caller knows what the type stands for
    <T> @Nullable T read(String json, Type type) {
        return readerOf(type).readValue(json);
    }

    /** As maps, lists and plain values, with all digits. */
    @Nullable
    Object tree(String json) {
        return readerOf(Object.class)
                .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .readValue(json);
    }

    /** @throws tools.jackson.core.JacksonException when it does not fit, or says more than the type can hold */
    @SuppressWarnings("TypeParameterUnusedInFormals") // the caller knows what the type stands for
    <T> @Nullable T readStrictly(String json, Type type) {
        return readerOf(type)
                .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .readValue(json);
    }

    /** Made once for each type: the first look at a type takes a lock and some time, which workers should not spend. */
    ObjectReader readerOf(Type type) {
        return readers.computeIfAbsent(type, unseen -> mapper.readerFor(mapper.constructType(unseen)));
    }

    private static final class PathWriter extends ValueSerializer<Path> {
        @Override
        public void serialize(Path path, JsonGenerator json, SerializationContext context) {
            json.writeString(path.toAbsolutePath().toString());
        }
    }

    private static final class PathReader extends ValueDeserializer<Path> {
        @Override
        public Path deserialize(JsonParser json, DeserializationContext context) {
            return Path.of(json.getValueAsString());
        }
    }

    private static final class IdWriter extends ValueSerializer<JobId> {
        @Override
        public void serialize(JobId id, JsonGenerator json, SerializationContext context) {
            json.writeString(id.toString());
        }
    }

    private static final class IdReader extends ValueDeserializer<JobId> {
        @Override
        public JobId deserialize(JsonParser json, DeserializationContext context) {
            return JobId.parse(json.getValueAsString());
        }
    }
}
