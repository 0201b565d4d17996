package io.headwater.core.lifecycle;

/**
 * What a client asks for, under a name of its own.
 *
 * @param key the name
 * @param body a digest of all that it asks for
 */
public record Request(String key, String body) {}
