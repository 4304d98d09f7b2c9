package io.ringflow.cli.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.cli.terminal.CommandFailure;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateHomeTest {

    @Test
    void autoIsSystemsDirectoryForRoot() {
        assertThat(StateHome.usual(true, Map.of("XDG_STATE_HOME", "/x")))
                .isEqualTo(Path.of("/var/lib/ringflow"));
    }

    @Test
    void autoIsUsersStateDirectoryForOthers() {
        assertThat(StateHome.usual(false, Map.of("XDG_STATE_HOME", "/x", "HOME", "/h")))
                .isEqualTo(Path.of("/x/ringflow"));
        assertThat(StateHome.usual(false, Map.of("XDG_STATE_HOME", "x", "HOME", "/h")))
                .isEqualTo(Path.of("/h/.local/state/ringflow"));
    }

    @Test
    void userWithoutHomeIsToldToSetTheDirectory() {
        assertThatThrownBy(() -> StateHome.usual(false, Map.of()))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("set state.dir");
    }

    @Test
    void emptySettingKeepsNothing() {
        assertThat(StateHome.of("", Map.of())).isEmpty();
        assertThat(StateHome.of("/a/../b", Map.of())).contains(Path.of("/b"));
    }
}
