package io.headwater.cli.screen;

import java.util.Random;

/** Texts such as nobody expects and somebody sends. */
final class Odd {
    private static final int[][] RANGES = {
        {' ', '~'},
        {0, 0x1f},
        {0x80, 0x9f},
        {0x300, 0x36f},
        {0x5d0, 0x5ea},
        {0x620, 0x66f},
        {0x900, 0x97f},
        {0x1100, 0x11ff},
        {0x200b, 0x200f},
        {0x2028, 0x202e},
        {0x2066, 0x2069},
        {0x2600, 0x27bf},
        {0x3040, 0x30ff},
        {0x4e00, 0x9fff},
        {0xd800, 0xdfff},
        {0xfe00, 0xfe0f},
        {0x1f1e6, 0x1f1ff},
        {0x1f300, 0x1faff},
        {0x200d, 0x200d},
        {0xe0020, 0xe007f},
    };

    private Odd() {}

    static String text(Random random, int length) {
        var text = new StringBuilder();
        for (int place = 0; place < length; place++) {
            int[] range = RANGES[random.nextInt(RANGES.length)];
            int character = range[0] + random.nextInt(range[1] - range[0] + 1);
            // Half of a pair stays one.
            text.append(Character.toString(character));
        }
        return text.toString();
    }
}
