package io.headwater.core.fault;

/** The engine's promises, by their numbers in the contract. Each has one place in the code without which it would not hold. */
public enum Guarantee {
    /** Durable before visible. */
    G1,
    /** No lost wake-up. */
    G2,
    /** One order. */
    G3,
    /** A slow subscriber harms nobody. */
    G4,
    /** Single flight. */
    G5,
    /** Waiters are independent. */
    G6,
    /** Waiting costs no slot. */
    G7,
    /** Paused means quiet. */
    G8,
    /** Interruption is cooperative first, forced later. */
    G9,
    /** A crash loses nothing. */
    G10,
    /** Shutdown is clean. */
    G11,
    /** Nothing blocks an event loop, nothing is unbounded. */
    G12,
    /** Cost does not grow with what is stored. */
    G13,
    /** One engine per database file. */
    G14,
    /** Errors keep their story. */
    G15,
    /** Unknown is not lost. */
    G16,
    /** History is bounded. */
    G17
}
