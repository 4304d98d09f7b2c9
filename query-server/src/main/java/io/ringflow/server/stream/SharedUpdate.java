package io.ringflow.server.stream;

/**
 * An update as all subscribers of a topic get it.
 *
 * @param tail the text of the message behind its head
 * @param count what it counts for where it is missed: its flows, or 1
 */
record SharedUpdate(String tail, int count) {}
