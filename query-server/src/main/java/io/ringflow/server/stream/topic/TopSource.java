package io.ringflow.server.stream.topic;

import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.server.api.TopApi;

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
        String tail = ServerMessage.tail(json -> TopApi.write(answer, json));
        broadcast.sendNewest(new SharedUpdate(tail, 1));
        Thread.sleep(topic.interval());
    }

    @Override
    public void close() {
        // nothing to release
    }
}
