package io.ringflow.server.stream.topic;

/**
 * The part of an update that is the same for all subscribers of a topic.
 *
 * @param tail the text of the message after its head
 * @param count how many missed updates it counts as: the number of its flows, or 1
 */
public record SharedUpdate(String tail, int count) {}
