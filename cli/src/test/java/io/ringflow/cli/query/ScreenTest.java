package io.ringflow.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScreenTest {

    @Test
    void hasTheSizeFromTheLauncher() {
        assertThat(Screen.of("24x80", "120")).isEqualTo(new Screen(24, 80));
        assertThat(Screen.of("24x80", "").present()).isTrue();
    }

    @Test
    void isAbsentWithoutSizeFromTheLauncher() {
        assertThat(Screen.of("", "120")).isEqualTo(new Screen(0, 120));
        assertThat(Screen.of("0x0", "x").present()).isFalse();
        assertThat(Screen.of("x", "")).isEqualTo(new Screen(0, 0));
    }
}
