package io.headwater.models.download;

import reactor.core.scheduler.Scheduler;

/**
 * What transfers need of the world outside.
 *
 * @param pauses which hosts want to be left alone, known to all transfers
 * @param scheduler on which they wait
 * @param retries how often in a row without a byte they try again
 */
record Network(HttpSource source, Pauses pauses, Scheduler scheduler, int retries, FirstAnswers firstAnswers) {
    Network withFirstAnswers(FirstAnswers listener) {
        return new Network(source, pauses, scheduler, retries, listener);
    }
}
