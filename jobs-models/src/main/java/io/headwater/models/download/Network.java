package io.headwater.models.download;

import reactor.core.scheduler.Scheduler;

/**
 * What all transfers of a host have in common.
 *
 * @param pauses which servers want to be left alone
 * @param limit how fast all of them together may be
 * @param scheduler on which they wait
 */
record Network(HttpSource source, Pauses pauses, RateLimit limit, Scheduler scheduler, Settings settings) {}
