package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Replays capture files in this process. */
public final class ReplayedFlows {

    private ReplayedFlows() {}

    /** Returns the flows of the files as sorted lines of NDJSON. */
    public static List<String> of(List<String> files, Path output) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("replay"));
        arguments.addAll(files);
        arguments.addAll(List.of("-o", output.toString()));
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
        assertThat(run.status()).as(run.err()).isZero();
        return Files.readAllLines(output).stream().sorted().toList();
    }
}
