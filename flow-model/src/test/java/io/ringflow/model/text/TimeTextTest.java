package io.ringflow.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.FlowFixture;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeTextTest {

    private static final DateTimeFormatter RFC_3339 =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'")
                    .withZone(ZoneOffset.UTC);

    @Test
    void writesNineDecimalsInUtc() {
        assertThat(TimeText.of(0)).isEqualTo("1970-01-01T00:00:00.000000000Z");
        assertThat(TimeText.of(FlowFixture.FIRST)).isEqualTo("2026-01-02T03:04:05.000000006Z");
        assertThat(TimeText.of(951_868_799_999_999_999L))
                .isEqualTo("2000-02-29T23:59:59.999999999Z");
    }

    @Test
    void matchesTheJavaLibraryForAnyPreviousDay() {
        Random random = new Random(3);
        TimeText text = new TimeText();
        byte[] out = new byte[TimeText.LENGTH + 2];
        for (int i = 0; i < 2000; i++) {
            long day = random.nextInt(100_000) * 86_400_000_000_000L;
            for (int j = 0; j < 2; j++) {
                long nanos = day + random.nextLong(86_400_000_000_000L);
                int end = text.write(nanos, out, 2);
                assertThat(new String(out, 2, end - 2, StandardCharsets.US_ASCII))
                        .isEqualTo(RFC_3339.format(Instant.EPOCH.plusNanos(nanos)));
            }
        }
    }

    @Test
    void writesTimesOutOfRangeWithAnImplausibleYear() {
        assertThat(TimeText.of(TimeText.OUT_OF_RANGE)).isEqualTo("+10000-01-01T00:00:00Z");
        assertThat(TimeText.of(Long.MAX_VALUE - 1)).startsWith("2262-04-11T");
    }
}
