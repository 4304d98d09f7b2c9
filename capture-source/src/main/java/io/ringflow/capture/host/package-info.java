/**
 * The host on which a reader runs: its name, its interfaces, which of them the settings select, and
 * whether the process may capture. The command line uses this package too.
 */
package io.ringflow.capture.host;
