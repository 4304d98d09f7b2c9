package io.ringflow.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.server.log.RequestLog;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.ConsoleHandler;
import java.util.logging.Logger;
import org.apache.logging.log4j.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogSetupTest {

    private static final String CONNECTIONS = "io.helidon.webserver.ConnectionHandler";

    private final PrintStream standardError = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    /** The log writes to the stream that is standard error when it is set up. */
    private void apply(LogSettings.Level level) {
        apply(level, false);
    }

    private void apply(LogSettings.Level level, boolean requests) {
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        LogSetup.apply(new LogSettings(level, LogSettings.Format.TEXT, requests));
    }

    private String logged() {
        return written.toString(StandardCharsets.UTF_8);
    }

    @AfterEach
    void restore() {
        System.setErr(standardError);
        LogSetup.apply(new LogSettings(LogSettings.Level.INFO, LogSettings.Format.TEXT, false));
    }

    @Test
    void jdkLoggingIsForwarded() {
        apply(LogSettings.Level.INFO);
        assertThat(Logger.getLogger("").getHandlers())
                .hasSize(1)
                .noneMatch(ConsoleHandler.class::isInstance);

        Logger.getLogger("com.example.Some")
                .log(java.util.logging.Level.WARNING, "{0} is odd\u001b\nforged", "eth0");
        Logger.getLogger("com.example.Some").info("an hour has passed");
        Logger.getLogger("com.example.Some").fine("a detail");
        assertThat(logged().lines())
                .hasSize(2)
                .anyMatch(line -> line.endsWith(" WARN  Some: eth0 is odd\\u001b\\nforged"))
                .anyMatch(line -> line.endsWith(" INFO  Some: an hour has passed"));
    }

    @Test
    void bytesOfClientsAreLoggedAtDebugLevelOnly() {
        Exception broken = new IllegalStateException("47 45 54 20");
        apply(LogSettings.Level.INFO);
        logThroughJdk(broken);
        assertThat(LogSetup.OF_CLIENTS)
                .noneMatch(name -> LogManager.getLogger(name).isErrorEnabled());
        assertThat(logged()).isEmpty();

        apply(LogSettings.Level.DEBUG);
        logThroughJdk(broken);
        assertThat(LogSetup.OF_CLIENTS)
                .allMatch(name -> LogManager.getLogger(name).isErrorEnabled());
        assertThat(logged()).contains("DEBUG ConnectionHandler: unexpected exception");
    }

    @Test
    void requestsAreLoggedOnlyIfWanted() {
        for (boolean wanted : new boolean[] {false, true}) {
            apply(LogSettings.Level.INFO, wanted);
            LogManager.getLogger(RequestLog.LOGGER).info("a request");
            assertThat(logged().contains("a request")).isEqualTo(wanted);
        }
    }

    @Test
    void errorsOfTheVirtualMachineAreLoggedEvenIfClientsCauseThem() {
        apply(LogSettings.Level.INFO);
        logThroughJdk(new OutOfMemoryError("heap"));
        assertThat(logged()).contains("WARN  ConnectionHandler: unexpected exception");
    }

    private static void logThroughJdk(Throwable thrown) {
        Logger.getLogger(CONNECTIONS)
                .log(java.util.logging.Level.WARNING, "unexpected exception", thrown);
    }
}
