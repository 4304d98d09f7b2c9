package io.ringflow.history.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What one queue has delivered into a directory. A batch becomes several files; they are written
 * into a hidden directory, then a file names them together with the batch's last chunk (this
 * decides that the batch is delivered), then each gets its own name. After a crash the names that
 * are missing are given, and files of a batch that was not decided are removed.
 *
 * <p>Used by the thread that delivers.
 */
final class Commit {

    /** The hidden directory, in which names are not those of the table's files. */
    static final String HIDDEN = ".writing";

    private final Path root;
    private final String queue;
    private final Path decision;
    private long last = -1;

    private Commit(Path root, String queue) {
        this.root = root;
        this.queue = queue;
        this.decision = root.resolve(HIDDEN).resolve(decision(queue));
    }

    /** The name of the file that says what a queue has delivered. */
    static String decision(String queue) {
        return word(queue) + ".delivered";
    }

    /** A queue's name for files. */
    static String word(String queue) {
        return queue.replaceAll("[^A-Za-z0-9_-]", "_");
    }

    /** Finishes what an earlier process has decided, and removes what it has not. */
    static Commit open(Path root, String queue) throws IOException {
        Commit commit = new Commit(root, queue);
        Files.createDirectories(root.resolve(HIDDEN));
        List<String> lines = DurableFiles.read(commit.decision);
        if (!lines.isEmpty()) {
            commit.last = Long.parseLong(lines.getFirst());
            commit.giveNames(lines.subList(1, lines.size()));
        }
        commit.removeUndecided();
        return commit;
    }

    /** Number of the last chunk that is delivered; -1 if there is none. */
    long last() {
        return last;
    }

    /** The file in which a part is written before it gets its name. */
    Path hidden(String part) {
        return root.resolve(HIDDEN).resolve(queue + '=' + part.replace('/', '='));
    }

    /**
     * Decides that a batch is delivered.
     *
     * @param parts names below the root, whose hidden files are complete
     * @param number the batch's last chunk
     */
    void deliver(List<String> parts, long number) throws IOException {
        for (String part : parts) {
            DurableFiles.sync(hidden(part));
        }
        List<String> lines = new ArrayList<>();
        lines.add(Long.toString(number));
        lines.addAll(parts);
        DurableFiles.write(decision, lines);
        last = number;
        giveNames(parts);
    }

    private void giveNames(List<String> parts) throws IOException {
        for (String part : parts) {
            Path hidden = hidden(part);
            if (Files.exists(hidden)) {
                Path named = root.resolve(part);
                Files.createDirectories(named.getParent());
                DurableFiles.move(hidden, named);
            }
        }
    }

    private void removeUndecided() throws IOException {
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(root.resolve(HIDDEN), queue + "=*")) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }
}
