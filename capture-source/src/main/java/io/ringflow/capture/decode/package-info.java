/**
 * Decodes the frames of a capture into batches. Rings and files pass frames to the handler in this
 * package. It also joins IP fragments, and passes transport packets on to {@code stream}. Header
 * formats are in the packages below it, which don't know this one.
 */
package io.ringflow.capture.decode;
