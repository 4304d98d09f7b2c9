package io.ringflow.cli.config;

import io.ringflow.cli.config.settings.ClusterAccess;
import io.ringflow.cli.config.settings.StateAccess;
import io.ringflow.rpc.server.StateServiceSettings;
import java.time.Duration;

/**
 * What the parts of a cluster need of each other. Immutable.
 *
 * @param access how they authenticate each other
 * @param gather how long hosts that come are gathered before the tasks restart with them
 * @param stateService how each TaskManager serves the job's state
 * @param stateAccess how the query server reaches the state services
 */
public record ClusterConfiguration(
        ClusterAccess access,
        Duration gather,
        StateServiceSettings stateService,
        StateAccess stateAccess) {}
