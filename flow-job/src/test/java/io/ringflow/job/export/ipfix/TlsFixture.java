package io.ringflow.job.export.ipfix;

import io.ringflow.model.CertificateFiles;
import java.nio.file.Path;

/** TLS settings of one end of a connection on this machine. */
final class TlsFixture {

    private TlsFixture() {}

    /**
     * Makes a certificate and its key.
     *
     * @param algorithm the key's, such as {@code RSA}
     * @param authority name of the file that the end trusts, in the same directory; empty for none
     */
    static TlsFiles make(Path directory, String name, String algorithm, String authority)
            throws Exception {
        CertificateFiles own = CertificateFiles.make(directory, name, algorithm);
        String trusted = authority.isEmpty() ? "" : directory.resolve(authority).toString();
        return new TlsFiles(own.certificateFile().toString(), own.keyFile().toString(), trusted);
    }
}
