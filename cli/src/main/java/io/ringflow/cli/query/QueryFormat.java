package io.ringflow.cli.query;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The formats in which the answer to a query is printed. */
enum QueryFormat {
    /** A table for people: numbers with units, as wide as the screen. */
    TABLE("application/json"),
    /** One JSON object per line. */
    NDJSON("application/x-ndjson"),
    /** RFC 4180 with a header line. */
    CSV("text/csv"),
    /** The server's JSON, unchanged. */
    JSON("application/json");

    private final String mediaType;

    QueryFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /** Returns the media type that the server is asked for. */
    String mediaType() {
        return mediaType;
    }

    /** Returns the word that users write. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the format with this name, or empty if there is none. */
    static Optional<QueryFormat> named(String text) {
        return Arrays.stream(values())
                .filter(format -> format.text().equalsIgnoreCase(text))
                .findAny();
    }

    /** Reads {@code --format}. */
    static final class Converter implements ITypeConverter<QueryFormat> {

        @Override
        public QueryFormat convert(String text) {
            return named(text)
                    .orElseThrow(
                            () ->
                                    new TypeConversionException(
                                            '"'
                                                    + text
                                                    + "\" is not a format; allowed: "
                                                    + words()));
        }

        private static String words() {
            return Arrays.stream(values()).map(QueryFormat::text).collect(Collectors.joining(", "));
        }
    }
}
