package io.ringflow.cli.config;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.LiveCapture;
import io.ringflow.job.FileExport;
import io.ringflow.job.service.StateServiceSettings;
import io.ringflow.server.remote.Endpoint;
import io.ringflow.server.security.AccessToken;
import io.ringflow.server.security.SecuritySettings.Mode;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Every setting, once: the file, the environment and the command line are read by this list, and
 * the default file and the documentation are written from it.
 */
final class Settings {

    static final Setting<List<String>> INTERFACES =
            Setting.of(
                    "capture.interfaces",
                    new WordsType(false),
                    "[default]",
                    "names, globs, \"default\" (the default route's), \"all\"; lo only when named");
    static final Setting<List<String>> EXCLUDE =
            Setting.of(
                    "capture.exclude", new WordsType(true), "[]", "names and globs to leave out");
    static final Setting<String> FILTER =
            Setting.of(
                    "capture.filter",
                    ScalarType.text("a libpcap expression"),
                    "\"\"",
                    "libpcap expression; empty takes every packet");
    static final Setting<Boolean> PROMISCUOUS =
            Setting.of(
                    "capture.promiscuous",
                    ScalarType.bool(),
                    "true",
                    "also take frames that are meant for other hosts");
    static final Setting<Long> SNAP_LENGTH =
            Setting.of(
                    "capture.snapLength",
                    ScalarType.number(64, 262_144),
                    "256",
                    "bytes kept of each packet; 1536 instead of 256 where flow.labels is on");
    static final Setting<Long> RING_BLOCK_SIZE =
            Setting.of(
                    "capture.ring.blockSize",
                    UnitTypes.powerOfTwoSize("4KiB", "1GiB"),
                    "1MiB",
                    "size of one block of the kernel's ring");
    static final Setting<Long> RING_BLOCKS =
            Setting.of(
                    "capture.ring.blocks",
                    ScalarType.number(2, 1 << 19),
                    "64",
                    "blocks of each ring; the ring is memory that can't be swapped, one for each"
                            + " reader and interface");
    static final Setting<Duration> RING_RETIRE_TIMEOUT =
            Setting.of(
                    "capture.ring.retireTimeout",
                    UnitTypes.duration("1ms"),
                    "20ms",
                    "how long a block that is not full may wait");
    static final Setting<LiveCapture.FanoutMode> FANOUT_MODE =
            Setting.of(
                    "capture.fanout.mode",
                    ScalarType.word(LiveCapture.FanoutMode.class),
                    "hash",
                    "how the kernel shares packets out among the readers of an interface");
    static final Setting<Long> FANOUT_READERS =
            Setting.of(
                    "capture.fanout.readersPerHost",
                    ScalarType.numberOrAuto(1, 256),
                    "auto",
                    "readers of each interface on each host; auto chooses by the host's size");
    static final Setting<Boolean> IGNORE_OUTGOING =
            Setting.of(
                    "capture.ignoreOutgoing",
                    ScalarType.bool(),
                    "false",
                    "leave out what the host itself sends");

