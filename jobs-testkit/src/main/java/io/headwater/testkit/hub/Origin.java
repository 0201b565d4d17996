package io.headwater.testkit.hub;

/** Which of the servers of the look-alike; each has a port, and so an origin, of its own. */
public enum Origin {
    /** The hub: API and the first answer for every file. */
    HUB,
    /** Where the bytes of large files are. */
    CDN,
    /** Files at plain URLs, of no hub at all. */
    FILES
}
