package io.ringflow.capture;

import java.io.Serializable;

/** What to capture: live interfaces or capture files. */
public sealed interface CaptureSettings extends Serializable permits LiveCapture, FileCapture {

    /** A libpcap filter expression; empty accepts every packet. */
    String filter();

    /** How packets are decoded. */
    DecodeSettings decode();

    /** The same settings with another filter. */
    CaptureSettings withFilter(String newFilter);

    /** The same settings with packets decoded differently. */
    CaptureSettings withDecode(DecodeSettings newDecode);
}
