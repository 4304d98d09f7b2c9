package io.ringflow.job.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.fragment.FragmentLayout;
import io.ringflow.job.table.FlowRow;
import io.ringflow.job.table.RowFixture;
import io.ringflow.job.table.RowTag;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Protocols;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.AddressRanges;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagFilterTest {

    private static final long SEED = 5;
    private static final int TAGS = 1 << 14;

    private final Random random = new Random(SEED);

    private static TagFilter filter(String text) {
        return TagFilter.of(FlowFilter.parse(text).condition());
    }

    /** An address of IPv4, of IPv6, or of IPv6 close to mapped IPv4. */
    private IpAddress address() {
        return switch (random.nextInt(4)) {
            case 0 -> new IpAddress(random.nextLong(), random.nextLong());
            case 1 -> new IpAddress(0, random.nextLong() >>> random.nextInt(64));
            case 2 -> new IpAddress(0x2001_0db8_0000_0000L | random.nextInt(1 << 18), 1);
            default -> IpAddress.v4(random.nextInt());
        };
    }

    private static long tag(IpAddress a, IpAddress b) {
        long[] row = new long[FlowRow.WORDS];
        row[FragmentLayout.A_HIGH] = a.high();
        row[FragmentLayout.A_LOW] = a.low();
        row[FragmentLayout.B_HIGH] = b.high();
        row[FragmentLayout.B_LOW] = b.low();
        row[FragmentLayout.KEY] = 1000L << 48 | 443L << 32 | (long) Protocols.TCP << 24;
        return RowTag.of(RowFixture.row(row, 0));
    }

    private static int selected(TagFilter filter, long[] tags) {
        int selected = 0;
        for (int from = 0; from < tags.length; from += Long.SIZE) {
            selected += Long.bitCount(filter.select(tags, from));
        }
        return selected;
    }

    @Test
    void selectsEveryAddressOfPrefix() {
        int selective = 0;
        long[] tags = new long[Long.SIZE];
        for (int i = 0; i < 20_000; i++) {
            IpAddress inside = address();
            int bits = random.nextInt(129);
            TagFilter filter = filter("addr = " + range(AddressRanges.prefix(inside, bits)));
            if (filter != null) {
                selective++;
                int place = random.nextInt(Long.SIZE);
                tags[place] =
                        random.nextBoolean() ? tag(inside, address()) : tag(address(), inside);
                assertThat(filter.select(tags, 0) >>> place & 1).as("%s/%d", inside, bits).isOne();
            }
        }
        assertThat(selective).isGreaterThan(5_000);
    }

    private static String range(AddressRanges prefix) {
        return prefix.from(0) + "-" + prefix.to(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "addr = 10.2.3.4 | 64",
                "srcAddr = 10.2.0.0/16 | 1024",
                "dstAddr IN (10.2.3.0/24, 10.3.0.7) | 2048",
                "addr = 2001:db8:1::/48 | 1024",
                "port = 80 | 0",
                "port = 443 AND bytes > 0 | 16384"
            })
    void selectsFewOthers(String text, int most) {
        long[] tags = new long[TAGS];
        for (int i = 0; i < TAGS; i++) {
            tags[i] = tag(IpAddress.v4(random.nextInt()), IpAddress.v4(random.nextInt()));
        }
        assertThat(selected(filter(text), tags)).isLessThanOrEqualTo(most);
    }

    @ParameterizedTest
    @CsvSource({
        "addr = 10.0.0.0/8",
        "addr = ::/64",
        "addr = ::ffff:0:0/96",
        "addr != 10.2.3.4",
        "bytes > 0",
        "addr = 10.2.3.4 OR bytes > 0"
    })
    void isAbsentIfAnyTagMayMatch(String text) {
        assertThat(filter(text)).isNull();
    }
}
