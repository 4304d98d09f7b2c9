package io.ringflow.job.export.ipfix;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Sends messages to a collector. Used by one thread, which may be interrupted. */
interface Transport extends Closeable {

    /** Sends one message. */
    void send(ByteBuffer message) throws IOException;

    /**
     * Finds out whether the collector is still there, as far as that can be told before sending.
     *
     * @throws IOException if it has closed the connection
     */
    default void check() throws IOException {}

    /** Returns true if nothing is lost or reordered while the connection lasts. */
    boolean reliable();

    /** Maximum length of a message. */
    int messageLimit();
}
