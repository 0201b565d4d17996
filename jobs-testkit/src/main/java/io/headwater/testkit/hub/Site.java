package io.headwater.testkit.hub;

/** What stands behind an origin; is asked on the threads of its server and does not wait for anything. */
interface Site {
    Answer answer(Asked asked);
}
