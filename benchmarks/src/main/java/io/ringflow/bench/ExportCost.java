package io.ringflow.bench;

import com.sun.management.OperatingSystemMXBean;
import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.FileCapture;
import io.ringflow.history.store.ParquetType;
import io.ringflow.job.FlowJob;
import io.ringflow.job.ReplaySummary;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.ExportTarget;
import io.ringflow.job.export.file.Compression;
import io.ringflow.job.export.file.FileTarget;
import io.ringflow.job.export.ipfix.IpfixExport;
import io.ringflow.job.export.ipfix.NetFlow9Export;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.format.FlowWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Processor time per ended flow of each kind of export: the job replays a capture without an
 * export, then with each kind in turn, in one process. The time is that of the process, without
 * that of the run without export in the same round. {@code -} runs without export a second time:
 * what it shows is noise.
 *
 * <p>Arguments: a capture, a directory for the files, how many rounds, then names of exports; all
 * if there are none. The first round warms up and is not printed.
 */
public final class ExportCost {

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final String NONE = "none";
    private static final String AGAIN = "-";

    private final String capture;
    private final Map<String, ExportTarget> targets = new LinkedHashMap<>();
    private final Map<String, List<Long>> nanosPerFlow = new LinkedHashMap<>();
    private final Map<String, List<Long>> flowsPerSecond = new LinkedHashMap<>();

    private ExportCost(String capture) {
        this.capture = capture;
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("drain")) {
            drain();
        }
        ExportCost cost = new ExportCost(arguments[0]);
        Process collector =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                ExportCost.class.getName(),
                                "drain")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try {
            String port = collector.inputReader().readLine();
            cost.addTargets(Path.of(arguments[1]), "127.0.0.1:" + port);
            List<String> chosen = Arrays.asList(arguments).subList(3, arguments.length);
            if (!chosen.isEmpty()) {
                cost.targets.keySet().retainAll(chosen);
            }
            int rounds = Integer.parseInt(arguments[2]);
            for (int round = 0; round <= rounds; round++) {
                cost.round(round > 0);
            }
            cost.print();
        } finally {
            collector.destroy();
        }
    }

    /** Receives datagrams, and counts nothing. */
    private static void drain() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            System.out.println(socket.getLocalPort());
            DatagramPacket packet = new DatagramPacket(new byte[1 << 16], 1 << 16);
            while (true) {
                socket.receive(packet);
            }
        }
    }

    private void addTargets(Path directory, String collector) throws IOException {
        Files.createDirectories(directory);
        for (FlowWriter.Format format :
                List.of(
                        FlowWriter.Format.NDJSON,
                        FlowWriter.Format.CSV,
                        FlowWriter.Format.ZEEK,
                        FlowWriter.Format.ZEEK_JSON,
                        FlowWriter.Format.EVE)) {
            targets.put(format.text(), FileTarget.of(file(directory, format.text()), format));
        }
        targets.put(
                "ndjson, zstd",
                FileTarget.of(file(directory, "zst"), FlowWriter.Format.NDJSON)
                        .withCompression(Compression.ZSTD));
        Map<String, String> settings = Map.of("collector", collector);
        targets.put("ipfix", new IpfixExport().read(new GivenOptions(settings)));
        targets.put("netflow9", new NetFlow9Export().read(new GivenOptions(settings)));
        targets.put("parquet", ParquetType.file(file(directory, "parquet")));
        targets.put(AGAIN, null);
    }

    private static String file(Path directory, String name) {
        return directory.resolve("flows." + name).toString();
    }

    private void round(boolean counts) throws Exception {
        long[] without = run(List.of());
        for (Map.Entry<String, ExportTarget> target : targets.entrySet()) {
            String name = target.getKey();
            long[] with =
                    run(
                            target.getValue() == null
                                    ? List.of()
                                    : List.of(Export.of(name, target.getValue())));
            if (counts) {
                add(nanosPerFlow, name, (with[0] - without[0]) / with[1]);
                add(flowsPerSecond, name, with[1] * 1_000_000_000L / with[2]);
            }
        }
        if (counts) {
            add(nanosPerFlow, NONE, without[0] / without[1]);
            add(flowsPerSecond, NONE, without[1] * 1_000_000_000L / without[2]);
        }
    }

    private static void add(Map<String, List<Long>> figures, String name, long figure) {
        figures.computeIfAbsent(name, unused -> new ArrayList<>()).add(figure);
    }

    /** Returns processor time, flows and time. */
    private long[] run(List<Export> exports) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
        FlowJob.builder()
                .capture(new FileCapture(List.of(capture), "", 0, false, DecodeSettings.DEFAULT))
                .flows(FlowSettings.builder().maxFlows(5_000_000).retention(Duration.ZERO).build())
                .exports(exports)
                .build()
                .addTo(env);
        System.gc();
        long cpu = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        ReplaySummary summary = ReplaySummary.of(env.execute(FlowJob.NAME));
        return new long[] {
            SYSTEM.getProcessCpuTime() - cpu, summary.flows(), System.nanoTime() - start
        };
    }

    private void print() {
        System.out.printf("| %-12s | CPU ns/flow | lowest, highest | flows/s |%n", "export");
        System.out.println("|---|---|---|---|");
        for (Map.Entry<String, List<Long>> figures : nanosPerFlow.entrySet()) {
            List<Long> sorted = figures.getValue().stream().sorted().toList();
            List<Long> rates = flowsPerSecond.get(figures.getKey()).stream().sorted().toList();
            System.out.printf(
                    Locale.ROOT,
                    "| %-12s | %d | %d, %d | %d |%n",
                    figures.getKey(),
                    sorted.get(sorted.size() / 2),
                    sorted.getFirst(),
                    sorted.getLast(),
                    rates.get(rates.size() / 2));
        }
    }
}
