package io.ringflow.cli.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that can't be used; its message lists every mistake, one a line. */
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

    /** Every mistake found, in the order of the settings. */
    public List<Mistake> mistakes() {
        return mistakes;
    }
}
