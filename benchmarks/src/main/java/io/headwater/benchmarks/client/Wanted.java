package io.headwater.benchmarks.client;

import java.net.URI;
import java.nio.file.Path;

/** A file that is to be fetched, and which bytes it must have. */
public record Wanted(URI location, long bytes, String sha256, Path target) {}
