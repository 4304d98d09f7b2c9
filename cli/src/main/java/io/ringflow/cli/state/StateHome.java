package io.ringflow.cli.state;

import io.ringflow.cli.terminal.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Finds the directory that the setting {@code state.dir} names. */
public final class StateHome {

    /** The value that stands for the usual place. */
    public static final String AUTO = "auto";

    private static final Path OF_ROOT = Path.of("/var/lib/ringflow");

    private StateHome() {}

    /**
     * Returns the directory, or empty if nothing is to be kept.
     *
     * @param setting a path, {@value #AUTO}, or empty
     * @throws CommandFailure if there is no usual place
     */
    public static Optional<Path> of(String setting, Map<String, String> environment) {
        if (setting.isBlank()) {
            return Optional.empty();
        }
        Path path = setting.equals(AUTO) ? usual(isRoot(), environment) : Path.of(setting);
        return Optional.of(path.toAbsolutePath().normalize());
    }

    static Path usual(boolean root, Map<String, String> environment) {
        if (root) {
            return OF_ROOT;
        }
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        // The XDG specification has relative paths ignored.
        if (state.startsWith("/")) {
            return Path.of(state, "ringflow");
        }
        String home = environment.getOrDefault("HOME", "");
        if (home.isBlank()) {
            throw CommandFailure.wrong(
                    "no directory for the state: neither XDG_STATE_HOME nor HOME is set; set"
                            + " state.dir to a directory, or to \"\" to keep nothing between runs");
        }
        return Path.of(home, ".local", "state", "ringflow");
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException | UnsupportedOperationException e) {
            return "root".equals(System.getProperty("user.name"));
        }
    }
}
