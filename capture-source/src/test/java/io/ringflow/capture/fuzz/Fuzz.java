package io.ringflow.capture.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Fuzzes one target for a given time. Started by {@code fuzzing/run}. */
public final class Fuzz {

    private static final List<String> JVM_OPTIONS = List.of("-Xmx1g");

    private Fuzz() {}

    /**
     * Runs until the time is over or a rule is broken.
     *
     * @param arguments the folder for corpora and findings, the target, the time in seconds (0 for
     *     no limit), and further options of libFuzzer
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]);
        FuzzTarget target = target(arguments[1]);
        Jazzer jazzer =
                new Jazzer(
                        target,
                        folder.resolve("corpus").resolve(target.name()),
                        folder.resolve("findings").resolve(target.name()));
        jazzer.prepare();
        String[] limits = Arrays.copyOfRange(arguments, 2, arguments.length);
        limits[0] = "-max_total_time=" + limits[0];
        Process process = jazzer.command(JVM_OPTIONS, List.of(limits)).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        System.exit(process.waitFor());
    }

    private static FuzzTarget target(String name) {
        for (FuzzTarget target : FuzzTarget.all()) {
            if (target.name().equals(name)) {
                return target;
            }
        }
        System.err.println("Unknown target '" + name + "', must be one of " + FuzzTarget.all());
        System.exit(2);
        throw new AssertionError();
    }
}
