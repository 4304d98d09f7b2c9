package io.ringflow.model;

/** Decimal numbers as text: plain notation, at most six decimals, no trailing zeros. */
final class DecimalText {

    private DecimalText() {}

    static String of(double value) {
        long millionths = Math.round(Math.abs(value) * 1e6);
        if (millionths > 1L << 53) {
            return Double.toString(value);
        }
        long whole = millionths / 1_000_000;
        int rest = (int) (millionths % 1_000_000);
        String sign = value < 0 && millionths > 0 ? "-" : "";
        if (rest == 0) {
            return sign + whole;
        }
        StringBuilder text = new StringBuilder(24).append(sign).append(whole).append('.');
        int scale = 100_000;
        while (rest > 0) {
            text.append((char) ('0' + rest / scale));
            rest %= scale;
            scale /= 10;
        }
        return text.toString();
    }
}
