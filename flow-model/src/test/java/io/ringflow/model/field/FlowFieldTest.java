package io.ringflow.model.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of fields in docs/34-flows.md; {@code -Dringflow.docs.write=true} writes it. */
class FlowFieldTest {

    private static final Path DOCUMENTATION = Path.of("../docs/34-flows.md");
    private static final String START = "<!-- fields -->\n";
    private static final String END = "<!-- end of fields -->";

    @Test
    void documentationListsEveryField() throws IOException {
        String text = Files.readString(DOCUMENTATION);
        int start = text.indexOf(START) + START.length();
        int end = text.indexOf(END);
        if (Boolean.getBoolean("ringflow.docs.write")) {
            text = text.substring(0, start) + markdownTable() + text.substring(end);
            Files.writeString(DOCUMENTATION, text);
            end = text.indexOf(END);
        }

        assertThat(text.substring(start, end)).isEqualTo(markdownTable());
    }

    private static String markdownTable() {
        return Arrays.stream(FlowField.values())
                .map(
                        field ->
                                row(
                                        "`" + field.fieldName() + "`",
                                        values(field.type()),
                                        field.meaning(),
                                        field.source()))
                .collect(
                        Collectors.joining(
                                "",
                                "| field | value | meaning | IPFIX information element, or who"
                                        + " defines it |\n|---|---|---|---|\n",
                                ""));
    }

    private static String row(String... cells) {
        return Arrays.stream(cells)
                .map(cell -> cell.isEmpty() ? "" : cell + " ")
                .collect(Collectors.joining("| ", "| ", "|\n"));
    }

    private static String values(FieldType type) {
        String kind =
                switch (type.kind()) {
                    case NUMBER -> "whole number";
                    case DECIMAL -> "number";
                    case TIME -> "RFC 3339, UTC, nanoseconds";
                    case ADDRESS -> "address";
                    case PROTOCOL, TEXT -> "text";
                    case WORD ->
                            type.words().stream()
                                    .map(word -> "`" + word + "`")
                                    .collect(Collectors.joining(", "));
                    case FLAGS -> "letters";
                    case BOOLEAN -> "`true`, or absent";
                    case LIST -> "array";
                };
        return Stream.of(kind, type.unit())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
    }

    @Test
    void findsFieldsByNameAndByGroup() {
        assertThat(FlowField.named("srcAddr")).contains(FlowField.SRC_ADDR);
        assertThat(FlowField.named("SRCADDR")).isEmpty();
        assertThat(FlowField.namedOrGrouped("bytes")).containsExactly(FlowField.BYTES);
        assertThat(FlowField.namedOrGrouped("labels"))
                .containsExactly(
                        FlowField.TLS_SNI,
                        FlowField.TLS_ALPN,
                        FlowField.ECH,
                        FlowField.DNS_QUERY,
                        FlowField.HTTP_HOST);
        assertThat(FlowField.namedOrGrouped("")).isEmpty();
    }
}
