package io.ringflow.server.api;

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
 * Answers with a JSON document that equal requests share. While an answer is being made, all who
 * ask the same wait together for the next one: so no answer is older than its question, and however
 * many ask, each question is worked on once at a time. Thread-safe.
 */
final class SharedJson implements Handler {

    /** Asks the state, and writes what it answers. */
    @FunctionalInterface
    interface Answer {

        /**
         * Writes the answer to a query string as one value; an exception goes to all who asked.
         *
         * @param memory has little reserved: an answer that needs more says so first
         */
        void write(String rawQuery, JsonGenerator json, AnswerMemory.Share memory)
                throws IOException;
    }

    /** One making of an answer. Who asks before it has begun shares it. */
    private static final class Turn extends CompletableFuture<byte[]> {

        /** Guarded by the map's lock on the question. */
        private boolean begun;

        /** Null where there is none, or it is over. */
        private Turn before;

        /** Who has yet to send it: he who makes it, and all who joined before it had begun. */
        private final AtomicInteger users = new AtomicInteger(1);

        /** Null until it is reserved. */
        private volatile AnswerMemory.Share memory;

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

    /** An answer that may have a few hundred entries, and what it is made from. */
    private static final long USUAL_BYTES = 512 * 1024;

    private final AnswerMemory memory;
    private final Answer answer;

    /** By question, the turn that came last. */
    private final ConcurrentMap<String, Turn> turns = new ConcurrentHashMap<>();

    SharedJson(AnswerMemory memory, Answer answer) {
        this.memory = memory;
        this.answer = answer;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        answer(request.query().rawValue(), bytes -> ResponseBody.json(response, bytes));
    }

    /**
     * Has the answer to a question sent, as of now or a little later; its memory is free once all
     * who share it have sent it.
     */
    void answer(String question, Consumer<byte[]> send) {
        Turn mine = new Turn();
        Turn turn = turns.compute(question, (key, last) -> join(last, mine));
        try {
            if (turn == mine) {
                make(question, turn);
            }
            send.accept(turn.join());
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            leave(turn);
        }
    }

    private static Turn join(Turn last, Turn mine) {
        if (last == null || last.begun) {
            return mine.after(last);
        }
        last.users.incrementAndGet();
        return last;
    }

    private static void leave(Turn turn) {
        if (turn.users.decrementAndGet() == 0 && turn.memory != null) {
            turn.memory.close();
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
            AnswerMemory.Share share = memory.reserve(USUAL_BYTES);
            turn.memory = share;
            byte[] document = ResponseBody.json(json -> answer.write(question, json, share));
            share.settle(document.length);
            turn.complete(document);
        } catch (RuntimeException | Error e) {
            turn.completeExceptionally(e);
        } finally {
            turns.remove(question, turn);
        }
    }
}
