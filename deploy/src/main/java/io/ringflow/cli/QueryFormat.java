package io.ringflow.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How the answer to a query is printed. */
enum QueryFormat {
    /** For people; numbers in units, as wide as the screen. */
    TABLE("application/json"),
    /** One JSON object a line. */
    NDJSON("application/x-ndjson"),
    /** RFC 4180 with a header line. */
    CSV("text/csv"),
    /** The server's JSON as it is. */
    JSON("application/json");

    private final String mediaType;

    QueryFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /** What the server is asked for, for a list of flows. */
    String mediaType() {
        return mediaType;
    }

    /** The word users write. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@code --format}. */
    static final class Converter implements ITypeConverter<QueryFormat> {

        @Override
        public QueryFormat convert(String text) {
            return Arrays.stream(values())
                    .filter(format -> format.text().equalsIgnoreCase(text))
                    .findAny()
                    .orElseThrow(
                            () ->
                                    new TypeConversionException(
                                            '"' + text + "\" is no format; allowed: " + words()));
        }

        private static String words() {
            return Arrays.stream(values()).map(QueryFormat::text).collect(Collectors.joining(", "));
        }
    }
}
