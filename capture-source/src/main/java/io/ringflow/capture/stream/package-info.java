/**
 * What only several packets of a capture show: retransmitted and reordered TCP segments, handshake
 * times, and labels in the payload. Used by the frame decoder. Knows packets, but no headers.
 */
package io.ringflow.capture.stream;
