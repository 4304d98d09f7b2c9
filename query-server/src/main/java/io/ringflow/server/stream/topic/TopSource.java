package io.ringflow.server.stream.topic;

import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.server.api.TopApi;
import io.ringflow.server.api.answer.AnswerCoverage;

/** Sends a top list at every interval, the first one immediately. */
final class TopSource implements Broadcast.Source {

    private final FlowState state;
    private final Topic.Top topic;

    TopSource(FlowState state, Topic.Top topic) {
        this.state = state;
        this.topic = topic;
    }

    @Override
    public void next(Broadcast broadcast) throws InterruptedException {
        TopAnswer answer = state.top(topic.query());
        AnswerCoverage covered = TopApi.coverage(state, topic.query(), answer);
        String tail = ServerMessage.tail(json -> TopApi.write(answer, covered, json));
        broadcast.sendNewest(new SharedUpdate(tail, 1));
        Thread.sleep(topic.interval());
    }

    @Override
    public void close() {
        // nothing to release
    }
}
