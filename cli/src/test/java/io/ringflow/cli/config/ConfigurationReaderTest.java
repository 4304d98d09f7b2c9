package io.ringflow.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.LiveCapture;
import io.ringflow.cli.config.settings.StateAccess;
import io.ringflow.cli.config.type.Mistake;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.file.Compression;
import io.ringflow.job.export.file.FileTarget;
import io.ringflow.job.export.file.Roll;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.format.CsvText;
import io.ringflow.model.format.FlowWriter;
import io.ringflow.rpc.server.StateServiceSettings;
import io.ringflow.server.ServerSettings;
import io.ringflow.server.security.SecuritySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationReaderTest {

    @TempDir private Path directory;

    @Test
    void defaultsEqualThoseOfTheModules() {
        Configuration defaults = read(Map.of(), Map.of());

        assertThat(defaults.capture())
                .usingRecursiveComparison()
                .ignoringFields("decode.connections.most")
                .isEqualTo(LiveCapture.of("default"));
        assertThat(defaults.capture().decode().connections().most()).isBetween(1 << 16, 1 << 24);
        assertThat(defaults.flow().activeTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(defaults.flow().maxFlows()).isEqualTo(FlowSettings.AUTO);
        assertThat(defaults.query())
                .isEqualTo(
                        new ServerSettings(
                                "127.0.0.1",
                                8080,
                                new SecuritySettings(
                                        SecuritySettings.Mode.LOCALHOST,
                                        List.of(),
                                        Optional.empty(),
                                        List.of(),
                                        new SecuritySettings.RateLimit(50, 100))));
    }

    private static CsvText csv(Export export) {
        return ((FileTarget) export.target()).form().csv();
    }

    @Test
    void csvIsSafeInExportsAndRestUnlessRawIsGiven() {
        String exports = "[{type: file, path: a.csv, format: csv}]";
        Configuration safe = read(Map.of(), Map.of("export", exports));
        assertThat(safe.exports())
                .extracting(ConfigurationReaderTest::csv)
                .containsExactly(CsvText.SAFE);
        assertThat(safe.query().security().csv()).isEqualTo(CsvText.SAFE);

        Map<String, String> raw = Map.of("export", exports, "security.csvFormulas", "true");
        assertThat(read(Map.of(), raw).exports())
                .extracting(ConfigurationReaderTest::csv)
                .containsExactly(CsvText.RAW);
        assertThat(read(Map.of(), raw).query().security().csv()).isEqualTo(CsvText.RAW);
    }

    @Test
    void defaultFileReadsAsDefaults() throws IOException {
        assertThat(readFile(SettingsText.defaultFile())).isEqualTo(read(Map.of(), Map.of()));
    }

    @Test
    void laterLayersWinOverEarlierOnes() throws IOException {
        Path file = file("flow: {activeTimeout: 10s, endLinger: 1s, bucket: 2s}");

        Configuration read =
                ConfigurationReader.read(
                        Optional.of(file),
                        Map.of(
                                "RINGFLOW_FLOW_END_LINGER", "2s",
                                "RINGFLOW_FLOW_BUCKET", "3s"),
                        Map.of("flow.bucket", "4s"));

        assertThat(read.flow().activeTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(read.flow().endLinger()).isEqualTo(Duration.ofSeconds(2));
        assertThat(read.flow().bucket()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void readsListsSizesAndEnumerationsFromText() {
        LiveCapture capture =
                read(
                                Map.of("RINGFLOW_CAPTURE_INTERFACES", "eth0, eth1"),
                                Map.of(
                                        "capture.ring.blockSize", "512KiB",
                                        "capture.fanout.mode", "cpu",
                                        "capture.fanout.readersPerHost", "2"))
                        .capture();

        assertThat(capture.interfaces()).containsExactly("eth0", "eth1");
        assertThat(capture.ring().blockSize()).isEqualTo(512 * 1024);
        assertThat(capture.fanout())
                .isEqualTo(new LiveCapture.Fanout(LiveCapture.FanoutMode.CPU, 2));
    }

    @Test
    void readsLogOfCaptures() {
        Map<String, String> given = Map.of("capture.logMemory", "2GiB", "capture.logKeep", "90s");
        assertThat(read(Map.of(), given).capture().log())
                .isEqualTo(new LiveCapture.LogSettings(2L << 30, Duration.ofSeconds(90)));
    }

    @Test
    void keepsCapturesLongerIfAnotherJobManagerMayTakeOver() {
        Map<String, String> standby = Map.of("flink.high-availability.type", "zookeeper");
        assertThat(read(Map.of(), standby).capture().log().keep()).isEqualTo(Duration.ofMinutes(5));
        Map<String, String> given =
                Map.of("flink.high-availability.type", "zookeeper", "capture.logKeep", "90s");
        assertThat(read(Map.of(), given).capture().log().keep()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void variablesNeedNoUnderscoresWithinWords() {
        assertThat(read(Map.of("RINGFLOW_CAPTURE_SNAPLENGTH", "128"), Map.of()).capture())
                .extracting(LiveCapture::snapLength)
                .isEqualTo(128);
    }

    @Test
    void labelsIncreaseDefaultSnapLength() {
        Map<String, String> labels = Map.of("flow.labels", "true");
        assertThat(read(Map.of(), labels).capture().snapLength()).isEqualTo(1536);
        assertThat(read(Map.of(), labels).capture().decode().labels()).isTrue();
        Map<String, String> longer = Map.of("flow.labels", "true", "capture.snapLength", "9000");
        assertThat(read(Map.of(), longer).capture().snapLength()).isEqualTo(9000);
    }

    @Test
    void connectionsAreDistinguishedLikeFlows() {
        Map<String, String> given =
                Map.of(
                        "flow.vxlanPorts", "4789,8473",
                        "flow.key.vlan", "false",
                        "flow.key.tunnel", "false",
                        "flow.idleTimeout.tcp", "30s");
        DecodeSettings decode = read(Map.of(), given).capture().decode();
        assertThat(decode.vxlanPorts()).containsExactly(4789, 8473);
        assertThat(decode.connections().vlan()).isFalse();
        assertThat(decode.connections().tunnel()).isFalse();
        assertThat(decode.connections().timeout()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void refusesNumbersOutsidePortRange() {
        assertThatThrownBy(() -> read(Map.of(), Map.of("flow.vxlanPorts", "4789,70000")))
                .hasMessageContaining("flow.vxlanPorts")
                .hasMessageContaining("a list of ports, each a whole number from 1 to 65535");
    }

    @Test
    void passesFlinkSettingsThroughFromEveryLayer() throws IOException {
        Configuration read =
                ConfigurationReader.read(
                        Optional.of(file("flink: {rest: {port: 1}, parallelism.default: 2}")),
                        Map.of("RINGFLOW_FLINK_REST_BIND__PORT", "3"),
                        Map.of("flink.rest.port", "4"));

        assertThat(read.flink())
                .containsOnly(
                        Map.entry("rest.port", "4"),
                        Map.entry("rest.bind-port", "3"),
                        Map.entry("parallelism.default", "2"));
    }

    @Test
    void readsBothSidesOfTheStateService() throws IOException {
        Configuration read =
                readFile(
                        """
                        query:
                          state:
                            host: 0.0.0.0
                            port: 9500
                            tokenFile: /t
                            tls: {certificateFile: /c, keyFile: /k, authorityFile: /a, serverName: n}
                            addresses: ["host-b:9500", "[fd00::1]:9501"]
                        """);
        StateServiceSettings service = read.cluster().stateService();
        assertThat(service.host()).isEqualTo("0.0.0.0");
        assertThat(service.port()).isEqualTo(9500);
        assertThat(service.tls()).isTrue();
        StateAccess access = read.cluster().stateAccess();
        assertThat(access.addresses())
                .extracting(Object::toString)
                .containsExactly("host-b:9500", "[fd00::1]:9501");
        assertThat(access.serverName()).contains("n");
    }

    @Test
    void refusesUnprotectedStateServiceBeyondLoopback() {
        assertThatThrownBy(
                        () ->
                                read(
                                        Map.of(),
                                        Map.of(
                                                "query.state.host", "0.0.0.0",
                                                "query.state.tls.keyFile", "/k",
                                                "query.state.addresses", "host-b")))
                .hasMessageContaining("query.state.host: 0.0.0.0 can be reached from elsewhere")
                .hasMessageContaining("query.state.tls.certificateFile: is missing")
                .hasMessageContaining("a list of addresses, each host:port");
    }

    @Test
    void readsExportOfAFile() throws IOException {
        assertThat(readFile("export: [{type: file, path: a.csv, format: csv}]").exports())
                .containsExactly(
                        Export.of("file-1", FileTarget.of("a.csv", FlowWriter.Format.CSV)));
    }

    @Test
    void readsSettingsOfEachExport() throws IOException {
        List<Export> exports =
                readFile(
                                """
                                export:
                                  - {type: file, path: a.ndjson.gz, interim: true}
                                  - type: file
                                    name: web
                                    directory: /data/web
                                    format: csv
                                    compression: zstd
                                    roll: {size: 1MiB, interval: 5m}
                                    filter: port = 443
                                    fields: [srcAddr, bytes]
                                    events: [new, end]
                                    queue: {size: 1MiB, whenFull: wait}
                                """)
                        .exports();
        assertThat(exports).extracting(Export::name).containsExactly("file-1", "web");
        assertThat(exports.getFirst().selection()).isEqualTo(Export.Selection.ALL);
        assertThat(exports.getFirst().queue()).isEqualTo(Export.Queue.DEFAULT);
        FileTarget compressed = (FileTarget) exports.getFirst().target();
        assertThat(compressed.form().compression()).isEqualTo(Compression.GZIP);
        Export web = exports.getLast();
        assertThat(web.selection())
                .isEqualTo(
                        new Export.Selection(
                                "port = 443",
                                List.of(FlowField.SRC_ADDR, FlowField.BYTES),
                                Set.of(FlowEvent.NEW, FlowEvent.END)));
        assertThat(web.queue()).isEqualTo(new Export.Queue(1 << 20, Export.WhenFull.WAIT));
        FileTarget parts = (FileTarget) web.target();
        assertThat(parts.path()).isEqualTo("/data/web");
        assertThat(parts.roll()).isEqualTo(new Roll(1 << 20, Duration.ofMinutes(5)));
        assertThat(parts.form().compression()).isEqualTo(Compression.ZSTD);
    }

    @Test
    void reportsAllMistakesOfExports() {
        List<String> mistakes =
                mistakes(
                        """
                        export:
                          - {type: file, path: x.csv, filter: "port = ", fields: [srcAdr], events: [ends]}
                          - {type: file, directory: d, roll: {sise: 1MiB}, queue: {whenFull: stop}}
                          - {type: file, name: file-1, path: y.csv, filter: "lastSeen > 1m"}
                          - {type: file}
                          - {type: file, name: output, path: z.csv}
                        """);
        assertThat(mistakes).hasSize(9);
        assertThat(String.join("\n", mistakes))
                .contains("export[0].filter: \"port =\" at position 7: expected a value")
                .contains("export[0].fields: \"srcAdr\" is not a field; did you mean srcAddr?")
                .contains("export[0].events: \"ends\" is not allowed; allowed: new, update, end")
                .contains("export[1].roll.sise: unknown setting; did you mean export[1].roll.size?")
                .contains("export[1].queue.whenFull: \"stop\" is not allowed; allowed: drop, wait")
                .contains("export[2].filter: \"lastSeen > 1m\" has a time before now")
                .contains("export: the name file-1 is given twice")
                .contains("export[4].name: output is the name of what -o writes")
                .contains("export[3].path: is missing; allowed: a file's path, or give directory");
    }

    @Test
    void readsTheFormatOfAnExportFromItsPath() throws IOException {
        assertThat(readFile("export: [{type: file, path: /logs/conn.log.gz}]").exports())
                .extracting(Export::target)
                .containsExactly(
                        FileTarget.of("/logs/conn.log.gz", FlowWriter.Format.ZEEK)
                                .withCompression(Compression.GZIP));
        assertThat(readFile("export: [{type: file, path: x, format: zeek-json}]").exports())
                .extracting(Export::target)
                .containsExactly(FileTarget.of("x", FlowWriter.Format.ZEEK_JSON));
    }

    @Test
    void refusesExportsWhoseFormatIsUnknownOrDoesNotFit() {
        List<String> mistakes =
                mistakes(
                        """
                        export:
                          - {type: file, path: flows.json}
                          - {type: file, path: eve.json, interim: true}
                          - {type: file, path: conn.log, events: [new]}
                          - {type: file, path: conn.log, fields: [srcAddr]}
                          - {type: file, path: flows.csv, eve: netflow}
                          - {type: file, path: eve.json, eve: all}
                        """);

        assertThat(mistakes).hasSize(6);
        assertThat(String.join("\n", mistakes))
                .contains("export[0].format: is missing")
                .contains("ndjson, csv, table, parquet, zeek, zeek-json, eve; or a path that ends")
                .contains("export[1].interim: is not allowed; this format has one record per flow")
                .contains("export[2].events: is not allowed")
                .contains("export[3].fields: is not allowed")
                .contains("export[4].eve: unknown setting")
                .contains("export[5].eve: \"all\" is not allowed; allowed: flow, netflow, both");
    }

    @Test
    void reportsAllMistakesWithPathValueAndRemedy() {
        List<String> mistakes =
                mistakes(
                        """
                        capture:
                          interfces: [eth0]
                          snapLength: 12
                        flow: {bucket: 1 sec, labels: perhaps}
                        query: {host: 0.0.0.0, port: 80800}
                        security: {mode: tokens, rateLimit: {burst: 0}}
                        export: [{type: syslog}, {type: file, path: x.csv, fromat: csv}]
                        """);

        assertThat(mistakes).hasSize(10);
        assertThat(String.join("\n", mistakes))
                .contains("capture.interfces: unknown setting; did you mean capture.interfaces?")
                .contains("capture.snapLength: 12 is not allowed; allowed: a whole number from 64")
                .contains("flow.bucket: \"1 sec\" is not allowed; allowed: a duration")
                .contains("flow.labels: \"perhaps\" is not allowed; allowed: true or false")
                .contains("query.host: \"0.0.0.0\" is not the loopback interface")
                .contains("query.port: 80800 is not allowed")
                .contains("security.mode: \"tokens\" is not allowed; allowed: localhost, token")
                .contains("security.rateLimit.burst: 0 is not allowed")
                .contains("export[0].type: \"syslog\" is not allowed; allowed: file")
                .contains("export[1].fromat: unknown setting; did you mean export[1].format?");
    }

    @Test
    void namesVariableOrOptionThatIsWrong() {
        ConfigurationException wrong =
                catchThrowableOfType(
                        ConfigurationException.class,
                        () ->
                                read(
                                        Map.of(
                                                "RINGFLOW_CAPTURE_FILTR", "tcp",
                                                "RINGFLOW_FLOW_BUCKET", "x"),
                                        Map.of("flow.buckt", "1s")));

        assertThat(wrong)
                .hasMessageContaining("RINGFLOW_CAPTURE_FILTR: unknown setting; did you mean")
                .hasMessageContaining("environment variable RINGFLOW_FLOW_BUCKET: flow.bucket")
                .hasMessageContaining("-Dflow.buckt: unknown setting; did you mean flow.bucket?");
    }

    @Test
    void refusesFilesOtherThanYaml() {
        assertThat(mistakes("flow: {bucket: ["))
                .singleElement()
                .asString()
                .contains("is not valid YAML");
        assertThat(mistakes("flow: 5"))
                .singleElement()
                .asString()
                .contains("flow: must be a section with the keys idleTimeout");
    }

    @Test
    void ignoresVariablesOfOtherPrograms() {
        assertThat(
                        read(
                                Map.of(
                                        "RINGFLOW_PORT_8080_TCP", "tcp://10.0.0.1:8080",
                                        "RINGFLOW_JAVA_OPTS", "-Xmx1g",
                                        "PATH", "/bin"),
                                Map.of()))
                .isEqualTo(read(Map.of(), Map.of()));
    }

    private List<String> mistakes(String yaml) {
        ConfigurationException wrong =
                catchThrowableOfType(ConfigurationException.class, () -> readFile(yaml));
        return wrong.mistakes().stream().map(Mistake::text).toList();
    }

    private Configuration readFile(String yaml) throws IOException {
        return ConfigurationReader.read(Optional.of(file(yaml)), Map.of(), Map.of());
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(directory.resolve("ringflow.yaml"), yaml);
    }

    private static Configuration read(Map<String, String> environment, Map<String, String> given) {
        return ConfigurationReader.read(Optional.empty(), environment, given);
    }

    /** Every reader of Flink's REST interface sees them. */
    @Test
    void showsSettingsOfCapturesAndFlowsAndNoOthers() {
        Map<String, String> shown =
                ConfigurationReader.read(
                                Optional.empty(),
                                Map.of(),
                                Map.of(
                                        "capture.interfaces",
                                        "eth0",
                                        "cluster.tokenFile",
                                        "/secret"))
                        .job()
                        .shown();
        assertThat(shown)
                .containsEntry("capture.interfaces", "[\"eth0\"]")
                .containsEntry("flow.activeTimeout", "60s")
                .containsEntry("capture.filter", "");
        assertThat(shown.keySet()).allMatch(path -> path.matches("(capture|flow)\\..*"));
    }
}
