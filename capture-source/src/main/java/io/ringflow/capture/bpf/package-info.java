/**
 * libpcap filters: compiled with libpcap through JNA, run in Java for capture files, and attached
 * to sockets by {@code ring}.
 */
package io.ringflow.capture.bpf;
