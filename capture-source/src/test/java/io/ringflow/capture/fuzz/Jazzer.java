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

/** Starts the fuzzer Jazzer in a JVM of its own, which it takes over. */
final class Jazzer {

    private static final String MAIN = com.code_intelligence.jazzer.Jazzer.class.getName();

    /** Seconds after which one execution counts as work without bound. */
    private static final int LONGEST_EXECUTION = 30;

    private final FuzzTarget target;
    private final Path corpus;
    private final Path findings;

    /**
     * A fuzzer that isn't started yet.
     *
     * @param corpus folder of inputs to begin with; those that reach new code are added there
     * @param findings folder of inputs that broke a rule
     */
    Jazzer(FuzzTarget target, Path corpus, Path findings) {
        this.target = target;
        this.corpus = corpus;
        this.findings = findings;
    }

    /** Makes the folders, with the target's own inputs in the corpus. */
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
     * @param limits options of libFuzzer that say when to end
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
        // They look for injections, which no parser here is open to, and take seconds to load.
        command.add("--disabled_hooks=" + String.join(":", Constants.SANITIZER_HOOK_NAMES));
        command.add("--reproducer_path=" + findings);
        command.add("-artifact_prefix=" + findings + "/");
        // The JVM bounds its memory itself; more than that is an error in it.
        command.add("-rss_limit_mb=0");
        command.add("-timeout=" + LONGEST_EXECUTION);
        command.addAll(limits);
        command.add(corpus.toString());
        return new ProcessBuilder(command);
    }

    /** What the targets need, and no more: Jazzer looks through all of it at each start. */
    private static String classPath() {
        return Stream.of(
                        FuzzTarget.class,
                        CaptureDecoder.class,
                        Observer.class,
                        Zstd.class,
                        LoggerFactory.class,
                        com.code_intelligence.jazzer.Jazzer.class,
                        FuzzedDataProvider.class)
                .map(Jazzer::place)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String place(Class<?> type) {
        URL place = type.getProtectionDomain().getCodeSource().getLocation();
        return Path.of(URI.create(place.toString())).toString();
    }
}
