/**
 * Merges the answers of several processes into one. Pure functions of answers and their coverage:
 * no connection, no thread, no knowledge of where an answer came from. Used by the state client.
 */
package io.ringflow.rpc.merge;
