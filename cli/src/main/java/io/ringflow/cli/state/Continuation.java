package io.ringflow.cli.state;

import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * What a run goes on from.
 *
 * @param from the snapshot's directory; empty to start with nothing
 * @param text what to say about it; empty for the first run
 */
public record Continuation(Optional<Path> from, String text) {

    /** The first run in a directory. */
    static final Continuation NONE = new Continuation(Optional.empty(), "");

    /**
     * Goes on from the newest snapshot.
     *
     * @param now settings of the run that does
     */
    static Continuation of(KeptState kept, RunSettings now) {
        Optional<Snapshot> newest = kept.newest();
        if (newest.isEmpty()) {
            return new Continuation(
                    Optional.empty(),
                    "starting with nothing: the last run ended before its first checkpoint");
        }
        Snapshot snapshot = newest.get();
        long flows = kept.openFlows();
        List<String> dropped = kept.settings().map(now::dropped).orElse(List.of());
        return new Continuation(
                Optional.of(snapshot.directory()),
                "going on from the "
                        + snapshot.kind()
                        + " of "
                        + snapshot.time().truncatedTo(ChronoUnit.SECONDS)
                        + (flows < 0 ? "" : ", open flows: " + flows)
                        + (dropped.isEmpty()
                                ? ""
                                : "; no longer captured: " + String.join(", ", dropped)));
    }
}
