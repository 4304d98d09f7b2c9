package io.ringflow.job.export.ipfix;

import io.ringflow.job.export.ExportOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the settings that collectors of both protocols have. */
final class CollectorOptions {

    private static final Duration LEAST_INTERVAL = Duration.ofSeconds(1);

    /** Every host takes IPv4 packets of this length (RFC 791). */
    private static final int LEAST_MTU = 576;

    private static final int MOST_MTU = 65_535;
    private static final long MOST_DOMAIN = 0xffff_ffffL;
    private static final CollectorAddress NO_ADDRESS = new CollectorAddress("none", 1);

    private final ExportOptions options;

    CollectorOptions(ExportOptions options) {
        this.options = options;
    }

    CollectorAddress collector() {
        String meaning = "host:port of the collector, such as 192.0.2.1:4739";
        String text = options.text("collector", meaning);
        Optional<CollectorAddress> address = CollectorAddress.parse(text);
        if (address.isEmpty() && !text.isEmpty()) {
            options.refuse("collector", "must be " + meaning);
        }
        return address.orElse(NO_ADDRESS);
    }

    Duration templateInterval() {
        return options.duration(
                "templateInterval", LEAST_INTERVAL, CollectorSettings.TEMPLATE_INTERVAL);
    }

    int mtu() {
        return (int) options.number("mtu", LEAST_MTU, MOST_MTU, CollectorSettings.DEFAULT_MTU);
    }

    long observationDomainId() {
        return options.number("observationDomainId", 1, MOST_DOMAIN, ObservationDomains.BY_HOST);
    }

    TlsFiles tls(CollectorTransport transport) {
        Map<String, String> files = options.properties("tls");
        for (String key : files.keySet()) {
            if (!Set.of("certificateFile", "keyFile", "authorityFile").contains(key)) {
                options.refuse(
                        "tls",
                        key + " is unknown; must be certificateFile, keyFile or authorityFile");
            }
        }
        if (!files.isEmpty() && transport != CollectorTransport.TLS) {
            options.refuse("tls", "needs transport: tls");
        }
        String certificate = files.getOrDefault("certificateFile", "");
        String key = files.getOrDefault("keyFile", "");
        if (certificate.isEmpty() != key.isEmpty()) {
            options.refuse("tls", "certificateFile and keyFile must be given together");
        }
        return new TlsFiles(certificate, key, files.getOrDefault("authorityFile", ""));
    }
}
