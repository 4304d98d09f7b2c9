package io.ringflow.capture.stream;

import static io.ringflow.capture.stream.Messages.ascii;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class HttpHostTest {

    private static ParseResult parse(String request) {
        byte[] bytes = ascii(request);
        return HttpHost.parse(ByteBuffer.wrap(bytes), 0, bytes.length, new Labels());
    }

    @Test
    void requiresDigitAsMinorVersion() {
        assertThat(parse("GET / HTTP/1.9\r\nHost: a\r\n")).isEqualTo(ParseResult.FOUND);
        assertThat(parse("GET / HTTP/1.x\r\nHost: a\r\n")).isEqualTo(ParseResult.NONE);
    }

    @Test
    void rejectsInvalidStartWhateverFollows() {
        assertThat(parse("GET / HTTP/1.\r\r")).isEqualTo(ParseResult.NONE);
        assertThat(parse("GET / HTTP/1.\r\r\nHost: a\r\n")).isEqualTo(ParseResult.NONE);
    }
}
