package io.ringflow.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTextTest {

    private static String whole(long value) {
        byte[] out = new byte[DecimalText.MAX_LENGTH + 3];
        int end = DecimalText.write(value, out, 3);
        return new String(out, 3, end - 3, StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "1, 1",
        "0.5, 0.5",
        "-2.25, -2.25",
        "0.000001, 0.000001",
        "0.0000004, 0",
        "-0.0000004, 0",
        "0.9999999, 1",
        "100.1, 100.1",
        "123456.789012, 123456.789012"
    })
    void writesAtMostSixDecimalsWithoutTrailingZeros(double value, String expected) {
        assertThat(DecimalText.of(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1e10, 10000000000",
        "12345678901.5, 12345678901.5",
        "-9.2e12, -9200000000000",
        "9.3e12, 9300000000000"
    })
    void keepsPlainNotationForLargeNumbers(double value, String expected) {
        assertThat(DecimalText.of(value)).isEqualTo(expected);
    }

    @Test
    void matchesBigDecimalForMillionths() {
        Random random = new Random(4);
        for (int i = 0; i < 5000; i++) {
            long millionths = random.nextLong(1L << (1 + random.nextInt(50)));
            String expected =
                    BigDecimal.valueOf(millionths, 6).stripTrailingZeros().toPlainString();
            assertThat(DecimalText.of(millionths / 1e6)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                9,
                10,
                99,
                100,
                101,
                2147483647,
                2147483648L,
                214748364799L,
                214748364800L,
                -1,
                Long.MAX_VALUE,
                Long.MIN_VALUE
            })
    void writesWholeNumbersLikeTheJavaLibrary(long value) {
        assertThat(whole(value)).isEqualTo(Long.toString(value));
    }

    @Test
    void writesWholeNumbersOfEveryLength() {
        Random random = new Random(5);
        for (int i = 0; i < 5000; i++) {
            long value = random.nextLong() >>> random.nextInt(64);
            assertThat(whole(value)).isEqualTo(Long.toString(value));
        }
        for (long power = 1; power < Long.MAX_VALUE / 10; power *= 10) {
            assertThat(whole(power)).isEqualTo(Long.toString(power));
            assertThat(whole(power - 1)).isEqualTo(Long.toString(power - 1));
        }
    }
}
