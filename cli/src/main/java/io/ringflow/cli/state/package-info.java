/** What {@code run} keeps between runs: its directory, what is in it, and the commands about it. */
package io.ringflow.cli.state;
