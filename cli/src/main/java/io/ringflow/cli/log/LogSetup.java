package io.ringflow.cli.log;

import io.ringflow.server.log.RequestLog;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;
import org.apache.logging.log4j.core.layout.AbstractStringLayout;

/**
 * Sets up logging to standard error, as text or JSON, with libraries quieter than Ringflow.
 * Thread-safe.
 */
public final class LogSetup {

    /** The first members of each line in JSON; absent values are left out. */
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

    private static final String CONSOLE = "console";
    private static final String REQUESTS = "requests";

    private static final List<String> QUIET =
            List.of("org.apache", "io.helidon", "io.netty", "akka");

    /** Libraries that log through the JDK. */
    private static final List<String> QUIET_IN_JDK =
            List.of("io.helidon", "io.grpc", "java", "javax", "jdk", "sun", "com.sun");

    /** Warns that there is no log file for the web UI to show, which is intended. */
    private static final String WEB_MONITOR = "org.apache.flink.runtime.webmonitor.WebMonitorUtils";

    /** Warns, with stack traces, that a job was stopped while it is being stopped. */
    private static final String DISPATCHER =
            "org.apache.flink.runtime.dispatcher.StandaloneDispatcher";

    /** Warns, with stack traces, about connections that clients break off or send garbage over. */
    private static final String REST_ENDPOINT =
            "org.apache.flink.runtime.dispatcher.DispatcherRestEndpoint";

    /** Warns that there is no plugin directory, which Ringflow doesn't need. */
    private static final String PLUGINS = "org.apache.flink.core.plugin.PluginConfig";

    /** Warns, when a command ends, about a timer that would have gone off later. */
    private static final String TIMERS =
            "org.apache.flink.runtime.rpc.RpcEndpoint$MainThreadExecutor";

    /**
     * Loggers that write bytes which strangers send to Flink's ports, as warnings and errors with
     * stack traces. A well-meaning client learns of its mistake from the answer.
     */
    static final List<String> OF_CLIENTS =
            List.of(
                    "org.apache.flink.runtime.blob.BlobServerConnection",
                    "org.apache.flink.runtime.io.network.netty.PartitionRequestQueue",
                    "org.apache.flink.runtime.rest.FileUploadHandler",
                    "org.apache.flink.runtime.rest.handler",
                    "org.apache.flink.runtime.webmonitor.handlers",
                    "org.apache.pekko.remote.transport.netty.NettyTransport");

    /**
     * Logs every attempt to reach a broker, and all properties of a client when it is made. The
     * export reports what fails.
     */
    private static final String KAFKA = "org.apache.kafka";

    /** Loggers that warn about each attempt to stop a job before all its tasks run. */
    private static final String[] STOPPING = {
        "org.apache.flink.runtime.checkpoint.CheckpointFailureManager",
        "org.apache.flink.runtime.jobmaster.JobMaster"
    };

    /** Loggers that report each checkpoint that failed. */
    private static final String[] CHECKPOINTING = {
        "org.apache.flink.runtime.checkpoint.CheckpointCoordinator",
        "org.apache.flink.runtime.checkpoint.CheckpointFailureManager",
        "org.apache.flink.streaming.runtime.tasks.AsyncCheckpointRunnable",
        "org.apache.flink.streaming.runtime.tasks.SubtaskCheckpointCoordinatorImpl"
    };

    /** Loggers that write why a task failed, with stack traces. */
    private static final String[] FAILING = {
        "org.apache.flink.runtime.taskmanager.Task",
        "org.apache.flink.connector.base.source.reader.fetcher.SplitFetcherManager",
        "org.apache.flink.streaming.runtime.tasks.StreamTask"
    };

    private static final LogSettings DEFAULT =
            new LogSettings(LogSettings.Level.WARN, LogSettings.Format.TEXT, false);

    private static boolean applied;

    /** Logs, with a stack trace, that it can't listen, which the command reports as well. */
    private static final String HELIDON_START = "io.helidon.webserver.LoomServer";

    private LogSetup() {}