    static final Setting<Duration> IDLE_TCP = idleTimeout("tcp", "120s");
    static final Setting<Duration> IDLE_UDP = idleTimeout("udp", "60s");
    static final Setting<Duration> IDLE_ICMP = idleTimeout("icmp", "30s");
    static final Setting<Duration> IDLE_OTHER = idleTimeout("other", "60s");
    static final Setting<Duration> ACTIVE_TIMEOUT =
            Setting.of(
                    "flow.activeTimeout",
                    UnitTypes.duration("1s"),
                    "60s",
                    "how often a flow that goes on is reported");
    static final Setting<Boolean> SPLIT_ON_ACTIVE_TIMEOUT =
            Setting.of(
                    "flow.splitOnActiveTimeout",
                    ScalarType.bool(),
                    "false",
                    "end the flow at the active timeout and begin another, as NetFlow does");
    static final Setting<Duration> END_LINGER =
            Setting.of(
                    "flow.endLinger",
                    UnitTypes.duration("0s"),
                    "5s",
                    "how long a flow stays open after its end was seen");
    static final Setting<Boolean> DECAPSULATE =
            Setting.of(
                    "flow.decapsulate",
                    ScalarType.bool(),
                    "true",
                    "follow tunnels to the innermost IP header");
    static final Setting<List<Integer>> VXLAN_PORTS =
            Setting.of(
                    "flow.vxlanPorts",
                    new ListType<>("ports", ScalarType.port()),
                    DecodeSettings.VXLAN_PORTS.toString(),
                    "UDP destination ports that mean VXLAN");
    static final Setting<Boolean> KEY_VLAN =
            Setting.of("flow.key.vlan", ScalarType.bool(), "true", "the VLAN id tells flows apart");
    static final Setting<Boolean> KEY_TUNNEL =
            Setting.of(
                    "flow.key.tunnel",
                    ScalarType.bool(),
                    "true",
                    "the tunnel's type and id tell flows apart");
    static final Setting<Boolean> LABELS =
            Setting.of(
                    "flow.labels",
                    ScalarType.bool(),
                    "false",
                    "names of flows: TLS SNI and ALPN, DNS query, HTTP Host");
    static final Setting<Duration> BUCKET =
            Setting.of(
                    "flow.bucket",
                    UnitTypes.duration("100ms"),
                    "1s",
                    "length of the event-time bucket that packets are folded in");
    static final Setting<Duration> ALLOWED_LATENESS =
            Setting.of(
                    "flow.allowedLateness",
                    UnitTypes.duration("0s"),
                    "1s",
                    "how much older than its capture's newest packet a packet may be");
    static final Setting<Long> MAX_FLOWS =
            Setting.of(
                    "flow.maxFlows",
                    ScalarType.numberOrAuto(1_000, 1_000_000_000),
                    "auto",
                    "open and retained flows per job; auto: what half the heap holds");
    static final Setting<Duration> RETENTION =
            Setting.of(
                    "flow.retention",
                    UnitTypes.duration("0s"),
                    "5m",
                    "ended flows stay queryable; they make room first; replay without --serve keeps"
                            + " none");

