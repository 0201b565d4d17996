package io.headwater.core;

/** What a committed change survives. Either way it survives the end of the process, however sudden. */
public enum Durability {
    /** A power cut may take back the last commits; the file stays sound. */
    NORMAL,
    /** Every commit is on the disk before anybody hears of it. */
    FULL
}
