package io.ringflow.cli;

import io.ringflow.model.PrintableText;
import java.nio.charset.StandardCharsets;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.layout.AbstractStringLayout;
import org.apache.logging.log4j.layout.template.json.JsonTemplateLayout;

/**
 * A log event as a line that holds a JSON object. What a terminal would act upon is escaped, which
 * means the same in JSON. Any thread.
 */
final class JsonLogLayout extends AbstractStringLayout {

    private final JsonTemplateLayout json;

    /**
     * A layout.
     *
     * @param template the object's members, in log4j's language of JSON templates
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

    /** Outside of its strings JSON has nothing to escape. */
    @Override
    public String toSerializable(LogEvent event) {
        return PrintableText.of(json.toSerializable(event).strip()) + '\n';
    }
}
