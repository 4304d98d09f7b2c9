package io.ringflow.server.stream;

import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.TopAnswer;
import io.ringflow.server.api.TopApi;

/** A top list at every interval, the first at once. */
final class TopSource implements Broadcast.Source {

    private final FlowState state;
    private final Topic.Top topic;

    TopSource(FlowState state, Topic.Top topic) {
        this.state = state;
        this.topic = topic;
    }

    @Override
    public void next(Broadcast to) throws InterruptedException {
        TopAnswer answer = state.top(topic.query());
        String tail = ServerMessage.tail(json -> TopApi.write(answer, json));
        to.sendNewest(new SharedUpdate(tail, 1));
        Thread.sleep(topic.interval());
    }

    @Override
    public void close() {
        // holds nothing of the job
    }
}
