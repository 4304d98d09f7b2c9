package io.ringflow.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.model.text.PrintableText;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.AbstractStringLayout;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;

/** Logged values can neither fake a line nor control a terminal. */
class LogLayoutTest {

    private static final String EVIL =
            "eth0\u001b[2J\u009b\u202e\u2028\r\n2026-01-01 00:00:00.000 INFO  QueryServer: forged";

    private static LogEvent event(Throwable thrown) {
        return Log4jLogEvent.newBuilder()
                .setLoggerName("io.ringflow.Some")
                .setLevel(Level.WARN)
                .setThreadName("thread\u202e")
                .setTimeMillis(0)
                .setMessage(new SimpleMessage(EVIL))
                .setThrown(thrown)
                .build();
    }

    @Test
    void textLayoutWritesEventAsOneLine() {
        String line = new TextLogLayout().toSerializable(event(null));

        assertThat(line).contains(" WARN  Some: eth0\\u001b[2J\\u009b\\u202e\\u2028\\r\\n2026");
        assertThat(line.lines()).hasSize(1);
        assertThat(PrintableText.ofLines(line)).isEqualTo(line);
    }

    @Test
    void textLayoutWritesExceptionAsMessageAndFirstFrame() {
        String lines = new TextLogLayout().toSerializable(event(new IllegalStateException(EVIL)));

        assertThat(lines.lines()).hasSize(3);
        assertThat(lines.lines().skip(1))
                .first()
                .asString()
                .startsWith("java.lang.IllegalStateException: eth0\\u001b[2J");
        assertThat(lines.lines().skip(2)).first().asString().startsWith("\tat io.ringflow.cli");
        assertThat(PrintableText.ofLines(lines)).isEqualTo(lines);
    }

    @Test
    void jsonLayoutEscapesValuesWithoutChangingThem() throws Exception {
        AbstractStringLayout layout =
                new JsonLogLayout(
                        new DefaultConfiguration(),
                        """
                        {"thread":{"$resolver":"thread","field":"name"},
                         "message":{"$resolver":"message","stringified":true},
                         "exception":{"$resolver":"exception","field":"stackTrace",
                                      "stackTrace":{"stringified":true}}}
                        """);
        String line = layout.toSerializable(event(new IllegalStateException(EVIL)));

        assertThat(line).endsWith("}\n");
        assertThat(line.lines()).hasSize(1);
        assertThat(PrintableText.ofLines(line)).isEqualTo(line);
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.get("message").asText()).isEqualTo(EVIL);
        assertThat(json.get("thread").asText()).isEqualTo("thread\u202e");
        assertThat(json.get("exception").asText()).contains("\u001b[2J\u009b\u202e");
    }
}
