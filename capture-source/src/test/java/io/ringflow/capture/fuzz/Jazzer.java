package io.ringflow.capture.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.sanitizers.Constants;
import com.github.luben.zstd.Zstd;
import io.ringflow.capture.decode.CaptureDecoder;
import io.ringflow.model.Observer;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** Starts the fuzzer Jazzer in a JVM of its own, because it takes over the whole JVM. */
final class Jazzer {

    private static final String MAIN = com.code_intelligence.jazzer.Jazzer.class.getName();

    /** Seconds after which an execution counts as one without bound. */
    private static final int LONGEST_EXECUTION = 30;

    private final FuzzTarget target;
    private final Path corpus;
    private final Path findings;

    /**
     * Creates a fuzzer that isn't started yet.
     *
     * @param corpus folder of the initial inputs; inputs that reach new code are added to it
     * @param findings folder for inputs that break a rule
     */
    Jazzer(FuzzTarget target, Path corpus, Path findings) {
        this.target = target;
        this.corpus = corpus;
        this.findings = findings;
    }

    /** Creates the folders and writes the initial inputs of the target into the corpus. */
    void prepare() throws IOException {
        Files.createDirectories(corpus);
        Files.createDirectories(findings);
        int number = 0;
        for (byte[] input : target.corpus()) {
            Files.write(corpus.resolve("seed-%03d".formatted(number++)), input);
        }
    }

    /**
     * The command that fuzzes.
     *
     * @param jvmOptions options of the JVM
     * @param limits options of libFuzzer that end the run
     */
    ProcessBuilder command(List<String> jvmOptions, List<String> limits) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        // Jazzer loads its agent into the running JVM.
        command.addAll(
                List.of("-XX:+EnableDynamicAgentLoading", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", classPath(), MAIN));
        command.add("--target_class=" + target.type().getName());
        command.add("--instrumentation_includes=io.ringflow.**");
        command.add("--custom_hook_includes=io.ringflow.**");
        command.add("--trace=cov:cmp:div");
        // They detect injections, which don't apply to these parsers, and take seconds to load.
        command.add("--disabled_hooks=" + String.join(":", Constants.SANITIZER_HOOK_NAMES));
        command.add("--reproducer_path=" + findings);
        command.add("-artifact_prefix=" + findings + "/");
        // The JVM limits its memory itself.
        command.add("-rss_limit_mb=0");
        command.add("-timeout=" + LONGEST_EXECUTION);
        command.addAll(limits);
        command.add(corpus.toString());
        return new ProcessBuilder(command);
    }

    /** Only what the targets need: Jazzer scans the whole class path at every start. */
    private static String classPath() {
        return Stream.of(
                        FuzzTarget.class,
                        CaptureDecoder.class,
                        Observer.class,
                        Zstd.class,
                        LoggerFactory.class,
                        com.code_intelligence.jazzer.Jazzer.class,
                        FuzzedDataProvider.class)
                .map(Jazzer::location)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String location(Class<?> type) {
        URL location = type.getProtectionDomain().getCodeSource().getLocation();
        return Path.of(URI.create(location.toString())).toString();
    }
}
