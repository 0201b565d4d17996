package io.headwater.testkit.hub;

/** How a connection ends before its time. */
enum Ending {
    /** As if everything had been said. */
    CLOSED,
    /** As if the other end had crashed; what is still under way may be lost. */
    RESET
}
