package io.ringflow.cli;

import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;

/**
 * Hands what others log through the JDK (Helidon, gRPC, JNA and the JDK itself) on to the log, in
 * place of the JDK's own handler, which writes to standard error in a form of its own. Any thread.
 */
final class JdkLogHandler extends Handler {

    /**
     * A warning of the web server is about one connection or request, whatever a client sent; what
     * failed here is logged by the handlers of Ringflow's own errors.
     */
    private static final String OF_CLIENTS = "io.helidon.webserver.";

    /** Held here, for the JDK forgets the level of a logger that nobody holds. */
    private static List<Logger> held = List.of();

    private static final Logger ROOT = Logger.getLogger("");

    private JdkLogHandler() {
        setFormatter(new SimpleFormatter());
    }

    /**
     * Takes the place of all handlers there are, for warnings only. Call first in every process, as
     * a command may have no settings for its log; loads little.
     */
    static void install() {
        install(Level.WARN, List.of(), Level.WARN);
    }

    /**
     * Takes the place of all handlers there are.
     *
     * @param level least severe message that is handed on
     * @param quiet loggers of which another level counts
     * @param quietLevel that level
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
        // the log flushes itself
    }

    @Override
    public void close() {
        // nothing is held
    }
}
