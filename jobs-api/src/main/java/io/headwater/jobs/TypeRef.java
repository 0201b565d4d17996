package io.headwater.jobs;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * A generic type as a value: {@code new TypeRef<List<String>>() {}}.
 *
 * @param <T> the type that is meant
 */
public abstract class TypeRef<T> {
    private final Type type;

    protected TypeRef() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parent)) {
            throw new IllegalArgumentException(
                    "write new TypeRef<List<String>>() {}, with the type between the brackets");
        }
        type = parent.getActualTypeArguments()[0];
    }

    public final Type type() {
        return type;
    }
}
