package io.ringflow.cli.config;

import io.ringflow.cli.config.type.Mistake;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration has mistakes; the message lists all of them, one per line. */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Mistake> mistakes;

    ConfigurationException(List<Mistake> mistakes) {
        super(
                mistakes.stream()
                        .map(Mistake::text)
                        .collect(Collectors.joining(System.lineSeparator())));
        this.mistakes = List.copyOf(mistakes);
    }

    /** Returns all mistakes, those of names before those of values. */
    public List<Mistake> mistakes() {
        return mistakes;
    }
}
