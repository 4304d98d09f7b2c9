package io.ringflow.job.publish;

import static io.ringflow.job.track.ShardHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.fragment.Fragments;
import io.ringflow.capture.fragment.Packet;
import io.ringflow.job.query.PublishedShards;
import io.ringflow.job.track.FlowChanges;
import io.ringflow.job.track.ShardHarness;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.Subscription;
import io.ringflow.model.state.answer.ChangedFlows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChangeFeedTest {

    /** How long a test waits before it fails. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final PublishedShards shards = new PublishedShards(2);

    @AfterEach
    void withdraw() {
        shards.close();
    }

    private static List<Packet> udp(long millis, int flows) {
        return IntStream.rangeClosed(1, flows)
                .mapToObj(port -> Packet.udp(ms(millis), port))
                .toList();
    }

    /** Polls until a number of changes have come. */
    private static List<Flow> take(Subscription subscription, int count)
            throws InterruptedException {
        List<Flow> taken = new ArrayList<>();
        while (taken.size() < count) {
            Optional<ChangedFlows> next = subscription.poll(PATIENCE);
            assertThat(next).as("changes after " + taken.size()).isPresent();
            taken.addAll(next.get().flows());
        }
        assertThat(taken).hasSize(count);
        return taken;
    }

    @Test
    void deliversStartChangeAndEndOfFlow() throws Exception {
        try (Subscription all = shards.state.subscribe(FlowFilter.ALL)) {
            shards.see(Fragments.OBSERVER, udp(10, 1)).follow(1_000);
            shards.see(Fragments.OBSERVER, udp(1_010, 1)).follow(2_000);
            shards.follow(3_000);
            shards.follow(70_000);

            List<Flow> changes = take(all, 3);
            assertThat(changes)
                    .extracting(Flow::event)
                    .containsExactly(FlowEvent.NEW, FlowEvent.UPDATE, FlowEvent.END);
            assertThat(changes).extracting(Flow::packets).containsExactly(1L, 2L, 2L);
            assertThat(changes).extracting(Flow::id).containsOnly(changes.get(0).id());
        }
    }

    @Test
    void goesOnAfterChangesThatCannotBeRead() throws Exception {
        ShardHarness shard = ShardHarness.plain();
        ChangeFeed feed = new ChangeFeed();
        try (Subscription all = feed.subscribe(FlowFilter.ALL)) {
            shard.see(Fragments.OBSERVER, Packet.udp(ms(10), 7));
            FlowChanges changes = shard.follow(1_000);
            feed.offer(shard.unreadable());
            feed.offer(changes);
            ChangedFlows next = all.poll(PATIENCE).orElseThrow();
            assertThat(next.flows()).extracting(Flow::srcPort).containsExactly(7);
            assertThat(next.missed()).isEqualTo(1);
        }
    }

    @Test
    void deliversStartAndEndInOneBucket() throws Exception {
        try (Subscription all = shards.state.subscribe(FlowFilter.ALL)) {
            shards.see(
                    Fragments.OBSERVER,
                    List.of(Packet.tcp(ms(1), Packet.SYN), Packet.tcp(ms(2), Packet.RST)));
            shards.follow(60_000);

            assertThat(take(all, 2))
                    .extracting(Flow::event)
                    .containsExactly(FlowEvent.NEW, FlowEvent.END);
        }
    }

    @Test
    void deliversToEachSubscriberWhatItsFilterMatches() throws Exception {
        try (Subscription seven = shards.state.subscribe(FlowFilter.parse("srcPort = 7"));
                Subscription again = shards.state.subscribe(FlowFilter.parse("srcPort = 7"));
                Subscription all = shards.state.subscribe(FlowFilter.ALL)) {
            shards.see(Fragments.OBSERVER, udp(10, 20)).follow(1_000);

            assertThat(take(all, 20)).hasSize(20);
            List<Flow> matches = take(seven, 1);
            assertThat(matches).extracting(Flow::srcPort).containsExactly(7);
            // The very same object: subscribers with the same filter share its matches.
            assertThat(take(again, 1).get(0)).isSameAs(matches.get(0));
        }
    }

    @Test
    void countsChangesThatSlowSubscriberMisses() throws Exception {
        try (Subscription slow = shards.state.subscribe(FlowFilter.ALL);
                Subscription fast = shards.state.subscribe(FlowFilter.ALL)) {
            long changes = 0;
            for (int second = 0; second < 60; second++) {
                shards.see(Fragments.OBSERVER, udp(second * 1_000L, 5_000));
                shards.follow(second * 1_000L + 1_000);
                changes += take(fast, 5_000).size();
            }
            long taken = 0;
            long missed = 0;
            for (Optional<ChangedFlows> next = slow.poll(Duration.ZERO);
                    next.isPresent();
                    next = slow.poll(Duration.ZERO)) {
                taken += next.get().flows().size();
            }
            shards.see(Fragments.OBSERVER, udp(60_000, 1)).follow(61_000);
            ChangedFlows after = slow.poll(PATIENCE).orElseThrow();
            taken += after.flows().size();
            missed += after.missed();

            assertThat(missed).isPositive();
            assertThat(taken + missed).isEqualTo(changes + 1);
        }
    }

    @Test
    void isNotFollowedAfterLastSubscriberCloses() {
        ChangeFeed feed = new ChangeFeed();
        Subscription one = feed.subscribe(FlowFilter.ALL);
        Subscription other = feed.subscribe(FlowFilter.ALL);

        one.close();
        assertThat(feed.isFollowed()).isTrue();
        other.close();
        other.close();
        assertThat(feed.isFollowed()).isFalse();
    }

    @Test
    void endsPollWhenSubscriptionIsClosed() throws Exception {
        Subscription subscription = shards.state.subscribe(FlowFilter.ALL);
        Thread closer = Thread.ofVirtual().start(subscription::close);

        assertThat(subscription.poll(PATIENCE)).isEmpty();
        closer.join();
    }
}
