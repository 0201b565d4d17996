package io.headwater.models.ref;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Which model is meant, in the one grammar of Java, command, HTTP and configuration:
 *
 * <pre>
 * whisper:base                             a model of the catalog
 * hf:org/name[@revision][:path-or-glob]    a repository of Hugging Face, or some of its files
 * hf:datasets/org/name                     a data set there
 * https://host/file[#sha256=…]             a file anywhere; any algorithm of the JDK will do
 * file:/path                               a file or folder of this machine
 * name                                     what the configuration calls by that name
 * </pre>
 *
 * Equal references mean the same model. As JSON, a reference is its text, in its normal form.
 */
public sealed interface ModelRef permits CatalogRef, HubRef, UrlRef, LocalRef, NamedRef {

    /** Refuses what is no reference, saying why and what a right one looks like; no password is ever repeated. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static ModelRef parse(String text) {
        return Grammar.parse(text);
    }

    /** What people call it. Nothing in it can upset a line of a log. */
    String name();

    /** The normal form, which {@link #parse} reads back. */
    @JsonValue
    @Override
    String toString();

    <R> R match(Cases<R> cases);

    /** One answer per kind. */
    interface Cases<R> {
        R catalog(CatalogRef ref);

        R hub(HubRef ref);

        R url(UrlRef ref);

        R local(LocalRef ref);

        R named(NamedRef ref);
    }
}
