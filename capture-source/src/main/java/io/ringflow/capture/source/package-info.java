/**
 * The Flink source (FLIP-27): wires splits, enumerators and readers together. It is on top of the
 * module: no other package of the module may use it.
 */
package io.ringflow.capture.source;
