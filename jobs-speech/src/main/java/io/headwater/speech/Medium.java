package io.headwater.speech;

import java.nio.file.Path;

/** A recording, and what it becomes. */
record Medium(Path file, Outputs outputs) {}
