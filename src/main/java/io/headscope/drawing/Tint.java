package io.headscope.drawing;

/// From a value to its colour: a scale and a colour map.
public record Tint(Scale scale, ColorMap map) {

    private static final int TABLE_SHIFT = 14;

    public Rgb color(double value) {
        return map.at(scale.share(value));
    }

    /// Colours of many values at once, 0xAARRGGBB; 0 (transparent) for what is not a number.
    ///
    /// @param into at least as long as the values
    public void argb(Matrix matrix, int[] into) {
        float[] values = matrix.values();
        switch (scale.kind()) {
            case LINEAR -> linear(values, into);
            case SQUARE_ROOT -> squareRoot(values, into);
            case LOG -> logarithmic(values, into);
        }
    }

    private void linear(float[] values, int[] into) {
        float factor = (float) (ColorMap.STEPS / scale.high());
        for (int i = 0; i < values.length; i++) {
            into[i] = color(values[i], values[i] * factor);
        }
    }

    private void squareRoot(float[] values, int[] into) {
        float factor = (float) (ColorMap.STEPS / Math.sqrt(scale.high()));
        for (int i = 0; i < values.length; i++) {
            into[i] = color(values[i], (float) Math.sqrt(values[i]) * factor);
        }
    }

    /// A float's leading bits are its logarithm in steps of 0.2 %: a table over them is as good as Math.log, and a frame
    /// of a million cells has no time for that.
    private void logarithmic(float[] values, int[] into) {
        int[] table = new int[1 << (32 - TABLE_SHIFT - 1)];
        for (int i = 0; i < table.length; i++) {
            float value = Float.intBitsToFloat(i << TABLE_SHIFT);
            table[i] = value == value ? color(value).argb() : 0;
        }
        for (int i = 0; i < values.length; i++) {
            into[i] = values[i] == values[i] ? table[Float.floatToRawIntBits(Math.max(values[i], 0)) >>> TABLE_SHIFT] : 0;
        }
    }

    private int color(float value, float step) {
        return value == value ? map.argb((int) Math.clamp(step, 0f, ColorMap.STEPS - 1f)) : 0;
    }
}
