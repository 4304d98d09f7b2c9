package io.ringflow.capture.stream;

import static io.ringflow.capture.stream.Messages.alpn;
import static io.ringflow.capture.stream.Messages.counted;
import static io.ringflow.capture.stream.Messages.extension;
import static io.ringflow.capture.stream.Messages.hello;
import static io.ringflow.capture.stream.Messages.records;
import static io.ringflow.capture.stream.Messages.sni;
import static io.ringflow.capture.stream.Messages.tls;

import io.ringflow.model.LabelKind;
import java.util.List;
import java.util.Set;

/** Fuzz target: TLS ClientHello messages. */
public final class TlsHelloFuzz {

    private TlsHelloFuzz() {}

    /** One execution. */
    public static void fuzzerTestOneInput(byte[] data) {
        LabelRules.check(
                new TlsHello()::parse,
                data,
                Set.of(LabelKind.TLS_SNI, LabelKind.TLS_ALPN, LabelKind.ECH, LabelKind.JA4));
    }

    /** Messages with the parsed extensions, alone, together, and spread over several records. */
    public static List<byte[]> seeds() {
        return List.of(
                tls(sni("a.example"), alpn("h2", "http/1.1")),
                tls(alpn("h2,", "x"), extension(51, new byte[20]), sni("b\u001b\\")),
                tls(
                        extension(43, counted(1, new byte[] {3, 4, 3, 3})),
                        extension(13, counted(2, new byte[] {4, 3, 8, 4})),
                        extension(0xfe0d, new byte[9])),
                tls(extension(51, new byte[40]), sni("x".repeat(260))),
                tls(extension(0, counted(2, new byte[] {7, 0, 1, 'o', 0, 0, 1, 'p'}))),
                tls(extension(0, new byte[0]), extension(10, new byte[4])),
                tls(),
                records(30, hello(sni("a.example"), alpn("h2"))),
                records(1, hello(sni("c"))));
    }
}
