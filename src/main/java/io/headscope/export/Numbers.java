package io.headscope.export;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// Numbers in files: rounded, no more digits than needed, the same in every country.
final class Numbers {

    private Numbers() {}

    static String text(double number, int decimals) {
        BigDecimal rounded = BigDecimal.valueOf(number).setScale(decimals, RoundingMode.HALF_UP);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