    /** Requests have a member per value instead of a message. */
    private static String jsonRequest() {
        return JSON_HEAD + requestFields() + "}";
    }

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

    /** Applies default settings unless others were applied; for commands without log settings. */
    static synchronized void ensureApplied() {
        if (!applied) {
            apply(DEFAULT);
        }
    }

    /** Applies settings. Must be called before anything logs. */
    public static synchronized void apply(LogSettings settings) {
        applied = true;
        Level level = Level.valueOf(settings.level().name());
        Level quiet =
                level.isLessSpecificThan(Level.DEBUG) || level.isMoreSpecificThan(Level.WARN)
                        ? level
                        : Level.WARN;
        JdkLogHandler.install(level, QUIET_IN_JDK, quiet);
        Level requestLevel = settings.requests() ? level : Level.OFF;
        BuiltConfiguration configuration = levels(level, quiet, requestLevel);
        boolean json = settings.format() == LogSettings.Format.JSON;
        AbstractStringLayout layout =
                json ? new JsonLogLayout(configuration, JSON) : new TextLogLayout();
        configuration
                .getRootLogger()
                .addAppender(console(configuration, CONSOLE, layout), null, null);
        if (json) {
            LoggerConfig requests = configuration.getLoggerConfig(RequestLog.LOGGER);
            requests.setAdditive(false);
            layout = new JsonLogLayout(configuration, jsonRequest());
            requests.addAppender(console(configuration, REQUESTS, layout), null, null);
        }
        Configurator.reconfigure(configuration);
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, e) ->
                        LogManager.getLogger(LogSetup.class)
                                .error("Thread {} failed", thread.getName(), e));
    }

    private static BuiltConfiguration levels(Level level, Level quiet, Level requests) {
        ConfigurationBuilder<BuiltConfiguration> builder =
                ConfigurationBuilderFactory.newConfigurationBuilder();
        builder.setShutdownHook("disable");
        builder.setStatusLevel(Level.ERROR);
        Stream.concat(QUIET.stream(), QUIET_IN_JDK.stream())
                .distinct()
                .forEach(name -> builder.add(builder.newLogger(name, quiet)));
        Level ofClients = level.isLessSpecificThan(Level.DEBUG) ? level : Level.OFF;
        OF_CLIENTS.forEach(name -> builder.add(builder.newLogger(name, ofClients)));
        builder.add(builder.newLogger(KAFKA, ofClients));
        builder.add(builder.newLogger(WEB_MONITOR, Level.ERROR));
        builder.add(builder.newLogger(DISPATCHER, Level.ERROR));
        builder.add(builder.newLogger(REST_ENDPOINT, Level.ERROR));
        builder.add(builder.newLogger(PLUGINS, Level.ERROR));
        builder.add(builder.newLogger(TIMERS, Level.ERROR));
        builder.add(builder.newLogger(HELIDON_START, Level.OFF));
        builder.add(builder.newLogger(RequestLog.LOGGER, requests));
        builder.add(builder.newRootLogger(level));
        return builder.build();
    }

    /** Silences stack traces of failed tasks, for a command that reports the failure itself. */
    public static void silenceTaskFailures() {
        for (String name : FAILING) {
            Configurator.setLevel(name, Level.OFF);
        }
    }

    /** Silences warnings about each failed checkpoint, for a run that reports the first one. */
    public static void silenceCheckpointFailures() {
        for (String name : CHECKPOINTING) {
            Configurator.setLevel(name, Level.ERROR);
        }
    }

    /** Silences warnings about failed attempts to stop the job. */
    public static void silenceStopAttempts() {
        for (String name : STOPPING) {
            Configurator.setLevel(name, Level.ERROR);
        }
    }

    private static Appender console(
            BuiltConfiguration configuration, String name, AbstractStringLayout layout) {
        Appender appender =
                ConsoleAppender.newBuilder()
                        .setName(name)
                        .setTarget(ConsoleAppender.Target.SYSTEM_ERR)
                        .setFollow(true)
                        .setLayout(layout)
                        .setConfiguration(configuration)
                        .build();
        configuration.addAppender(appender);
        return appender;
    }
}
