package io.ringflow.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrintableTextTest {

    private static IntStream codePoints() {
        return IntStream.rangeClosed(0, Character.MAX_CODE_POINT);
    }

    private static boolean isActedUpon(int c) {
        boolean control = c < 0x20 || (c >= 0x7f && c <= 0x9f);
        boolean direction =
                c == 0x061c
                        || (c >= 0x200e && c <= 0x200f)
                        || (c >= 0x202a && c <= 0x202e)
                        || (c >= 0x2066 && c <= 0x2069);
        boolean separator = c == 0x2028 || c == 0x2029;
        boolean hidden =
                (c >= 0x200b && c <= 0x200d)
                        || (c >= 0x2060 && c <= 0x2064)
                        || c == 0xad
                        || c == 0x180e
                        || c == 0xfeff
                        || (c >= 0xe0000 && c <= 0xe0fff);
        boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        return control || direction || separator || hidden || half;
    }

    @Test
    void escapesEveryCharacterThatATerminalInterpretsOrHides() {
        codePoints()
                .filter(PrintableTextTest::isActedUpon)
                .forEach(
                        c -> {
                            String shown = PrintableText.of("a" + Character.toString(c) + "b");
                            assertThat(shown)
                                    .as("U+%04X", c)
                                    .matches("a(\\\\[nrt]|(\\\\u[0-9a-f]{4}){1,2})b");
                        });
    }

    @Test
    void resultsContainNothingToEscape() {
        codePoints()
                .forEach(
                        c -> {
                            String shown = PrintableText.of(Character.toString(c));
                            assertThat(PrintableText.of(shown)).isEqualTo(shown);
                            assertThat(shown.codePoints())
                                    .as("U+%04X", c)
                                    .allMatch(PrintableText::isPrintable);
                        });
    }

    @Test
    void keepsOrdinaryTextOfAnyScript() {
        for (String text :
                new String[] {
                    "",
                    "eth0",
                    "a\\032b \"quoted\" ~",
                    "Zürich",
                    "Ελληνικά",
                    "Русский",
                    "עברית",
                    "العربية",
                    "हिन्दी",
                    "日本語",
                    "🦊 fox",
                    "e\u0301"
                }) {
            assertThat(PrintableText.of(text)).isEqualTo(text);
        }
    }

    @Test
    void escapesLikeJson() {
        assertThat(PrintableText.of("\u001b[2J\u202egnp\n\t\r\u009b\u007f"))
                .isEqualTo("\\u001b[2J\\u202egnp\\n\\t\\r\\u009b\\u007f");
        assertThat(PrintableText.of("x\ud800y")).isEqualTo("x\\ud800y");
        assertThat(PrintableText.of(Character.toString(0xe0041))).isEqualTo("\\udb40\\udc41");
    }

    @Test
    void keepsLinesAndTabsOfDocuments() {
        assertThat(PrintableText.ofLines("a\n\tb\r\u001b")).isEqualTo("a\n\tb\\r\\u001b");
    }
}
