/**
 * Splits, the state of splits, and the state of their enumerator. These are plain values: nothing
 * here reads, opens or serializes anything.
 */
package io.ringflow.capture.split;
