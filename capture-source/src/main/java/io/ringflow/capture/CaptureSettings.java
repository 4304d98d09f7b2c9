package io.ringflow.capture;

import java.io.Serializable;

/** What to capture: live interfaces or capture files. */
public sealed interface CaptureSettings extends Serializable permits LiveCapture, FileCapture {

    /** A libpcap filter expression; empty takes every packet. */
    String filter();

    /** How packets are decoded. */
    DecodeSettings decode();
}
