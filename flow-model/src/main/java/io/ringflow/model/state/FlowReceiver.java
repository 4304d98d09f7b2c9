package io.ringflow.model.state;

import io.ringflow.model.Flow;

/** Takes flows one after the other, in the thread that asked for them. */
@FunctionalInterface
public interface FlowReceiver {

    /**
     * Takes one flow.
     *
     * @return false where no more are wanted
     */
    boolean accept(Flow flow);
}
