/**
 * Folds the decoded packets of a capture into fragments of flows, on the thread that reads the
 * capture. Knows neither rings and files nor logs.
 */
package io.ringflow.capture.fold;
