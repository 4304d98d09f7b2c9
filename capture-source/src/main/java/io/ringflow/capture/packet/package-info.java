/**
 * Decoded packets in columnar batches, and what was counted while decoding them. Everything that
 * reads packets may use this package. It knows no other package of the module.
 */
package io.ringflow.capture.packet;
