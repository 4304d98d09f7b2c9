package io.ringflow.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ScreenTest {

    @Test
    void hasTheSizeFromTheLauncher() {
        assertThat(Screen.of("24x80", Map.of("COLUMNS", "120")))
                .isEqualTo(new Screen(24, 80, true));
        assertThat(Screen.of("24x80", Map.of()).present()).isTrue();
    }

    @Test
    void isAbsentWithoutSizeFromTheLauncher() {
        assertThat(Screen.of("", Map.of("COLUMNS", "120"))).isEqualTo(new Screen(0, 120, false));
        assertThat(Screen.of("0x0", Map.of("COLUMNS", "x")).present()).isFalse();
        assertThat(Screen.of("x", Map.of())).isEqualTo(new Screen(0, 0, false));
    }

    @Test
    void showsNoColoursIfTheUserObjectsOrTheTerminalHasNone() {
        assertThat(Screen.of("24x80", Map.of("NO_COLOR", "1")).colours()).isFalse();
        assertThat(Screen.of("24x80", Map.of("TERM", "dumb")).colours()).isFalse();
        assertThat(Screen.of("24x80", Map.of("NO_COLOR", "", "TERM", "xterm")).colours()).isTrue();
        assertThat(Screen.of("0x0", Map.of()).colours()).isFalse();
    }
}
