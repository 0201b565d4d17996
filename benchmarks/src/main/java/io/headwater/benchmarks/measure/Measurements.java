package io.headwater.benchmarks.measure;

import java.util.List;

/** All there are, in the order of the table. */
public final class Measurements {
    private Measurements() {}

    public static List<Measurement> all() {
        return List.of(
                new Throughput(),
                new WaitingCallers(),
                new IdleLatency(),
                new WaiterLatency(),
                new ColdStart(false),
                new ColdStart(true),
                new WarmStart(),
                new Queued(),
                new Million(),
                new Recovery(),
                new EventDelivery(),
                new ManyStored(),
                Download.oneLarge(),
                Download.capped(),
                Download.manySmall(),
                DownloadNew.oneGibibyte(),
                DownloadNew.fourGibibytes(),
                new DownloadMemory());
    }
}
