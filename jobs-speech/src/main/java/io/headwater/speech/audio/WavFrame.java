package io.headwater.speech.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a WAV file holds of one instant: a number for each channel. */
record WavFrame(int channels, int width, boolean floating) {
    int bytes() {
        return channels * width;
    }

    /** All channels together, from -1 to 1. */
    float mixed(byte[] frame) {
        ByteBuffer numbers = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        float sum = 0;
        for (int channel = 0; channel < channels; channel++) {
            sum += at(numbers, channel * width);
        }
        return sum / channels;
    }

    private float at(ByteBuffer numbers, int place) {
        if (floating) {
            return numbers.getFloat(place);
        }
        return switch (width) {
            case 1 -> (Byte.toUnsignedInt(numbers.get(place)) - 128) / 128f; // the only width without a sign
            case 2 -> numbers.getShort(place) / 0x1p15f;
            case 3 -> ((numbers.get(place + 2) << 16) | Short.toUnsignedInt(numbers.getShort(place))) / 0x1p23f;
            default -> numbers.getInt(place) / 0x1p31f;
        };
    }
}
