package io.ringflow.cli.log;

import io.ringflow.model.text.PrintableText;
import java.nio.charset.StandardCharsets;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.layout.AbstractStringLayout;
import org.apache.logging.log4j.layout.template.json.JsonTemplateLayout;

/**
 * Writes each log event as a line with one JSON object. Control characters, which a terminal would
 * act upon, are written as JSON escapes. Thread-safe.
 */
final class JsonLogLayout extends AbstractStringLayout {

    private final JsonTemplateLayout json;

    /**
     * Creates a layout.
     *
     * @param template the object's members, as a JSON template of Log4j
     */
    JsonLogLayout(Configuration configuration, String template) {
        super(StandardCharsets.UTF_8);
        this.json =
                JsonTemplateLayout.newBuilder()
                        .setConfiguration(configuration)
                        .setEventTemplate(template)
                        .build();
    }

    @Override
    public String getContentType() {
        return json.getContentType();
    }

    /** Escapes the whole line: JSON has such characters in strings only. */
    @Override
    public String toSerializable(LogEvent event) {
        return PrintableText.of(json.toSerializable(event).strip()) + '\n';
    }
}
