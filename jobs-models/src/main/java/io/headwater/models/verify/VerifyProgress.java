package io.headwater.models.verify;

/** Is told how far a verification of several models is. */
@FunctionalInterface
public interface VerifyProgress {
    /** @param done how many of them have been read, this one included */
    void verified(String name, int done, int total);
}
