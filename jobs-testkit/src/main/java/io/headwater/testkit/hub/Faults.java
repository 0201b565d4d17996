package io.headwater.testkit.hub;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All that was arranged to go wrong, in the order of arrangement; of those that are up for a request the first happens. */
final class Faults {
    private final List<Fault> all = new CopyOnWriteArrayList<>();

    Fault add(Fault fault) {
        all.add(fault);
        return fault;
    }

    void forget() {
        all.clear();
    }

    Answer spoil(Seen seen, Asked asked, Answer answer) {
        for (Fault fault : all) {
            if (fault.isUpFor(seen, answer)) {
                return fault.spoil(asked, answer);
            }
        }
        return answer;
    }
}
