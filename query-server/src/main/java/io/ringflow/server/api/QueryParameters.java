package io.ringflow.server.api;

import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.ringflow.model.EditDistance;
import io.ringflow.server.problem.Problem;
import io.ringflow.server.problem.ProblemException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The query parameters of one request, each given at most once and all of them known: a misspelt
 * parameter that is passed over would answer another question than the one asked. Immutable.
 */
final class QueryParameters {

    private final Map<String, String> values = new LinkedHashMap<>();

    /**
     * Reads a query string. A plus sign is a space, as in HTML forms.
     *
     * @param rawQuery the text behind the question mark, still percent-encoded; may be empty
     * @param known the parameters that the end point takes
     * @param planned parameters that the end point will take one day; refused by that name
     * @throws ProblemException status 400, with the member {@code parameter}
     */
    QueryParameters(String rawQuery, List<String> known, List<String> planned) {
        for (String pair : rawQuery.split("&", -1)) {
            if (!pair.isEmpty()) {
                add(pair, known, planned);
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

    private void add(String pair, List<String> known, List<String> planned) {
        int equals = pair.indexOf('=');
        String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
        if (planned.contains(name)) {
            throw wrong(name, "is not supported yet");
        }
        if (!known.contains(name)) {
            throw wrong(name, "is unknown; " + alternatives(name, known));
        }
        String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
        if (values.put(name, value) != null) {
            throw wrong(name, "is given twice");
        }
    }

    /** The value of a parameter, where it is given. */
    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
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
