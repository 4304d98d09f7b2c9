package io.ringflow.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.cli.CommandFailure;
import io.ringflow.model.PrintableText;
import java.io.IOException;
import java.util.List;

/**
 * A server's answer that is no success, told as a sentence.
 *
 * @param status the HTTP status
 * @param detail what is wrong, in the server's words
 * @param parameter the parameter that is wrong; empty for none
 * @param position where the filter is wrong; -1 for nowhere
 */
record Refusal(int status, String detail, String parameter, int position) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads an answer's body, which is a problem if a Ringflow server wrote it. */
    static Refusal of(int status, byte[] body) {
        try {
            JsonNode problem = JSON.readTree(body);
            String detail = problem == null ? "" : problem.path("detail").asText();
            if (!detail.isEmpty()) {
                return new Refusal(
                        status,
                        detail,
                        problem.path("parameter").asText(),
                        problem.path("position").asInt(-1));
            }
        } catch (IOException e) {
            // not from a Ringflow server
        }
        return new Refusal(
                status, "status " + status + " without a reason; is it Ringflow?", "", -1);
    }

    /** True where the same question may be answered a little later. */
    boolean passes() {
        return status == 429 || status == 503;
    }

    /**
     * The failure that ends the command.
     *
     * @param filter the filter that was sent, to point into it
     */
    CommandFailure failure(Address server, String filter) {
        if (parameter.equals("filter") && position >= 0) {
            return CommandFailure.wrong(pointingInto(filter));
        }
        if (status == 401 || status == 403) {
            return CommandFailure.wrong(
                    told(server) + "; give a token with --token or in RINGFLOW_TOKEN");
        }
        boolean wrong = status == 400 || status == 422;
        return wrong
                ? CommandFailure.wrong(told(server))
                : CommandFailure.failed(told(server), null);
    }

    String told(Address server) {
        return server.base() + " answers: " + detail;
    }

    /** The filter on a line, and a caret below the position. */
    private List<String> pointingInto(String filter) {
        String line = filter.replaceAll("\\s", " ");
        String before = line.substring(0, Math.min(position, line.length()));
        return List.of(
                "the filter is wrong: " + detail,
                "  " + line,
                "  " + " ".repeat(PrintableText.of(before).length()) + "^");
    }
}
