package io.ringflow.cli.log;

import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;

/**
 * Forwards to Log4j what libraries (Helidon, gRPC, JNA) and the JDK log through {@code
 * java.util.logging}, whose own handler would write to standard error in a different format.
 * Thread-safe.
 */
public final class JdkLogHandler extends Handler {

    /**
     * Helidon's web server warns about single connections and requests, whatever a client sends.
     * Failures of Ringflow's own are logged by its error handlers.
     */
    private static final String OF_CLIENTS = "io.helidon.webserver.";

    /** Strong references, because the JDK forgets the level of a logger that is not referenced. */
    private static List<Logger> held = List.of();

    private static final Logger ROOT = Logger.getLogger("");

    private JdkLogHandler() {
        setFormatter(new SimpleFormatter());
    }

    /**
     * Replaces all handlers and logs warnings only. Must be called first in every process, because
     * some commands have no log settings; loads few classes.
     */
    public static void install() {
        install(Level.WARN, List.of(), Level.WARN);
    }

    /**
     * Replaces all handlers.
     *
     * @param level least severe message that is forwarded
     * @param quiet loggers with a level of their own
     * @param quietLevel the level of these loggers
     */
    static synchronized void install(Level level, List<String> quiet, Level quietLevel) {
        for (Handler handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
        }
        ROOT.addHandler(new JdkLogHandler());
        ROOT.setLevel(jdkLevel(level));
        held = quiet.stream().map(Logger::getLogger).toList();
        held.forEach(logger -> logger.setLevel(jdkLevel(quietLevel)));
    }

    @Override
    public void publish(LogRecord record) {
        if (!isLoggable(record)) {
            return;
        }
        LogSetup.ensureApplied();
        String name = record.getLoggerName() == null ? "" : record.getLoggerName();
        String message = getFormatter().formatMessage(record);
        LogManager.getLogger(name).log(level(record, name), message, record.getThrown());
    }

    private static Level level(LogRecord record, String name) {
        int value = record.getLevel().intValue();
        boolean ofClient = name.startsWith(OF_CLIENTS) && !(record.getThrown() instanceof Error);
        if (value >= java.util.logging.Level.SEVERE.intValue()) {
            return Level.ERROR;
        }
        if (value >= java.util.logging.Level.WARNING.intValue()) {
            return ofClient ? Level.DEBUG : Level.WARN;
        }
        if (value >= java.util.logging.Level.INFO.intValue()) {
            return Level.INFO;
        }
        return value >= java.util.logging.Level.FINE.intValue() ? Level.DEBUG : Level.TRACE;
    }

    private static java.util.logging.Level jdkLevel(Level level) {
        return switch (level.getStandardLevel()) {
            case OFF -> java.util.logging.Level.OFF;
            case FATAL, ERROR -> java.util.logging.Level.SEVERE;
            case WARN -> java.util.logging.Level.WARNING;
            case INFO -> java.util.logging.Level.INFO;
            case DEBUG -> java.util.logging.Level.FINE;
            case TRACE, ALL -> java.util.logging.Level.FINEST;
        };
    }

    @Override
    public void flush() {
        // Log4j flushes itself
    }

    @Override
    public void close() {
        // nothing to release
    }
}
