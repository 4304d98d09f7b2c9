/**
 * The tables of tunnels by IP protocol and by UDP port, and the decoders of tunnel headers. A new
 * tunnel is one line in a table and one decoder here. Used by the frame decoder.
 */
package io.ringflow.capture.decode.tunnel;
