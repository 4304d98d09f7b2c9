package io.ringflow.model.field;

import io.ringflow.model.Flow;

/** Writes one field of a flow to a sink; makes no call if the flow does not have the field. */
@FunctionalInterface
interface FieldWriter {

    void write(Flow flow, FieldSink sink);
}
