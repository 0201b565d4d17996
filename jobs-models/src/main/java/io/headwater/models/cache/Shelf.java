package io.headwater.models.cache;

import io.headwater.models.registry.ListedFile;
import io.headwater.models.registry.Listing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where one model lies on this machine. Content is gathered, appears under its name, and when all that is wanted is there,
 * the listing is kept: only then is there a model.
 *
 * <p>All of it blocks.
 */
public interface Shelf {
    /** How content has come to where it is gathered. */
    enum Coming {
        /** It was there. What lies under a file's name is taken for right; and links of others may lead to the content. */
        FOUND,
        /** It takes the place of whatever lies under a file's name; but others may need it where it is. */
        FRESH,
        /** The same, and nobody else needs it: where there are no links, it may move. */
        FRESH_FOR_ONE
    }

    /** What is here, as it was listed at its place; empty where nobody kept that. Not all of it need be here. */
    Optional<Listing> kept() throws IOException;

    /** What lies here, for want of anybody who knows whether it is all. */
    Optional<Listing> seen() throws IOException;

    /** What was listed when somebody last began to gather it here; empty where nobody has. */
    Optional<Listing> begun() throws IOException;

    /** The folder in which all files of a listing are found by their names. */
    Path folder(Listing listing);

    /** A file that is found by its name; whether it is as it should be is another question. */
    Optional<Path> find(Listing listing, ListedFile file) throws IOException;

    /** What lies under a file's name, but of which nobody knows whether it is that file: only its digest can tell. */
    default Optional<Path> unproven(ListedFile file) throws IOException {
        return Optional.empty();
    }

    /** To be told when somebody wanted a file by its name, and its source has none of that name. */
    default void noteAbsent(Listing listing, String path) throws IOException {}

    /** To be told of a listing before anything of it is gathered, so that what lies here meanwhile has a name. */
    void begin(Listing listing) throws IOException;

    /** What unfinished attempts have left of a file. */
    List<Path> partials(Listing listing, ListedFile file) throws IOException;

    /** Where the content of a file is gathered, and appears when it has been verified. */
    Path content(Listing listing, ListedFile file) throws IOException;

    /**
     * Lets content, which has been verified, appear under a file's name.
     *
     * @return false if the content is not here
     */
    boolean place(Listing listing, ListedFile file, Coming coming) throws IOException;

    /** Takes away what was found damaged, so that something better can take its place. */
    void discard(Listing listing, ListedFile file) throws IOException;

    /** To be told when all that was wanted of a listing has been placed. */
    void keep(Listing listing) throws IOException;
}
