/**
 * The AF_PACKET rings of the kernel (TPACKET_V3): memory layout, sockets, polling and the system
 * calls that they need, through JNA. {@code live} decides when a ring is opened and what its
 * packets are used for. No other package keeps anything that points into the memory of a ring.
 */
package io.ringflow.capture.ring;
