package io.ringflow.capture.stream;

import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of a client's Initial packets (RFC 9001, 5.2).
 *
 * @param version the version by which they were derived
 * @param connectionId the destination connection id that they were derived from
 * @param packet key of the payload
 * @param iv to be combined with the packet number
 * @param header key of the header protection
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record QuicKeys(
        QuicVersion version,
        byte[] connectionId,
        SecretKeySpec packet,
        byte[] iv,
        SecretKeySpec header) {}
