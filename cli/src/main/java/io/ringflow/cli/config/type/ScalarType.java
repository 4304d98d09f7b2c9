package io.ringflow.cli.config.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The type of a setting that is one word or number.
 *
 * @param allowed the allowed values, in words
 * @param parse returns the value of a text, or empty if the text is not allowed
 */
public record ScalarType<T>(String allowed, Function<String, Optional<T>> parse)
        implements SettingType<T> {

    /** Any text. */
    public static ScalarType<String> text(String allowed) {
        return new ScalarType<>(allowed, Optional::of);
    }

    /** Text that matches {@code form}. */
    public static ScalarType<String> text(Pattern form, String allowed) {
        return new ScalarType<>(allowed, text -> Optional.of(text).filter(form.asMatchPredicate()));
    }

    /** True or false. */
    public static ScalarType<Boolean> bool() {
        return new ScalarType<>(
                "true or false",
                text ->
                        switch (text.toLowerCase(Locale.ROOT)) {
                            case "true" -> Optional.of(true);
                            case "false" -> Optional.of(false);
                            default -> Optional.empty();
                        });
    }

    /** A whole number from {@code min} to {@code max}. */
    public static ScalarType<Long> number(long min, long max) {
        return new ScalarType<>(
                max == Long.MAX_VALUE
                        ? "a whole number of at least " + min
                        : "a whole number from " + min + " to " + max,
                text -> wholeNumber(text).filter(n -> n >= min && n <= max));
    }

    /** A port number other than 0. */
    public static ScalarType<Integer> port() {
        ScalarType<Long> number = number(1, 0xffff);
        return new ScalarType<>(
                number.allowed(), text -> number.parse().apply(text).map(Long::intValue));
    }

    /** A whole number, or {@code auto}, which reads as 0. */
    public static ScalarType<Long> numberOrAuto(long min, long max) {
        ScalarType<Long> number = number(min, max);
        return new ScalarType<>(
                "auto, or " + number.allowed(),
                text ->
                        text.equalsIgnoreCase("auto")
                                ? Optional.of(0L)
                                : number.parse().apply(text));
    }

    /** One of an enumeration's constants, written in lower case. */
    public static <E extends Enum<E>> ScalarType<E> word(Class<E> words) {
        List<E> constants = Arrays.asList(words.getEnumConstants());
        return new ScalarType<>(
                constants.stream()
                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ")),
                text ->
                        constants.stream()
                                .filter(constant -> constant.name().equalsIgnoreCase(text))
                                .findAny());
    }

    @Override
    public Optional<T> read(String path, JsonNode node, Consumer<Mistake> wrong) {
        Optional<T> value =
                node.isValueNode() ? parse.apply(node.asText().strip()) : Optional.empty();
        if (value.isEmpty()) {
            String given = node.isTextual() ? '"' + node.asText() + '"' : node.toString();
            wrong.accept(new Mistake("", path, given + " is not allowed; allowed: " + allowed));
        }
        return value;
    }

    @Override
    public JsonNode fromText(String text) {
        return TextNode.valueOf(text);
    }

    private static Optional<Long> wholeNumber(String text) {
        try {
            return Optional.of(Long.parseLong(text.replace("_", "")));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
