package io.ringflow.capture.decode.tunnel;

import io.ringflow.capture.decode.header.HeaderCursor;
import io.ringflow.capture.packet.Undecoded;

/** Decodes one kind of header. Stateless; any thread. */
@FunctionalInterface
interface HeaderDecoder {

    /**
     * Moves the cursor past the header, and past the headers in it up to the next IP header.
     *
     * @return null if an IP header should follow; {@link Undecoded#NOT_IP} if something else
     *     follows; otherwise what is wrong
     */
    Undecoded decode(HeaderCursor cursor);
}
