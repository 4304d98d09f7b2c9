package io.ringflow.cli.job;

import io.ringflow.capture.FileCapture;
import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.file.FileTarget;
import io.ringflow.model.format.FlowWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The file and format in which a replay writes its flows. */
public final class ReplayOutput {

    private ReplayOutput() {}

    /**
     * Returns the target that the options ask for.
     *
     * @param path value of {@code -o}; null for standard output
     * @param format value of {@code --format}; null to choose by the path
     */
    public static FileTarget target(String path, FlowWriter.Format format) {
        return FileTarget.of(
                path == null ? FileTarget.STANDARD_OUTPUT : path,
                format == null ? formatOf(path) : format);
    }

    private static FlowWriter.Format formatOf(String path) {
        return path == null
                ? FlowWriter.Format.TABLE
                : FlowWriter.Format.ofFile(path).orElse(FlowWriter.Format.NDJSON);
    }

    /**
     * Checks, before the job starts, that the files of exports can be written and are none of the
     * inputs.
     *
     * @throws CommandFailure if not
     */
    public static void check(List<Export> exports, List<String> inputs) {
        for (Export export : exports) {
            if (export.target() instanceof FileTarget file) {
                if (file.parts()) {
                    checkDirectory(file.path());
                } else {
                    check(file.path(), inputs);
                }
            }
        }
    }

    private static void checkDirectory(String path) {
        Path directory = Path.of(path).toAbsolutePath();
        Path existing = directory;
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing)) {
            throw CommandFailure.wrong(existing + ": is not a directory; give another one");
        }
        if (!Files.isWritable(existing)) {
            throw CommandFailure.wrong(path + ": can't be written; check its permissions");
        }
    }

    /**
     * Checks, before the job starts, that a file can be written and is not one of the inputs.
     *
     * @throws CommandFailure if not
     */
    public static void check(String path, List<String> inputs) {
        if (path.equals(FileTarget.STANDARD_OUTPUT)) {
            return;
        }
        Path file = Path.of(path);
        Path parent = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) {
            throw CommandFailure.wrong(path + ": is a directory; give a file to write");
        }
        if (parent == null || !Files.isDirectory(parent)) {
            throw CommandFailure.wrong(path + ": its directory does not exist; make it first");
        }
        if (!Files.isWritable(Files.exists(file) ? file : parent)) {
            throw CommandFailure.wrong(path + ": can't be written; check its permissions");
        }
        for (String input : inputs) {
            if (isSame(file, input)) {
                throw CommandFailure.wrong(path + ": is a capture to read; write another file");
            }
        }
    }

    private static boolean isSame(Path file, String input) {
        try {
            return !input.equals(FileCapture.STANDARD_INPUT)
                    && Files.exists(file)
                    && Files.isSameFile(file, Path.of(input));
        } catch (IOException e) {
            return false;
        }
    }
}
