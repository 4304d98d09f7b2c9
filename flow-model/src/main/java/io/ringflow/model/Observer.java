package io.ringflow.model;

import java.util.Comparator;
import java.util.Objects;

/**
 * A place at which packets are seen: an interface of a host, or a capture file.
 *
 * @param host the host's name; {@link #REPLAY_HOST} for capture files
 * @param interfaceName the interface's name; the file's name for capture files
 */
public record Observer(String host, String interfaceName) implements Comparable<Observer> {

    /** The host of every capture file. */
    public static final String REPLAY_HOST = "replay";

    private static final Comparator<Observer> ORDER =
            Comparator.comparing(Observer::host).thenComparing(Observer::interfaceName);

    public Observer {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(interfaceName, "interfaceName");
    }

    /** Host and interface as users see them together. */
    public String text() {
        return host + '/' + interfaceName;
    }

    @Override
    public int compareTo(Observer other) {
        return ORDER.compare(this, other);
    }
}
