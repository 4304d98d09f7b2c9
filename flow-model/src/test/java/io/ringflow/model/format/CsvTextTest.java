package io.ringflow.model.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=HYPERLINK(0)",
                "+1",
                "-1",
                "@SUM(A1)",
                "\t=1",
                "\r=1",
                "\n=1",
                "\uff1d1",
                "\uff0b1",
                "\uff0d1",
                "\uff201"
            })
    void putsAnApostropheBeforeFormulas(String formula) {
        assertThat(CsvText.SAFE.cell(formula)).startsWith("'");
        assertThat(CsvText.RAW.cell(formula)).doesNotContain("'");
    }

    @Test
    void quotesFormulasThatContainSeparators() {
        assertThat(CsvText.SAFE.cell("=cmd|'/C calc',\"x\"!A1"))
                .isEqualTo("\"'=cmd|'/C calc',\"\"x\"\"!A1\"");
    }

    @Test
    void keepsOtherText() {
        for (String text : new String[] {"", "eth0", "10.0.0.1", "a=b", "x-1", "*.example", "é"}) {
            assertThat(CsvText.SAFE.cell(text)).isEqualTo(text);
        }
    }

    @Test
    void escapesControlCharactersUnlessRaw() {
        assertThat(CsvText.SAFE.cell("a\n\u001b[2J\u202e")).isEqualTo("a\\n\\u001b[2J\\u202e");
        assertThat(CsvText.RAW.cell("a\n\u001b[2J")).isEqualTo("\"a\n\u001b[2J\"");
    }

    @Test
    void recognisesFormulasByTheirFirstCharacter() {
        for (char c = 0; c < 0x80; c++) {
            if (CsvText.startsPlainly(c)) {
                assertThat(CsvText.SAFE.cell(c + "x")).as("%d", (int) c).doesNotStartWith("'");
            }
        }
    }
}
