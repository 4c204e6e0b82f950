package io.headscope.input.sound;

import java.nio.ByteBuffer;

/// How one sample is written in a WAV file, little-endian.
enum SampleFormat {
    /// Unsigned; all others are signed.
    PCM_8(1),
    PCM_16(2),
    PCM_24(3),
    PCM_32(4),
    FLOAT_32(4),
    FLOAT_64(8);

    private static final int PCM = 1;
    private static final int FLOAT = 3;

    private final int bytes;

    SampleFormat(int bytes) {
        this.bytes = bytes;
    }

    int bytes() {
        return bytes;
    }

    /// Of the numbers in the header.
    ///
    /// @param code  1 for whole numbers, 3 for such with a fraction
    /// @return      nothing for compressed sounds and sizes that there are not
    static java.util.Optional<SampleFormat> of(int code, int bits) {
        return java.util.Optional.ofNullable(switch (code) {
            case PCM -> switch (bits) {
                case 8 -> PCM_8;
                case 16 -> PCM_16;
                case 24 -> PCM_24;
                case 32 -> PCM_32;
                default -> null;
            };
            case FLOAT -> switch (bits) {
                case 32 -> FLOAT_32;
                case 64 -> FLOAT_64;
                default -> null;
            };
            default -> null;
        });
    }

    /// The sample at `at`: whole numbers of n bits over 2ⁿ⁻¹, 0 for numbers that are none.
    float read(ByteBuffer data, int at) {
        return switch (this) {
            case PCM_8 -> ((data.get(at) & 0xFF) - 0x80) / (float) 0x80;
            case PCM_16 -> data.getShort(at) / (float) 0x8000;
            case PCM_24 -> ((data.get(at) & 0xFF) | (data.get(at + 1) & 0xFF) << 8 | data.get(at + 2) << 16) / (float) 0x800000;
            case PCM_32 -> data.getInt(at) / 0x1p31f;
            case FLOAT_32 -> finite(data.getFloat(at));
            case FLOAT_64 -> finite((float) data.getDouble(at));
        };
    }

    private static float finite(float sample) {
        return Float.isFinite(sample) ? sample : 0;
    }
}
