package io.headwater.core.queue;

import java.util.Arrays;

/** Ids, smallest first, at eight bytes each: what is queued must fit in memory however much it is. */
final class IdHeap {
    private long[] ids = new long[16];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    void add(long id) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, size + (size >> 1));
        }
        int hole = size++;
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            if (ids[parent] <= id) {
                break;
            }
            ids[hole] = ids[parent];
            hole = parent;
        }
        ids[hole] = id;
    }

    long poll() {
        long smallest = ids[0];
        long last = ids[--size];
        int hole = 0;
        while (true) {
            int child = 2 * hole + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && ids[child + 1] < ids[child]) {
                child++;
            }
            if (last <= ids[child]) {
                break;
            }
            ids[hole] = ids[child];
            hole = child;
        }
        ids[hole] = last;
        if (ids.length > 1_024 && size < ids.length / 4) {
            ids = Arrays.copyOf(ids, ids.length / 2);
        }
        return smallest;
    }
}
