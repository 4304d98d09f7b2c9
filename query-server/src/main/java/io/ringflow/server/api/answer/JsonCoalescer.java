package io.ringflow.server.api.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.server.budget.AnswerMemory;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Answers with a JSON document that equal requests share. While an answer is being made, later
 * requests with the same query wait together for the next answer. So no answer is older than its
 * request, and each query is evaluated once at a time, no matter how many clients ask. Thread-safe.
 */
public final class JsonCoalescer implements Handler {

    /** Queries the state and writes the answer. */
    @FunctionalInterface
    public interface Answer {

        /**
         * Writes the answer to a query string as one value; an exception is passed to all clients.
         *
         * @param memory the memory reserved so far, which is little: to be enlarged before a large
         *     answer
         */
        void write(String rawQuery, JsonGenerator json, AnswerMemory.Share memory)
                throws IOException;
    }

    /** One evaluation of a query, shared by all requests that arrive before it starts. */
    private static final class Turn extends CompletableFuture<byte[]> {

        /** True once the evaluation has started. Guarded by the map's lock on the query. */
        private boolean started;

        /** The previous evaluation; null if there is none, or it has ended. */
        private Turn previous;

        /** Number of requests that have yet to send the answer. */
        private final AtomicInteger users = new AtomicInteger(1);

        /** Memory of the answer; null until it is reserved. */
        private volatile AnswerMemory.Share memory;

        Turn after(Turn last) {
            previous = last;
            return this;
        }

        void awaitPrevious() {
            if (previous != null) {
                previous.handle((bytes, failure) -> null).join();
                previous = null;
            }
        }
    }

    /** Memory for an answer of a few hundred entries, and the data it is made from. */
    private static final long USUAL_BYTES = 512 * 1024;

    private final AnswerMemory memory;
    private final Answer answer;

    /** The latest evaluation of each query. */
    private final ConcurrentMap<String, Turn> turns = new ConcurrentHashMap<>();

    /** Coalesces the requests of one endpoint. The memory stays owned by the caller. */
    public JsonCoalescer(AnswerMemory memory, Answer answer) {
        this.memory = memory;
        this.answer = answer;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        answer(request.query().rawValue(), bytes -> ResponseBody.json(response, bytes));
    }

    /**
     * Sends an answer that is not older than this call. Its memory is released when all requests
     * that share it have sent it.
     */
    void answer(String query, Consumer<byte[]> send) {
        Turn own = new Turn();
        Turn turn = turns.compute(query, (key, last) -> join(last, own));
        try {
            if (turn == own) {
                make(query, turn);
            }
            send.accept(turn.join());
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            leave(turn);
        }
    }

    private static Turn join(Turn last, Turn next) {
        if (last == null || last.started) {
            return next.after(last);
        }
        last.users.incrementAndGet();
        return last;
    }

    private static void leave(Turn turn) {
        if (turn.users.decrementAndGet() == 0 && turn.memory != null) {
            turn.memory.close();
        }
    }

    private void make(String query, Turn turn) {
        turn.awaitPrevious();
        turns.compute(
                query,
                (key, last) -> {
                    turn.started = true;
                    return last;
                });
        try {
            AnswerMemory.Share share = memory.reserve(USUAL_BYTES);
            turn.memory = share;
            byte[] document = ResponseBody.json(json -> answer.write(query, json, share));
            share.settle(document.length);
            turn.complete(document);
        } catch (RuntimeException | Error e) {
            turn.completeExceptionally(e);
        } finally {
            turns.remove(query, turn);
        }
    }
}
