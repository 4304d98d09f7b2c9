package io.ringflow.cli;

import io.ringflow.model.PrintableText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.layout.AbstractStringLayout;

/**
 * A log event as a line for people; an exception takes a line or two more. What an event holds can
 * neither make further lines nor reach a terminal as anything but text. Any thread.
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
