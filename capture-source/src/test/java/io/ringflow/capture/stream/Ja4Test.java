package io.ringflow.capture.stream;

import static io.ringflow.capture.stream.Messages.alpn;
import static io.ringflow.capture.stream.Messages.ascii;
import static io.ringflow.capture.stream.Messages.bytes;
import static io.ringflow.capture.stream.Messages.counted;
import static io.ringflow.capture.stream.Messages.extension;
import static io.ringflow.capture.stream.Messages.hello;
import static io.ringflow.capture.stream.Messages.join;
import static io.ringflow.capture.stream.Messages.sni;
import static io.ringflow.capture.stream.Messages.tls;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.LabelKind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ja4Test {

    private static final String CIPHERS =
            "1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035";
    private static final String EXTENSIONS =
            "001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,0015";
    private static final String ALGORITHMS = "0403,0804,0401,0503,0805,0501,0806,0601";

    private final Ja4 ja4 = new Ja4();

    private static int[] values(String list) {
        return Arrays.stream(list.split(","))
                .filter(value -> !value.isEmpty())
                .mapToInt(value -> Integer.parseInt(value, 16))
                .toArray();
    }

    private void start(String ciphers, String extensions, String algorithms) {
        ja4.start(0x0303);
        Arrays.stream(values(ciphers)).forEach(ja4::cipher);
        Arrays.stream(values(extensions)).forEach(ja4::extension);
        Arrays.stream(values(algorithms)).forEach(ja4::signatureAlgorithm);
    }

    private String text(char transport) {
        LabelText text = new LabelText();
        ja4.write(transport, text);
        return text.toString();
    }

    @Test
    void givesThePublishedExample() {
        start(CIPHERS, EXTENSIONS, ALGORITHMS);
        ja4.version(0x0304);
        ja4.version(0x0303);
        ja4.protocol(2, 'h', '2');
        assertThat(text(Ja4.TLS)).isEqualTo("t13d1516h2_8daaf6152771_e5627efa2ab1");
    }

    @Test
    void leavesOutSignatureAlgorithmsThatAreAbsent() {
        start(CIPHERS, EXTENSIONS, "");
        assertThat(text(Ja4.TLS)).isEqualTo("t12d151600_8daaf6152771_6d807ffa2a79");
    }

    @Test
    void ignoresGreaseEverywhere() {
        start("0a0a," + CIPHERS + ",fafa", "1a1a," + EXTENSIONS + ",caca", "2a2a," + ALGORITHMS);
        ja4.version(0x7a7a);
        ja4.version(0x0304);
        ja4.protocol(8, 'h', '1');
        assertThat(text(Ja4.QUIC)).isEqualTo("q13d1516h1_8daaf6152771_e5627efa2ab1");
    }

    @Test
    void doesNotTakeOtherValuesForGrease() {
        start("0a1a,1aaa", "0a2a", "");
        assertThat(text(Ja4.TLS)).startsWith("t12i0201");
    }

    @Test
    void writesZerosForEmptyLists() {
        start("", "0000,0010", "");
        assertThat(text(Ja4.TLS)).isEqualTo("t12d000200_000000000000_000000000000");
    }

    @ParameterizedTest
    @CsvSource({"768, s3", "769, 10", "770, 11", "771, 12", "772, 13", "2, s2", "773, 00", "0, 00"})
    void namesVersions(int number, String name) {
        ja4.start(number);
        assertThat(text(Ja4.TLS)).startsWith("t" + name);
    }

    @ParameterizedTest
    @CsvSource({
        "ab, ab",
        "20, 20",
        "abcd, ad",
        "2061, 21",
        "30ab, 3b",
        "6120, 60",
        "3031abcd, 3d",
        "30abcd31, 01",
        "6832, h2",
        "61, aa"
    })
    void takesFirstAndLastCharacterOfFirstProtocol(String protocol, String expected) {
        byte[] name = QuicSender.hex(protocol);
        byte[] list = counted(2, counted(1, name), counted(1, ascii("zz")));
        assertThat(of(tls(extension(16, list)))).startsWith("t12i0201" + expected + "_");
    }

    @Test
    void countsAtMost99() {
        String many = "c0ff,".repeat(150);
        start(many, many, "");
        assertThat(text(Ja4.TLS)).startsWith("t12i9999");
    }

    private static String of(byte[] message) {
        Labels labels = new Labels();
        new TlsHello().parse(ByteBuffer.wrap(message), 0, message.length, labels);
        return labels.text(LabelKind.JA4).toString();
    }

    @Test
    void readsAllPartsFromClientHello() {
        byte[] algorithms = extension(13, counted(2, bytes(4, 3, 8, 4)));
        byte[] versions = extension(43, counted(1, bytes(0x6a, 0x6a, 3, 4, 3, 3)));
        String first = of(tls(sni("a"), alpn("h2"), algorithms, versions));
        assertThat(first).startsWith("t13d0204h2_");
        assertThat(of(tls(versions, algorithms, alpn("h2"), sni("other")))).isEqualTo(first);
        byte[] swapped = extension(13, counted(2, bytes(8, 4, 4, 3)));
        assertThat(of(tls(sni("a"), alpn("h2"), swapped, versions))).isNotEqualTo(first);
    }

    @Test
    void needsTheWholeHello() {
        byte[] whole = tls(sni("a"), alpn("h2"), extension(51, new byte[99]));
        for (int length = 0; length < whole.length; length++) {
            assertThat(of(Arrays.copyOf(whole, length))).isEmpty();
        }
        assertThat(of(whole)).startsWith("t12d0203h2_");
        assertThat(of(join(whole, hello(sni("b"))))).isEqualTo(of(whole));
    }
}
