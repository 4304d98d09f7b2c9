/**
 * Decoders of single headers: Ethernet and its tags, LLC, PPP, MPLS, IP and transport. They share a
 * cursor over the headers of a frame. Used by {@code link}, {@code tunnel} and the frame decoder.
 */
package io.ringflow.capture.decode.header;