    static final Setting<String> QUERY_HOST =
            Setting.of(
                    "query.host",
                    ScalarType.text("an address of this host"),
                    "127.0.0.1",
                    "address that the query server listens on; beyond loopback in security.mode"
                            + " token");
    static final Setting<Long> QUERY_PORT =
            Setting.of(
                    "query.port",
                    ScalarType.number(0, 65_535),
                    "8080",
                    "port that the query server listens on; 0 takes a free one");
    static final Setting<String> STATE_HOST =
            Setting.of(
                    "query.state.host",
                    ScalarType.text("an address of each TaskManager's host"),
                    "127.0.0.1",
                    "cluster: address that each TaskManager's state service listens on; beyond"
                            + " loopback with TLS and a token");
    static final Setting<Long> STATE_PORT =
            Setting.of(
                    "query.state.port",
                    ScalarType.number(1, 65_536 - StateServiceSettings.PORTS),
                    "9440",
                    "cluster: first port of the state service; the first free one of 16 is taken");
    static final Setting<String> STATE_TOKEN_FILE =
            Setting.of(
                    "query.state.tokenFile",
                    ScalarType.text("a file with 16 or more printable characters"),
                    "\"\"",
                    "cluster: the token that the query server shows to the state services");
    static final Setting<String> STATE_CERTIFICATE =
            Setting.of(
                    "query.state.tls.certificateFile",
                    ScalarType.text("a PEM file, with keyFile beside it; empty for no TLS"),
                    "\"\"",
                    "cluster: the state service's certificate, on each TaskManager's host");
    static final Setting<String> STATE_KEY =
            Setting.of(
                    "query.state.tls.keyFile",
                    ScalarType.text("a PEM file: PKCS #8, not encrypted"),
                    "\"\"",
                    "cluster: the certificate's private key, on each TaskManager's host");
    static final Setting<String> STATE_AUTHORITY =
            Setting.of(
                    "query.state.tls.authorityFile",
                    ScalarType.text("a PEM file; empty for no TLS"),
                    "\"\"",
                    "cluster: certificates that the query server trusts, on its host");
    static final Setting<String> STATE_SERVER_NAME =
            Setting.of(
                    "query.state.tls.serverName",
                    ScalarType.text("a name; empty for that of each host"),
                    "\"\"",
                    "cluster: the name in the state services' certificates");
    static final Setting<List<String>> STATE_ADDRESSES =
            Setting.of(
                    "query.state.addresses",
                    new ListType<>("addresses", endpoint()),
                    "[]",
                    "cluster: where the query server finds state services; empty: it asks Flink's"
                            + " REST server");
    static final Setting<String> CLUSTER_KEYS =
            Setting.of(
                    "cluster.keys",
                    ScalarType.text("a directory that \"ringflow keys\" made; empty for no TLS"),
                    "\"\"",
                    "cluster: keys of the mutual TLS between Flink's processes and at its REST"
                            + " server, the same on all hosts");
    static final Setting<String> CLUSTER_TOKEN_FILE =
            Setting.of(
                    "cluster.tokenFile",
                    ScalarType.text("a file; auto for .ringflow/cluster.token of this user's home"),
                    "auto",
                    "cluster: the token for Flink's REST server where there are no keys; the"
                            + " JobManager makes it, submit and query-server show it");
    static final Setting<Mode> SECURITY_MODE =
            Setting.of(
                    "security.mode",
                    ScalarType.word(Mode.class),
                    "localhost",
                    "who is answered: programs of this host, or whoever bears a token");
    static final Setting<List<AccessToken>> TOKENS =
            Setting.of(
                    "security.tokens",
                    new TokensType(),
                    "[]",
                    "bearer tokens; \"ringflow token NAME\" makes one and prints its line");
    static final Setting<String> TLS_CERTIFICATE =
            Setting.of(
                    "security.tls.certificate",
                    ScalarType.text("a PEM file, with key beside it; empty for plain HTTP"),
                    "\"\"",
                    "the server's certificate and those of intermediate authorities; read again"
                            + " when it changes");
    static final Setting<String> TLS_KEY =
            Setting.of(
                    "security.tls.key",
                    ScalarType.text("a PEM file: PKCS #8, not encrypted"),
                    "\"\"",
                    "the certificate's private key");
    static final Setting<List<String>> ORIGINS =
            Setting.of(
                    "security.cors.origins",
                    new ListType<>(
                            "origins",
                            ScalarType.text(
                                    Pattern.compile(
                                            "https?://[a-z0-9.\\[\\]:-]*[a-z0-9\\]]"
                                                    + "(:[0-9]{1,5})?"),
                                    "as browsers send it, such as https://dash.example:8443")),
                    "[]",
                    "other sites' web pages that may ask, in mode token");
    static final Setting<Long> REQUESTS_PER_SECOND =
            Setting.of(
                    "security.rateLimit.requestsPerSecond",
                    ScalarType.number(0, 1_000_000),
                    "50",
                    "requests a second of one client, by token or address; 0 for no limit");
    static final Setting<Long> BURST =
            Setting.of(
                    "security.rateLimit.burst",
                    ScalarType.number(1, 1_000_000),
                    "100",
                    "requests of one client at once");

    static final Setting<Boolean> CSV_FORMULAS =
            Setting.of(
                    "security.csvFormulas",
                    ScalarType.bool(),
                    "false",
                    "CSV, of exports and over REST: leave text as it is, also where a spreadsheet"
                            + " takes it for a formula; false puts an apostrophe before it");

