package io.ringflow.model.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.ringflow.model.text.PrintableText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrintableJsonTest {

    private static String written(String value) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = PrintableJson.factory().createGenerator(out)) {
            json.writeString(value);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void escapesControlCharactersWithoutChangingValues() throws IOException {
        for (int c = 0; c < Character.MIN_SURROGATE; c++) {
            String value = "a" + (char) c + "b";
            String json = written(value);
            assertThat(PrintableText.of(json)).as("U+%04X", c).isEqualTo(json);
            try (JsonParser parser = PrintableJson.factory().createParser(json)) {
                parser.nextToken();
                assertThat(parser.getText()).isEqualTo(value);
            }
        }
    }

    @Test
    void keepsOrdinaryText() throws IOException {
        assertThat(written("Zürich 日本語")).isEqualTo("\"Zürich 日本語\"");
        assertThat(written("\u009b31m\u202e")).isEqualTo("\"\\u009b31m\\u202e\"");
    }
}
