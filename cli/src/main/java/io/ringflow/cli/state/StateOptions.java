package io.ringflow.cli.state;

import io.ringflow.cli.config.Configuration;
import io.ringflow.cli.terminal.CommandFailure;
import java.nio.file.Path;
import java.util.Map;

/** Finds the directory of the state for the commands about it. */
final class StateOptions {

    private StateOptions() {}

    static Path root(Configuration configuration, Map<String, String> environment) {
        return StateHome.of(configuration.stateDir(), environment)
                .orElseThrow(
                        () ->
                                CommandFailure.wrong(
                                        "state.dir is empty, so nothing is kept between runs; give"
                                                + " a directory with -Dstate.dir=DIR"));
    }
}
