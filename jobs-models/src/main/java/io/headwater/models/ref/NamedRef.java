package io.headwater.models.ref;

/**
 * A model as the configuration calls it.
 *
 * @param name letters, digits and {@code .-_}
 */
public record NamedRef(String name) implements ModelRef {
    public NamedRef {
        if (!Grammar.isWord(name)) {
            throw Grammar.invalid(
                    name,
                    "is no name, which consists of letters, digits and .-_",
                    name.startsWith("/") ? "file:" + name : "llava-7b, whisper:base or hf:org/name");
        }
    }

    @Override
    public String toString() {
        return name;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.named(this);
    }
}
