package io.ringflow.server.api.request;

import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.ringflow.model.text.EditDistance;
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
 * The query parameters of a request. Unknown parameters, and repeated ones that must not repeat,
 * are errors: ignoring a misspelt parameter would answer a different question. Immutable.
 */
public final class QueryParameters {

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    /**
     * Parses a query string. A plus sign is a space, as in HTML forms.
     *
     * @param rawQuery the text after the question mark, percent-encoded; may be empty
     * @param known the parameters of the endpoint
     * @param repeatable those that may be given several times
     * @throws ProblemException with status 400 and the member {@code parameter}
     */
    public QueryParameters(String rawQuery, List<String> known, List<String> repeatable) {
        for (String pair : rawQuery.split("&", -1)) {
            if (!pair.isEmpty()) {
                add(pair, known, repeatable);
            }
        }
    }

    /**
     * Rejects query parameters of an endpoint that takes none.
     *
     * @throws ProblemException with status 400 and the member {@code parameter}
     */
    public static void none(ServerRequest request) {
        new QueryParameters(request.query().rawValue(), List.of(), List.of());
    }

    private QueryParameters() {}

    /**
     * Parameters that did not come in a query string, by name.
     *
     * @param known the parameters that are allowed
     * @throws ProblemException with status 400 and the member {@code parameter}
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
        List<String> given = values.computeIfAbsent(name, key -> new ArrayList<>());
        if (!given.isEmpty() && !repeatable.contains(name)) {
            throw wrong(name, "is given twice");
        }
        given.add(value);
    }

    private static void checkKnown(String name, List<String> known) {
        if (!known.contains(name)) {
            throw wrong(name, "is unknown" + alternatives(name, known));
        }
    }

    /** The value of a parameter, if it is given. */
    public Optional<String> value(String name) {
        return all(name).stream().findFirst();
    }

    /** The values of a parameter that may repeat, in order. */
    public List<String> all(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }

    /**
     * The value of a parameter that is a whole number.
     *
     * @param least the smallest number allowed
     * @param most the largest number allowed
     * @param otherwise the value if the parameter is not given
     * @throws ProblemException with status 400 if it is not such a number
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
            // reported below, like a number out of range
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
     * @param words the allowed words, in the order of error messages
     * @param otherwise the value if the parameter is not given
     * @throws ProblemException with status 400 if it is none of them
     */
    public String word(String name, List<String> words, String otherwise) {
        String text = value(name).orElse(otherwise);
        if (!words.contains(text)) {
            throw wrong(
                    name,
                    "must be one of " + String.join(", ", words) + ", but is \"" + text + '"');
        }
        return text;
    }

    /** The error for a wrong parameter; the detail continues a sentence after its name. */
    public static ProblemException wrong(String name, String detail) {
        return Problem.of(Status.BAD_REQUEST_400, "the parameter " + name + " " + detail)
                .with("parameter", name)
                .exception();
    }

    /** A hint at the known word that was probably meant; empty if none is near. */
    public static String hint(String word, List<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(other -> EditDistance.between(other, word)))
                .filter(other -> EditDistance.near(word, EditDistance.between(other, word)))
                .map(other -> "; the nearest is " + other)
                .orElse("");
    }

    private static String alternatives(String name, List<String> known) {
        return known.isEmpty()
                ? "; this end point takes none"
                : hint(name, known) + "; known are " + String.join(", ", known);
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
