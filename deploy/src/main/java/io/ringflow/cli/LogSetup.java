package io.ringflow.cli;

import io.ringflow.cli.config.LogSettings;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.AppenderComponentBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;

/**
 * Sets up logging: to standard error, as text or JSON, Flink and its like quieter than Ringflow.
 */
final class LogSetup {

    private static final String TEXT = "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5p %c{1}: %m%n%ex{short}";
    private static final String JSON =
            "{\"time\":\"%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z'}{UTC}\",\"level\":\"%p\",\"logger\":\"%c\","
                    + "\"thread\":\"%enc{%t}{JSON}\",\"message\":\"%enc{%m}{JSON}\","
                    + "\"exception\":\"%enc{%ex}{JSON}\"}%n";

    private static final String[] QUIET = {"org.apache", "io.helidon", "io.netty", "akka"};

    /** Warns that there is no log file for the web UI to show, which is so by intent. */
    private static final String WEB_MONITOR = "org.apache.flink.runtime.webmonitor.WebMonitorUtils";

    /** Warns that there is no directory of plugins, which nobody needs. */
    private static final String PLUGINS = "org.apache.flink.core.plugin.PluginConfig";

    /** Helidon logs through the JDK; held here, for the JDK forgets what nobody holds. */
    private static final java.util.logging.Logger HELIDON =
            java.util.logging.Logger.getLogger("io.helidon");

    private LogSetup() {}

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
        boolean json = settings.format() == LogSettings.Format.JSON;
        ConfigurationBuilder<BuiltConfiguration> builder =
                ConfigurationBuilderFactory.newConfigurationBuilder();
        builder.setShutdownHook("disable");
        builder.setStatusLevel(Level.ERROR);
        AppenderComponentBuilder console =
                builder.newAppender("console", "Console")
                        .addAttribute("target", ConsoleAppender.Target.SYSTEM_ERR)
                        .add(
                                builder.newLayout("PatternLayout")
                                        .addAttribute("pattern", json ? JSON : TEXT)
                                        .addAttribute("alwaysWriteExceptions", false));
        builder.add(console);
        for (String name : QUIET) {
            builder.add(builder.newLogger(name, quiet));
        }
        builder.add(builder.newLogger(WEB_MONITOR, Level.ERROR));
        builder.add(builder.newLogger(PLUGINS, Level.ERROR));
        builder.add(builder.newRootLogger(level).add(builder.newAppenderRef("console")));
        Configurator.reconfigure(builder.build());
    }
}
