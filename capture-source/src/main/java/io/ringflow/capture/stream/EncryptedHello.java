package io.ringflow.capture.stream;

import io.ringflow.model.LabelKind;
import java.util.Locale;
import java.util.Set;

/**
 * What a ClientHello says about an encrypted one (RFC 9849).
 *
 * <p>A client without a server's keys sends an extension of random bytes in its place (GREASE,
 * 6.2), which nobody without those keys can tell from a real one by its content. The server name
 * tells: with a real one it is the public name of the provider, with GREASE it is the name that the
 * client wanted. So the label is {@code hidden} if the server name is a provider's public name;
 * {@link #isDecoy} if the client had asked DNS for the server name; and {@code offered} otherwise.
 *
 * <p>Not thread-safe.
 */
final class EncryptedHello {

    static final int EXTENSION = 0xfe0d;

    private static final int OUTER = 0;

    private static final String HIDDEN = "hidden";
    private static final String GREASE = "grease";
    private static final String OFFERED = "offered";

    /** Public names of the providers and test servers that publish keys. */
    private static final Set<String> PUBLIC_NAMES =
            Set.of(
                    "cloudflare-ech.com",
                    "cloudflare-esni.com",
                    "public.tls-ech.dev",
                    "cover.defo.ie");

    private boolean present;

    void start() {
        present = false;
    }

    /** Notes the extension, and whether it is that of the outer hello. */
    void type(int type) {
        present |= type == OUTER;
    }

    /** Writes the label of a complete hello. */
    void write(Labels out) {
        LabelText word = out.text(LabelKind.ECH);
        word.clear();
        if (present) {
            String name = out.text(LabelKind.TLS_SNI).toString().toLowerCase(Locale.ROOT);
            word.addPlain(PUBLIC_NAMES.contains(name) ? HIDDEN : OFFERED);
        }
    }

    /** Changes the label if the client had asked DNS for the server name. */
    static void isDecoy(Labels labels) {
        LabelText word = labels.text(LabelKind.ECH);
        if (word.toString().equals(OFFERED)) {
            word.clear();
            word.addPlain(GREASE);
        }
    }
}
