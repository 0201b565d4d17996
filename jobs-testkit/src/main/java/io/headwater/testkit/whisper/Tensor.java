package io.headwater.testkit.whisper;

import java.util.Arrays;

/**
 * Numbers in rows and columns, all zero at first.
 *
 * @param half whether each is stored in 16 bits
 * @param sizes the number of columns first, then rows, then layers of rows: as the file has it
 */
record Tensor(boolean half, int[] sizes, float[] values) {
    static Tensor half(int... sizes) {
        return new Tensor(true, sizes, new float[count(sizes)]);
    }

    static Tensor full(int... sizes) {
        return new Tensor(false, sizes, new float[count(sizes)]);
    }

    float get(int row, int column) {
        return values[row * sizes[0] + column];
    }

    void fill(float value) {
        Arrays.fill(values, value);
    }

    void set(int column, float value) {
        values[column] = value;
    }

    void set(int row, int column, float value) {
        values[row * sizes[0] + column] = value;
    }

    void set(int layer, int row, int column, float value) {
        values[(layer * sizes[1] + row) * sizes[0] + column] = value;
    }

    private static int count(int[] sizes) {
        return Arrays.stream(sizes).reduce(1, Math::multiplyExact);
    }
}
