package io.ringflow.job.export.ipfix;

import static io.ringflow.job.export.ipfix.InformationElement.*;

import io.ringflow.job.capture.CaptureTotals;
import io.ringflow.job.publish.StateDirectory;
import io.ringflow.model.state.answer.InterfaceStatus;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.JobID;

/**
 * Records of options: what was exported of each observation domain (RFC 7011, 4.1), and what each
 * capture lost (RFC 7011, 4.2).
 */
final class ExporterOptions {

    /** Far from the templates of flow records. */
    private static final int FIRST_ID = 1024;

    private static final int MAX_RECORD = 512;

    /** What was exported of a domain. */
    static final OptionsTemplate EXPORTED =
            new OptionsTemplate(
                    FIRST_ID,
                    List.of(OBSERVATION_DOMAIN_ID),
                    List.of(
                            EXPORTED_MESSAGE_TOTAL_COUNT,
                            EXPORTED_FLOW_RECORD_TOTAL_COUNT,
                            EXPORTED_OCTET_TOTAL_COUNT));

    /** The name of a domain. */
    static final OptionsTemplate DOMAIN =
            new OptionsTemplate(
                    FIRST_ID + 1, List.of(OBSERVATION_DOMAIN_ID), List.of(OBSERVATION_DOMAIN_NAME));

    /** The losses of a capture. */
    static final OptionsTemplate CAPTURE =
            new OptionsTemplate(
                    FIRST_ID + 2,
                    List.of(OBSERVATION_DOMAIN_ID, INTERFACE_NAME),
                    List.of(
                            PACKET_TOTAL_COUNT,
                            DROPPED_PACKET_TOTAL_COUNT,
                            IGNORED_PACKET_TOTAL_COUNT));

    private ExporterOptions() {}

    /** A record of {@link #EXPORTED}. */
    static byte[] exported(int domain, DomainCounts counts) {
        ByteBuffer out = ByteBuffer.allocate(MAX_RECORD);
        out.putInt(domain);
        out.putLong(counts.messages).putLong(counts.flowRecords).putLong(counts.octets);
        return Arrays.copyOf(out.array(), out.position());
    }

    /** A record of {@link #DOMAIN}. */
    static byte[] domain(int domain, String host) {
        ByteBuffer out = ByteBuffer.allocate(MAX_RECORD);
        out.putInt(domain);
        VariableText.put(out, host);
        return Arrays.copyOf(out.array(), out.position());
    }

    /**
     * A record of {@link #CAPTURE}. Packets that the kernel had no room for are dropped, frames
     * that could not be decoded are ignored.
     */
    static byte[] capture(int domain, InterfaceStatus status) {
        long ignored = status.undecoded().values().stream().mapToLong(Long::longValue).sum();
        ByteBuffer out = ByteBuffer.allocate(MAX_RECORD);
        out.putInt(domain);
        VariableText.put(out, status.observer().interfaceName());
        out.putLong(status.packets()).putLong(status.drops()).putLong(ignored);
        return Arrays.copyOf(out.array(), out.position());
    }

    /**
     * The captures that the tasks in this process know; none if the job is not queryable.
     *
     * @param job the job's id
     */
    static Collection<InterfaceStatus> captures(String job) {
        return StateDirectory.of(JobID.fromHexString(job))
                .map(directory -> directory.captures().stream().map(CaptureTotals::status).toList())
                .orElse(List.of());
    }
}
