package io.ringflow.cli.log;

import io.ringflow.cli.terminal.StackTraceText;
import io.ringflow.model.text.PrintableText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.layout.AbstractStringLayout;

/**
 * Writes each log event as a line for people; an exception adds a line or two. Control characters
 * in an event are escaped, so that it can neither fake lines nor control a terminal. Thread-safe.
 */
final class TextLogLayout extends AbstractStringLayout {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT)
                    .withZone(ZoneId.systemDefault());

    TextLogLayout() {
        super(StandardCharsets.UTF_8);
    }

    @Override
    public String toSerializable(LogEvent event) {
        Instant time = Instant.ofEpochMilli(event.getTimeMillis());
        String logger = event.getLoggerName();
        StringBuilder line = new StringBuilder(160);
        TIME.formatTo(time, line);
        line.append(String.format(Locale.ROOT, " %-5s ", event.getLevel()));
        line.append(PrintableText.of(logger.substring(logger.lastIndexOf('.') + 1))).append(": ");
        line.append(PrintableText.of(event.getMessage().getFormattedMessage())).append('\n');
        if (event.getThrown() != null) {
            line.append(StackTraceText.brief(event.getThrown()));
        }
        return line.toString();
    }
}
