package io.headwater.models.config;

import tools.jackson.core.TokenStreamLocation;

/** Where in the file something stands, for people. Lines and columns begin with 1. */
record Place(String file, int line, int column) {
    static Place of(String file, TokenStreamLocation location) {
        return new Place(file, location.getLineNr(), location.getColumnNr());
    }

    @Override
    public String toString() {
        return "%s, line %d, column %d".formatted(file, line, column);
    }
}
