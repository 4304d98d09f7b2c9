/**
 * The AF_PACKET rings of the kernel (TPACKET_V3): memory layout, sockets, polling and the system
 * calls that they need, through JNA. When a ring is opened and what becomes of its packets is
 * decided in {@code live}. No other package keeps anything that points into the memory of a ring.
 */
package io.ringflow.capture.ring;
