package io.ringflow.cli;

import io.ringflow.cli.config.LogSettings;
import io.ringflow.server.log.RequestLog;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.AppenderComponentBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.api.LayoutComponentBuilder;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;

/**
 * Sets up logging: to standard error, as text or JSON, Flink and its like quieter than Ringflow.
 */
final class LogSetup {

    private static final String TEXT = "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5p %c{1}: %m%n%ex{short}";

    /** The begin of each line in JSON; what is absent is left out. */
    private static final String JSON_HEAD =
            """
            {"time":{"$resolver":"timestamp",
                     "pattern":{"format":"yyyy-MM-dd'T'HH:mm:ss.SSS'Z'","timeZone":"UTC"}},
             "level":{"$resolver":"level","field":"name"},
             "logger":{"$resolver":"logger","field":"name"},
             "thread":{"$resolver":"thread","field":"name"},
            """;

    private static final String JSON =
            JSON_HEAD
                    + """
                      "message":{"$resolver":"message","stringified":true},
                      "exception":{"$resolver":"exception","field":"stackTrace",
                                   "stackTrace":{"stringified":true}}}
                      """;

    /** A request's values have names of their own. */
    private static final String JSON_REQUEST = JSON_HEAD + requestFields() + "}";

    private static final String CONSOLE = "console";
    private static final String REQUESTS = "requests";

    private static final String[] QUIET = {"org.apache", "io.helidon", "io.netty", "akka"};

    /** Warns that there is no log file for the web UI to show, which is so by intent. */
    private static final String WEB_MONITOR = "org.apache.flink.runtime.webmonitor.WebMonitorUtils";

    /** Warns, with stack traces, that a job which is being stopped was stopped. */
    private static final String DISPATCHER =
            "org.apache.flink.runtime.dispatcher.StandaloneDispatcher";

    /** Warns that there is no directory of plugins, which nobody needs. */
    private static final String PLUGINS = "org.apache.flink.core.plugin.PluginConfig";

    /** Warn of each attempt to stop a job whose tasks do not all run yet. */
    private static final String[] STOPPING = {
        "org.apache.flink.runtime.checkpoint.CheckpointFailureManager",
        "org.apache.flink.runtime.jobmaster.JobMaster"
    };

    /** Log why a task failed, with stack traces. */
    private static final String[] FAILING = {
        "org.apache.flink.runtime.taskmanager.Task",
        "org.apache.flink.connector.base.source.reader.fetcher.SplitFetcherManager",
        "org.apache.flink.streaming.runtime.tasks.StreamTask"
    };

    /** Helidon logs through the JDK; held here, for the JDK forgets what nobody holds. */
    private static final java.util.logging.Logger HELIDON =
            java.util.logging.Logger.getLogger("io.helidon");

    /** Logs, with stack traces, that it can't listen, which the command says as well. */
    private static final java.util.logging.Logger HELIDON_START =
            java.util.logging.Logger.getLogger("io.helidon.webserver.LoomServer");

    private LogSetup() {}

    private static String requestFields() {
        List<String> fields = RequestLog.FIELDS;
        return IntStream.range(0, fields.size())
                .mapToObj(
                        i ->
                                String.format(
                                        Locale.ROOT,
                                        "\"%s\":{\"$resolver\":\"messageParameter\",\"index\":%d}",
                                        fields.get(i),
                                        i))
                .collect(Collectors.joining(","));
    }

    /** Call before anything logs: the first logger fixes the set-up. */
    static void apply(LogSettings settings) {
        Level level = Level.valueOf(settings.level().name());
        Level quiet =
                level.isLessSpecificThan(Level.DEBUG) || level.isMoreSpecificThan(Level.WARN)
                        ? level
                        : Level.WARN;
        HELIDON.setLevel(
                quiet.equals(Level.WARN)
                        ? java.util.logging.Level.WARNING
                        : java.util.logging.Level.SEVERE);
        HELIDON_START.setLevel(java.util.logging.Level.OFF);
        boolean json = settings.format() == LogSettings.Format.JSON;
        ConfigurationBuilder<BuiltConfiguration> builder =
                ConfigurationBuilderFactory.newConfigurationBuilder();
        builder.setShutdownHook("disable");
        builder.setStatusLevel(Level.ERROR);
        builder.add(console(builder, CONSOLE, json ? json(builder, JSON) : text(builder)));
        if (json) {
            builder.add(console(builder, REQUESTS, json(builder, JSON_REQUEST)));
            builder.add(
                    builder.newLogger(RequestLog.LOGGER, level)
                            .add(builder.newAppenderRef(REQUESTS))
                            .addAttribute("additivity", false));
        }
        for (String name : QUIET) {
            builder.add(builder.newLogger(name, quiet));
        }
        builder.add(builder.newLogger(WEB_MONITOR, Level.ERROR));
        builder.add(builder.newLogger(DISPATCHER, Level.ERROR));
        builder.add(builder.newLogger(PLUGINS, Level.ERROR));
        builder.add(builder.newRootLogger(level).add(builder.newAppenderRef(CONSOLE)));
        Configurator.reconfigure(builder.build());
    }

    /** Call if a command tells itself, and shorter, why its job failed. */
    static void failuresAreTold() {
        for (String name : FAILING) {
            Configurator.setLevel(name, Level.OFF);
        }
    }

    /** Call when the job is to stop: that it does is no news. */
    static void stopping() {
        for (String name : STOPPING) {
            Configurator.setLevel(name, Level.ERROR);
        }
    }

    private static AppenderComponentBuilder console(
            ConfigurationBuilder<?> builder, String name, LayoutComponentBuilder layout) {
        return builder.newAppender(name, "Console")
                .addAttribute("target", ConsoleAppender.Target.SYSTEM_ERR)
                .add(layout);
    }

    private static LayoutComponentBuilder text(ConfigurationBuilder<?> builder) {
        return builder.newLayout("PatternLayout")
                .addAttribute("pattern", TEXT)
                .addAttribute("alwaysWriteExceptions", false);
    }

    private static LayoutComponentBuilder json(ConfigurationBuilder<?> builder, String template) {
        return builder.newLayout("JsonTemplateLayout").addAttribute("eventTemplate", template);
    }
}
