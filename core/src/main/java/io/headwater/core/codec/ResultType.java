package io.headwater.core.codec;

import io.headwater.jobs.Job;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the R in a record's {@code implements Job<R>}, also where an interface stands between. */
final class ResultType {
    private ResultType() {}

    static Type of(Class<?> job) {
        Type found = search(job, Map.of());
        if (found == null || !isConcrete(found)) {
            throw new IllegalArgumentException(
                    "%s must say what it results in, such as implements Job<String>; it says Job<%s>"
                            .formatted(job.getName(), found == null ? "" : found));
        }
        return found;
    }

    private static @Nullable Type search(Type at, Map<TypeVariable<?>, Type> bound) {
        Class<?> raw;
        Map<TypeVariable<?>, Type> here = new HashMap<>();
        if (at instanceof ParameterizedType generic) {
            raw = (Class<?>) generic.getRawType();
            for (int place = 0; place < raw.getTypeParameters().length; place++) {
                Type argument = generic.getActualTypeArguments()[place];
                here.put(raw.getTypeParameters()[place], bound.getOrDefault(argument, argument));
            }
        } else {
            raw = (Class<?>) at;
        }
        if (raw == Job.class) {
            return here.get(Job.class.getTypeParameters()[0]);
        }
        for (Type parent : raw.getGenericInterfaces()) {
            Type found = search(parent, here);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static boolean isConcrete(Type type) {
        if (type instanceof ParameterizedType generic) {
            for (Type argument : generic.getActualTypeArguments()) {
                if (!isConcrete(argument)) {
                    return false;
                }
            }
            return true;
        }
        if (type instanceof GenericArrayType array) {
            return isConcrete(array.getGenericComponentType());
        }
        // A class with parameters that stands alone is a raw type.
        return type instanceof Class<?> plain && plain.getTypeParameters().length == 0;
    }
}
