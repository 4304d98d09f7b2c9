package io.ringflow.job.export.ipfix;

import java.io.Serializable;

/**
 * PEM files for TLS; empty if not given.
 *
 * @param certificate the exporter's certificate, followed by those of its issuers
 * @param key the certificate's key, PKCS #8 without a passphrase
 * @param authority certificates of those who may issue the collector's; the JDK's if empty
 */
record TlsFiles(String certificate, String key, String authority) implements Serializable {

    /** No files. */
    static final TlsFiles NONE = new TlsFiles("", "", "");
}
