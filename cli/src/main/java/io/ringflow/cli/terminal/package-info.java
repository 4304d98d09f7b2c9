/**
 * What every command uses of its process: streams, signals, exit statuses and failures. Uses no
 * other package of the module.
 */
package io.ringflow.cli.terminal;
