/**
 * What only several packets of a capture show: retransmitted and reordered TCP segments, handshake
 * times, labels in the payload, and what DNS answers call the endpoints. Used by the frame decoder.
 * Knows packets, but no headers.
 */
package io.ringflow.capture.stream;
