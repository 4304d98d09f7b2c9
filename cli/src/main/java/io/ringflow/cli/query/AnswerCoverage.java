package io.ringflow.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether an answer is complete, as the server says.
 *
 * @param from since when everything asked for is known; empty if the server doesn't say
 * @param complete false if the question reaches back further, or if something was lost
 */
record AnswerCoverage(String from, boolean complete) {

    /** The coverage of an answer that doesn't mention it. */
    static final AnswerCoverage COMPLETE = new AnswerCoverage("", true);

    private static final Pattern FROM = Pattern.compile("from=([^;]*)");

    /** The coverage of a JSON answer. */
    static AnswerCoverage of(JsonNode answer) {
        JsonNode coverage = answer.path("coverage");
        return new AnswerCoverage(
                coverage.path("from").asText(), coverage.path("complete").asBoolean(true));
    }

    /** The coverage in a header, such as {@code from=…; to=…; complete=true}. */
    static AnswerCoverage ofHeader(String text) {
        Matcher from = FROM.matcher(text);
        return new AnswerCoverage(
                from.find() ? from.group(1) : "", !text.endsWith("complete=false"));
    }

    /** Why the answer is not complete, for people. */
    String reason() {
        return from.isEmpty()
                ? "packets were lost, as \"ringflow interfaces\" shows"
                : "everything is known since "
                        + from
                        + " only, without what \"ringflow interfaces\" shows as lost";
    }
}
