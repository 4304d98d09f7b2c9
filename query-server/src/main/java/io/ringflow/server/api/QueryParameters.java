package io.ringflow.server.api;

import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.ringflow.model.EditDistance;
import io.ringflow.server.problem.Problem;
import io.ringflow.server.problem.ProblemException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The query parameters of one request, all of them known and each given at most once, unless it may
 * repeat: a misspelt parameter that is passed over would answer another question than the one
 * asked. Immutable.
 */
public final class QueryParameters {

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    /**
     * Reads a query string. A plus sign is a space, as in HTML forms.
     *
     * @param rawQuery the text behind the question mark, still percent-encoded; may be empty
     * @param known the parameters that the end point takes
     * @param repeatable those of them that may be given several times
     * @throws ProblemException status 400, with the member {@code parameter}
     */
    QueryParameters(String rawQuery, List<String> known, List<String> repeatable) {
        for (String pair : rawQuery.split("&", -1)) {
            if (!pair.isEmpty()) {
                add(pair, known, repeatable);
            }
        }
    }

    /**
     * Refuses query parameters at an end point that takes none.
     *
     * @throws ProblemException status 400, naming the parameter
     */
    static void none(ServerRequest request) {
        new QueryParameters(request.query().rawValue(), List.of(), List.of());
    }

    private QueryParameters() {}

    /**
     * Parameters that came otherwise than in a query string, by their names.
     *
     * @param known those that there may be
     * @throws ProblemException status 400, with the member {@code parameter}
     */
    public static QueryParameters of(Map<String, String> values, List<String> known) {
        QueryParameters parameters = new QueryParameters();
        values.forEach(
                (name, value) -> {
                    checkKnown(name, known);
                    parameters.values.put(name, List.of(value));
                });
        return parameters;
    }

    private void add(String pair, List<String> known, List<String> repeatable) {
        int equals = pair.indexOf('=');
        String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
        checkKnown(name, known);
        String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
        List<String> given = values.computeIfAbsent(name, each -> new ArrayList<>());
        if (!given.isEmpty() && !repeatable.contains(name)) {
            throw wrong(name, "is given twice");
        }
        given.add(value);
    }

    private static void checkKnown(String name, List<String> known) {
        if (!known.contains(name)) {
            throw wrong(name, "is unknown; " + alternatives(name, known));
        }
    }

    /** The value of a parameter, where it is given. */
    public Optional<String> value(String name) {
        return all(name).stream().findFirst();
    }

    /** The values of a parameter that may repeat, in their order. */
    List<String> all(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }

    /**
     * The value of a parameter that is a whole number.
     *
     * @param least the smallest number allowed
     * @param most the largest number allowed
     * @param otherwise the value where it is not given
     * @throws ProblemException status 400 where it is no such number
     */
    public int number(String name, int least, int most, int otherwise) {
        Optional<String> text = value(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // answered below, like a number out of range
        }
        throw wrong(
                name,
                "must be a whole number from "
                        + least
                        + " to "
                        + most
                        + ", but is \""
                        + text.get()
                        + '"');
    }

    /**
     * The value of a parameter that is one of several words.
     *
     * @param words the words allowed, in the order to tell them
     * @param otherwise the value where it is not given
     * @throws ProblemException status 400 where it is none of them
     */
    String word(String name, List<String> words, String otherwise) {
        String text = value(name).orElse(otherwise);
        if (!words.contains(text)) {
            throw wrong(
                    name,
                    "must be one of " + String.join(", ", words) + ", but is \"" + text + '"');
        }
        return text;
    }

    /** The answer to a parameter that is wrong; the detail continues after its name. */
    static ProblemException wrong(String name, String detail) {
        return Problem.of(Status.BAD_REQUEST_400, "the parameter " + name + " " + detail)
                .with("parameter", name)
                .exception();
    }

    /** The known word that is nearest to a misspelt one. */
    static String nearest(String word, List<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(each -> EditDistance.between(each, word)))
                .orElseThrow();
    }

    private static String alternatives(String name, List<String> known) {
        return known.isEmpty()
                ? "this end point takes none"
                : "the nearest is "
                        + nearest(name, known)
                        + ", known are "
                        + String.join(", ", known);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.of(
                            Status.BAD_REQUEST_400,
                            "the query's percent encoding is wrong: a literal % is written %25")
                    .exception();
        }
    }
}
