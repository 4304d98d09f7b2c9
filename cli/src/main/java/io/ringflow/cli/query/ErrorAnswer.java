package io.ringflow.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.model.text.PrintableText;
import java.io.IOException;
import java.util.List;

/**
 * An answer with another status than success.
 *
 * @param status the HTTP status
 * @param detail what is wrong, in the server's words
 * @param parameter the parameter that is wrong; empty if none is
 * @param position index of the mistake in the filter; -1 if unknown
 */
record ErrorAnswer(int status, String detail, String parameter, int position) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads an answer's body, which is a problem document (RFC 9457) if Ringflow wrote it. */
    static ErrorAnswer of(int status, byte[] body) {
        try {
            JsonNode problem = JSON.readTree(body);
            String detail = problem == null ? "" : problem.path("detail").asText();
            if (!detail.isEmpty()) {
                return new ErrorAnswer(
                        status,
                        detail,
                        problem.path("parameter").asText(),
                        problem.path("position").asInt(-1));
            }
        } catch (IOException e) {
            // not Ringflow's answer
        }
        return new ErrorAnswer(
                status, "status " + status + " without a reason; is it Ringflow?", "", -1);
    }

    /** Returns true if the same query may succeed a little later. */
    boolean isTemporary() {
        return status == 429 || status == 503;
    }

    /**
     * Returns the failure that ends the command.
     *
     * @param filter the filter that was sent, in which the mistake is marked
     */
    CommandFailure failure(ServerAddress server, String filter) {
        if (parameter.equals("filter") && position >= 0) {
            return CommandFailure.wrong(markedFilter(filter));
        }
        if (status == 401 || status == 403) {
            return CommandFailure.wrong(
                    message(server) + "; give a token with --token or in RINGFLOW_TOKEN");
        }
        boolean wrong = status == 400 || status == 422;
        return wrong
                ? CommandFailure.wrong(message(server))
                : CommandFailure.failed(message(server), null);
    }

    /** Returns the answer as a sentence. */
    String message(ServerAddress server) {
        return server.base() + " answers: " + detail;
    }

    /** Returns the filter on a line with a caret below the mistake. */
    private List<String> markedFilter(String filter) {
        String line = filter.replaceAll("\\s", " ");
        String before = line.substring(0, Math.min(position, line.length()));
        return List.of(
                "the filter is wrong: " + detail,
                "  " + line,
                "  " + " ".repeat(PrintableText.of(before).length()) + "^");
    }
}
