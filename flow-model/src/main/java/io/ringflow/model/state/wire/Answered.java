package io.ringflow.model.state.wire;

/**
 * An answer of one process.
 *
 * @param value what it answered
 * @param part what the answer speaks for
 */
public record Answered<T>(T value, AnswerPart part) {}
