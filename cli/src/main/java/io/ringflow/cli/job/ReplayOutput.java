package io.ringflow.cli.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringflow.capture.FileCapture;
import io.ringflow.cli.config.type.ExportsType;
import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.file.Compression;
import io.ringflow.job.export.file.FileTarget;
import io.ringflow.job.export.file.OutputFormat;
import io.ringflow.model.format.FlowWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The file and format in which a replay writes its flows. */
public final class ReplayOutput {

    private ReplayOutput() {}

    /**
     * Returns the export that the options ask for.
     *
     * @param path value of {@code -o}; null for standard output
     * @param format value of {@code --format}; null to choose by the path
     * @param interim true if {@code new} and {@code update} records are written too
     * @param files completes the target if it is a file of text
     * @throws CommandFailure if the options don't fit together
     */
    public static Export export(
            String path,
            FlowWriter.Format format,
            boolean interim,
            UnaryOperator<FileTarget> files) {
        OutputFormat output = format(path, format);
        if (interim && !output.format().hasInterim()) {
            throw CommandFailure.wrong(
                    "--interim: "
                            + output.format().text()
                            + " has one record per flow, written at its end; leave --interim out,"
                            + " or choose another format");
        }
        if (!output.format().isText()) {
            return columns(path, output, interim);
        }
        String target = path == null ? FileTarget.STANDARD_OUTPUT : path;
        return files.apply(
                        FileTarget.of(target, output.format())
                                .withCompression(output.compression()))
                .output(interim);
    }

    private static OutputFormat format(String path, FlowWriter.Format format) {
        if (path == null) {
            FlowWriter.Format shown = format == null ? FlowWriter.Format.TABLE : format;
            return new OutputFormat(shown, Compression.NONE);
        }
        return format == null
                ? OutputFormat.ofFile(path).orElseThrow(() -> unknown(path))
                : OutputFormat.of(path, format);
    }

    private static CommandFailure unknown(String path) {
        return CommandFailure.wrong(
                path
                        + ": the name does not say a format; give --format "
                        + String.join("|", FlowWriter.Format.words())
                        + ", or a name that ends in "
                        + OutputFormat.names());
    }

    /** Returns the export of a format that is a kind of export of its own. */
    private static Export columns(String path, OutputFormat output, boolean interim) {
        String format = output.format().text();
        if (path == null || path.equals(FileTarget.STANDARD_OUTPUT)) {
            throw CommandFailure.wrong("--format " + format + " needs a file; give -o OUT");
        }
        if (output.compression() != Compression.NONE) {
            throw CommandFailure.wrong(
                    path
                            + ": "
                            + format
                            + " files are compressed inside; leave out "
                            + output.compression().extension());
        }
        ObjectNode settings =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("type", "file")
                        .put("format", format)
                        .put("path", path);
        if (interim) {
            settings.put("interim", true);
        }
        List<String> mistakes = new ArrayList<>();
        return new ExportsType()
                .read(
                        "-o",
                        JsonNodeFactory.instance.arrayNode().add(settings),
                        mistake -> mistakes.add(path + ": " + mistake.message()))
                .map(exports -> exports.getFirst().withQueue(Export.Queue.WAITING))
                .orElseThrow(() -> CommandFailure.wrong(mistakes));
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
