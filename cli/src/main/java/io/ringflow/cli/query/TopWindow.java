package io.ringflow.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The time over which {@code ringflow top} counts. */
final class TopWindow {

    /** The value of the option that stands for all flows known. */
    static final String ALL = "all";

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    private static final Map<String, Double> UNIT_SECONDS =
            Map.of("ms", 1e-3, "s", 1.0, "m", 60.0, "h", 3600.0, "d", 86400.0);

    private TopWindow() {}

    /** Returns true if the answer counts the traffic of whole flows, also before the window. */
    static boolean countsWholeFlows(JsonNode answer) {
        return answer.path("basis").asText().equals("flows");
    }

    /** Returns the seconds over which the answer counts, or empty if rates would be misleading. */
    static OptionalDouble seconds(String window, JsonNode answer) {
        Matcher matcher = DURATION.matcher(window);
        if (!matcher.matches() || countsWholeFlows(answer)) {
            return OptionalDouble.empty();
        }
        double seconds = Long.parseLong(matcher.group(1)) * UNIT_SECONDS.get(matcher.group(2));
        return OptionalDouble.of(Math.min(seconds, known(answer)));
    }

    /** Returns for how many seconds traffic is known; infinite if the answer doesn't say. */
    private static double known(JsonNode answer) {
        try {
            Instant from = Instant.parse(answer.path("coverage").path("from").asText());
            Instant until = Instant.parse(answer.path("watermark").asText());
            double seconds = Duration.between(from, until).toMillis() / 1000.0;
            return seconds > 0 ? seconds : Double.POSITIVE_INFINITY;
        } catch (DateTimeException e) {
            return Double.POSITIVE_INFINITY;
        }
    }
}