    static final Setting<Map<String, String>> FLINK =
            Setting.of(
                    "flink",
                    new FlatMapType(),
                    "{}",
                    "any Flink setting, passed through; in a cluster also where its JobManager is");
    static final Setting<List<FileExport>> EXPORT =
            Setting.of(
                    "export",
                    new ExportsType(),
                    "[]",
                    "sinks, each {type: file, path: …, format: ndjson|csv|table, interim: false}");
    static final Setting<LogSettings.Level> LOG_LEVEL =
            Setting.of(
                    "log.level",
                    ScalarType.word(LogSettings.Level.class),
                    "info",
                    "least severe message that is logged; Flink's own from warn up");
    static final Setting<LogSettings.Format> LOG_FORMAT =
            Setting.of(
                    "log.format",
                    ScalarType.word(LogSettings.Format.class),
                    "text",
                    "how messages are logged, on standard error");

    /** All of them, in the order of the file. */
    static final List<Setting<?>> ALL =
            List.of(
                    INTERFACES,
                    EXCLUDE,
                    FILTER,
                    PROMISCUOUS,
                    SNAP_LENGTH,
                    RING_BLOCK_SIZE,
                    RING_BLOCKS,
                    RING_RETIRE_TIMEOUT,
                    FANOUT_MODE,
                    FANOUT_READERS,
                    IGNORE_OUTGOING,
                    IDLE_TCP,
                    IDLE_UDP,
                    IDLE_ICMP,
                    IDLE_OTHER,
                    ACTIVE_TIMEOUT,
                    SPLIT_ON_ACTIVE_TIMEOUT,
                    END_LINGER,
                    DECAPSULATE,
                    VXLAN_PORTS,
                    KEY_VLAN,
                    KEY_TUNNEL,
                    LABELS,
                    BUCKET,
                    ALLOWED_LATENESS,
                    MAX_FLOWS,
                    RETENTION,
                    QUERY_HOST,
                    QUERY_PORT,
                    STATE_HOST,
                    STATE_PORT,
                    STATE_TOKEN_FILE,
                    STATE_CERTIFICATE,
                    STATE_KEY,
                    STATE_AUTHORITY,
                    STATE_SERVER_NAME,
                    STATE_ADDRESSES,
                    CLUSTER_KEYS,
                    CLUSTER_TOKEN_FILE,
                    SECURITY_MODE,
                    TOKENS,
                    TLS_CERTIFICATE,
                    TLS_KEY,
                    ORIGINS,
                    REQUESTS_PER_SECOND,
                    BURST,
                    CSV_FORMULAS,
                    FLINK,
                    EXPORT,
                    LOG_LEVEL,
                    LOG_FORMAT);

    private Settings() {}

    private static Setting<Duration> idleTimeout(String protocol, String text) {
        return Setting.of(
                "flow.idleTimeout." + protocol,
                UnitTypes.duration("1s"),
                text,
                "how long a flow may be silent: " + protocol);
    }

    private static ScalarType<String> endpoint() {
        return new ScalarType<>(
                "host:port",
                text -> {
                    try {
                        return Optional.of(Endpoint.parse(text).toString());
                    } catch (IllegalArgumentException e) {
                        return Optional.empty();
                    }
                });
    }

    /** The setting at a path. */
    static Optional<Setting<?>> at(String path) {
        return ALL.stream().filter(s -> s.path().equals(path)).findAny();
    }

    /** The keys that may stand in a section; empty where the path is no section. */
    static Set<String> keys(String section) {
        String prefix = section.isEmpty() ? "" : section + ".";
        Set<String> keys = new LinkedHashSet<>();
        for (Setting<?> setting : ALL) {
            if (setting.path().startsWith(prefix)) {
                keys.add(setting.path().substring(prefix.length()).split("\\.", 2)[0]);
            }
        }
        return keys;
    }

    /** The paths of all settings. */
    static Stream<String> paths() {
        return ALL.stream().map(Setting::path);
    }
}
