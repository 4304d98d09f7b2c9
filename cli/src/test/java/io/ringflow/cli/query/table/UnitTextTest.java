package io.ringflow.cli.query.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitTextTest {

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "999,999",
        "1000,1.00k",
        "1234,1.23k",
        "9994,9.99k",
        "9996,10.0k",
        "99_960,100k",
        "999_499,999k",
        "999_500,1.00M",
        "1_234_567,1.23M",
        "9_223_372_036_854_775_807,9.22E"
    })
    void countHasThreeDigitsAndUnit(String value, String text) {
        assertThat(UnitText.count(Long.parseLong(value.replace("_", "")))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0 bit/s", "999.4,999 bit/s", "1234,1.23 kbit/s", "999_999_999,1.00 Gbit/s"})
    void bitRateHasUnit(String value, String text) {
        assertThat(UnitText.bitRate(Double.parseDouble(value.replace("_", "")))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0.25,0.3", "4,4", "99.94,99.9", "99.96,100", "1234.4,1.23k"})
    void smallRateHasOneDecimal(String value, String text) {
        assertThat(UnitText.perSecond(Double.parseDouble(value))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0.0ms",
        "1.5,1.5ms",
        "250.4,250ms",
        "1500,1.5s",
        "61_000,1m01s",
        "3_600_000,1h00m",
        "90_061_000,25h01m"
    })
    void durationHasUnitThatFits(String value, String text) {
        assertThat(UnitText.milliseconds(Double.parseDouble(value.replace("_", ""))))
                .isEqualTo(text);
    }
}
