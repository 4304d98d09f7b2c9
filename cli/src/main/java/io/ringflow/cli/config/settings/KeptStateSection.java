package io.ringflow.cli.config.settings;

import io.ringflow.cli.config.type.ScalarType;

/** The settings below {@code state}: what {@code run} keeps between runs. */
public final class KeptStateSection extends Section {

    private final Setting<String> directory =
            setting(
                    "state.dir",
                    ScalarType.text("a directory, auto, or empty"),
                    "auto",
                    "directory in which run keeps its flows and counters between runs; auto:"
                            + " /var/lib/ringflow as root, else ringflow below XDG_STATE_HOME or"
                            + " ~/.local/state; empty keeps nothing");

    /** Returns the directory as it is written. */
    public String directory(GivenSettings given) {
        return given.value(directory);
    }
}
