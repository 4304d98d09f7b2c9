package io.ringflow.server.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Answers with a JSON document that equal requests share. While an answer is being made, all who
 * ask the same wait together for the next one: so no answer is older than its question, and however
 * many ask, each question is worked on once at a time. Thread-safe.
 */
final class SharedJson implements Handler {

    /** Asks the state, and writes what it answers. */
    @FunctionalInterface
    interface Answer {

        /** Writes the answer to a query string as one value; an exception goes to all who asked. */
        void write(String rawQuery, JsonGenerator json) throws IOException;
    }

    /** One making of an answer. Who asks before it has begun shares it. */
    private static final class Turn extends CompletableFuture<byte[]> {

        /** Guarded by the map's lock on the question. */
        private boolean begun;

        /** Null where there is none, or it is over. */
        private Turn before;

        Turn after(Turn last) {
            before = last;
            return this;
        }

        void awaitTheOneBefore() {
            if (before != null) {
                before.handle((bytes, failure) -> null).join();
                before = null;
            }
        }
    }

    private final Answer answer;

    /** By question, the turn that came last. */
    private final ConcurrentMap<String, Turn> turns = new ConcurrentHashMap<>();

    SharedJson(Answer answer) {
        this.answer = answer;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        ResponseBody.json(response, bytes(request.query().rawValue()));
    }

    /** The answer to a question, as of now or a little later. */
    byte[] bytes(String question) {
        Turn mine = new Turn();
        Turn turn =
                turns.compute(
                        question,
                        (key, last) -> last == null || last.begun ? mine.after(last) : last);
        if (turn == mine) {
            make(question, turn);
        }
        try {
            return turn.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void make(String question, Turn turn) {
        turn.awaitTheOneBefore();
        turns.compute(
                question,
                (key, last) -> {
                    turn.begun = true;
                    return last;
                });
        try {
            turn.complete(ResponseBody.json(json -> answer.write(question, json)));
        } catch (RuntimeException | Error e) {
            turn.completeExceptionally(e);
        } finally {
            turns.remove(question, turn);
        }
    }
}
