/**
 * Splits, the state of splits, and the state of their enumerator, with their serializers. These are
 * plain values: nothing here reads or opens anything.
 */
package io.ringflow.capture.split;
