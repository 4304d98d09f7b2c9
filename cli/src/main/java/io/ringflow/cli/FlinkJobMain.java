package io.ringflow.cli;

import io.ringflow.cli.cluster.JobOptions;
import io.ringflow.cli.config.CommonOptions;
import io.ringflow.cli.config.Configuration;
import io.ringflow.cli.flink.FlinkSettings;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The job's main class. Called by Flink's client ({@code flink run ringflow-job.jar -c FILE}) and,
 * in application mode, by the JobManager ({@code ringflow jobmanager --job}).
 */
@Command(name = "ringflow-job", sortOptions = false)
public final class FlinkJobMain {

    @Mixin private JobOptions work;

    @Mixin private CommonOptions common;

    private FlinkJobMain() {}

    /** Builds the job and executes it in the environment that Flink has prepared. */
    public static void main(String[] arguments) throws Exception {
        FlinkJobMain main = new FlinkJobMain();
        new CommandLine(main).parseArgs(arguments);
        main.execute(StreamExecutionEnvironment.getExecutionEnvironment());
    }

    private void execute(StreamExecutionEnvironment environment) throws Exception {
        Configuration configuration = common.read(System.getenv(), Map.of());
        work.check(configuration);
        Map<String, String> settings =
                new HashMap<>(FlinkSettings.job(configuration.flink(), work.purpose()));
        // Flink's own configuration and command line win over Ringflow's defaults.
        environment
                .getConfiguration()
                .toMap()
                .forEach(
                        (key, value) -> {
                            if (!configuration.flink().containsKey(key)) {
                                settings.remove(key);
                            }
                        });
        environment.configure(
                org.apache.flink.configuration.Configuration.fromMap(settings),
                Thread.currentThread().getContextClassLoader());
        work.build(environment, configuration);
        var unused = environment.execute();
    }
}
