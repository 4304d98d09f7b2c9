package io.ringflow.capture.fold;

import io.ringflow.capture.fragment.EventTimeBuckets;
import java.io.Serializable;

/**
 * How packets are folded into fragments.
 *
 * @param eventTime buckets and allowed lateness
 * @param keyVlan whether the VLAN id is part of a flow's key
 * @param keyTunnel whether the tunnel's type and id are part of a flow's key
 * @param partRows number of fragments at which a part of a bucket is closed early
 * @param countsSizes whether packet sizes are counted
 */
public record FoldSettings(
        EventTimeBuckets eventTime,
        boolean keyVlan,
        boolean keyTunnel,
        int partRows,
        boolean countsSizes)
        implements Serializable {

    /** Default number of fragments of a part. */
    public static final int PART_ROWS = 16_384;
}
