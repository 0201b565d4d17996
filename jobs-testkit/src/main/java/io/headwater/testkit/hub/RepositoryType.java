package io.headwater.testkit.hub;

/** Models and data sets differ in where they are found. */
enum RepositoryType {
    MODEL("models", ""),
    DATASET("datasets", "datasets/");

    private final String plural;
    private final String filePrefix;

    RepositoryType(String plural, String filePrefix) {
        this.plural = plural;
        this.filePrefix = filePrefix;
    }

    /** As in {@code /api/models/...}. */
    String plural() {
        return plural;
    }

    /** What stands before the id in the URL of a file. */
    String filePrefix() {
        return filePrefix;
    }
}
