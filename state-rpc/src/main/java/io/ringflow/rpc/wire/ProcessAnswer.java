package io.ringflow.rpc.wire;

/**
 * The answer of one process.
 *
 * @param value the answer
 * @param part what the answer covers
 */
public record ProcessAnswer<T>(T value, AnswerPart part) {}
