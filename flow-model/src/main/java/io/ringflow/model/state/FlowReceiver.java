package io.ringflow.model.state;

import io.ringflow.model.Flow;

/** Takes flows one by one, in the thread that asked for them. */
@FunctionalInterface
public interface FlowReceiver {

    /**
     * Takes one flow.
     *
     * @return false if no more are wanted
     */
    boolean accept(Flow flow);
}
