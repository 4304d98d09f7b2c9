package io.ringflow.model.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.format.TextTable.Side;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

    private final TextTable table =
            new TextTable(
                    List.of("NAME", "BYTES", "END"), List.of(Side.LEFT, Side.RIGHT, Side.LEFT));

    @Test
    void alignsNumbersRightWithoutTrailingSpaces() {
        table.add(List.of("a", "1000", "x"));
        assertThat(table.lines(0)).containsExactly("NAME  BYTES  END", "a      1000  x");
    }

    @Test
    void cutsWidestTextsUntilLinesFit() {
        table.add(List.of("a.very.long.name.example", "1.2M", "idle-timeout"));
        for (int width = 20; width < 50; width++) {
            int most = width;
            assertThat(table.lines(width)).allMatch(line -> line.length() <= most);
        }
        assertThat(table.lines(30).get(1)).isEqualTo("a.very.lo…   1.2M  idle-timeo…");
    }

    @Test
    void leavesOutOptionalColumnsBeforeCuttingTexts() {
        TextTable withOptional =
                new TextTable(
                        List.of("NAME", "BYTES", "END", "LAST"),
                        List.of(Side.LEFT, Side.RIGHT, Side.LEFT, Side.LEFT),
                        List.of(3, 2));
        withOptional.add(List.of("a.long.name", "1.2M", "idle-timeout", "00:00:00"));
        assertThat(withOptional.lines(42).getFirst())
                .isEqualTo("NAME         BYTES  END           LAST");
        assertThat(withOptional.lines(41).getFirst()).isEqualTo("NAME         BYTES  END");
        assertThat(withOptional.lines(31).getFirst()).isEqualTo("NAME         BYTES");
        assertThat(withOptional.lines(17).get(1)).isEqualTo("a.long.na…   1.2M");
    }

    @Test
    void cutsLinesIfNoColumnCanBeCut() {
        table.add(List.of("abcdef", "12345", "abc"));
        assertThat(table.lines(10)).allMatch(line -> line.length() <= 10);
    }

    @Test
    void escapesControlCharacters() {
        table.add(List.of("\u001b[2Jx\n\u202e\u009b", "1", ""));
        assertThat(table.lines(0).get(1)).startsWith("\\u001b[2Jx\\n\\u202e\\u009b ");
    }

    @Test
    void neverSplitsSurrogatePairs() {
        table.add(List.of("\ud83e\udd8a".repeat(20), "1", ""));
        for (int width = 12; width < 50; width++) {
            assertThat(table.lines(width))
                    .noneMatch(line -> line.contains("\\u"))
                    .allMatch(line -> line.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff));
        }
    }
}
