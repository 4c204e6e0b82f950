package io.headscope.lab;

import java.math.BigDecimal;
import java.math.MathContext;

/// Numbers as people read them beside a matrix: few digits, a true minus sign, the same in every language.
public final class NumberText {

    /// Digits that matter in a written-out sum.
    private static final int USUAL = 4;

    /// Longer whole parts are written as a power of ten.
    private static final int LONGEST = 6;

    private NumberText() {}

    public static String of(double number) {
        return of(number, USUAL);
    }

    /// @param digits how many of them matter
    public static String of(double number, int digits) {
        if (Double.isNaN(number)) {
            return "?";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "∞" : "−∞";
        }
        BigDecimal exact = new BigDecimal(number);
        int whole = exact.precision() - exact.scale();
        BigDecimal rounded = exact.round(new MathContext(whole <= LONGEST ? Math.max(digits, whole) : digits));
        if (rounded.signum() == 0) {
            return "0";
        }
        int exponent = rounded.precision() - rounded.scale() - 1;
        boolean plain = exponent >= -digits && exponent < LONGEST;
        String text = plain
                ? rounded.stripTrailingZeros().toPlainString()
                : rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
        return text.replace('-', '−');
    }
}
