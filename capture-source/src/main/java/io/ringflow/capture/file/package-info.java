/**
 * Capture files: pcap and pcapng, compressed or not, regular or read from a pipe. Used by {@code
 * source} and by the command line, which checks files before it starts a replay.
 */
package io.ringflow.capture.file;
