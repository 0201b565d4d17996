package io.headwater.benchmarks.measure;

/** What is in use once the garbage is gone. */
final class Heap {
    private Heap() {}

    static long used() throws InterruptedException {
        for (int collection = 0; collection < 4; collection++) {
            System.gc();
            Thread.sleep(150);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
