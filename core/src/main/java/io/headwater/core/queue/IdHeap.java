package io.headwater.core.queue;

import java.util.Arrays;

/** Ids, smallest first, at eight bytes each: what is queued must fit in memory however much it is. */
final class IdHeap {
    private long[] ids = new long[16];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /** Of those in it; there must be one. */
    long smallest() {
        return ids[0];
    }

    void add(long id) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, size + (size >> 1));
        }
        rise(size++, id);
    }

    private void rise(int from, long id) {
        int hole = from;
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
        sink(0, ids[--size]);
        if (ids.length > 1_024 && size < ids.length / 4) {
            ids = Arrays.copyOf(ids, ids.length / 2);
        }
        return smallest;
    }

    /** False when it is not there. Looks at all of them. */
    boolean remove(long id) {
        for (int place = 0; place < size; place++) {
            if (ids[place] == id) {
                long last = ids[--size];
                sink(place, last);
                if (ids[place] == last) {
                    rise(place, last);
                }
                return true;
            }
        }
        return false;
    }

    private void sink(int from, long last) {
        int hole = from;
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
    }
}
