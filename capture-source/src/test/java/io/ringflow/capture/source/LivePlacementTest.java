package io.ringflow.capture.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.host.HostReport;
import io.ringflow.capture.split.LiveSplit;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LivePlacementTest {

    private static NavigableMap<Integer, HostReport> threeHosts() {
        NavigableMap<Integer, HostReport> reports = new TreeMap<>();
        for (int subtask = 0; subtask < 6; subtask++) {
            reports.put(subtask, new HostReport("host" + subtask % 3, List.of("eth0", "eth1")));
        }
        return reports;
    }

    private static Map<Integer, List<LiveSplit>> place(
            int readersPerHost,
            NavigableMap<Integer, HostReport> reports,
            Map<Integer, List<LiveSplit>> held) {
        return new LivePlacement(readersPerHost).missing(reports, held, List.of());
    }

    @Test
    void placesInterfacesOnlyOnTheirOwnHost() {
        Map<Integer, List<LiveSplit>> placed = place(1, threeHosts(), Map.of());
        assertThat(placed.values().stream().flatMap(List::stream)).hasSize(6);
        placed.forEach(
                (subtask, splits) ->
                        assertThat(splits)
                                .allMatch(split -> split.host().equals("host" + subtask % 3)));
    }

    @Test
    void spreadsInterfacesOverTheReadersOfTheirHost() {
        assertThat(place(1, threeHosts(), Map.of()).values())
                .allMatch(splits -> splits.size() == 1);
    }

    @Test
    void placesFanoutMembersOnDifferentReaders() {
        Map<Integer, List<LiveSplit>> placed = place(2, threeHosts(), Map.of());
        for (int host = 0; host < 3; host++) {
            List<LiveSplit> first = placed.get(host);
            List<LiveSplit> second = placed.get(host + 3);
            assertThat(first).extracting(LiveSplit::interfaceName).contains("eth0", "eth1");
            assertThat(second).extracting(LiveSplit::interfaceName).contains("eth0", "eth1");
            assertThat(first).allMatch(split -> split.members() == 2);
        }
    }

    @Test
    void addsNewInterfaceWithoutMovingOthers() {
        NavigableMap<Integer, HostReport> reports = threeHosts();
        Map<Integer, List<LiveSplit>> held = place(1, reports, Map.of());
        assertThat(place(1, reports, held)).isEmpty();
        reports.put(4, new HostReport("host1", List.of("eth0", "eth1", "veth9")));
        Map<Integer, List<LiveSplit>> added = place(1, reports, held);
        assertThat(added.values().stream().flatMap(List::stream))
                .singleElement()
                .matches(split -> split.interfaceName().equals("veth9"))
                .matches(split -> split.host().equals("host1"));
    }

    @Test
    void givesReaderThatMovedTheInterfacesOfItsNewHost() {
        NavigableMap<Integer, HostReport> reports = new TreeMap<>();
        reports.put(0, new HostReport("host0", List.of("eth0")));
        reports.put(1, new HostReport("host1", List.of("eth0")));
        Map<Integer, List<LiveSplit>> held = new TreeMap<>(place(1, reports, Map.of()));
        held.remove(1);
        reports.put(1, new HostReport("host2", List.of("wan0")));
        assertThat(place(1, reports, held).get(1))
                .singleElement()
                .matches(split -> split.host().equals("host2"))
                .matches(split -> split.interfaceName().equals("wan0"));
    }

    @Test
    void placesEachInterfaceOnceIfThereAreMoreSubtasks() {
        NavigableMap<Integer, HostReport> wide = new TreeMap<>();
        for (int subtask = 0; subtask < 12; subtask++) {
            wide.put(subtask, new HostReport("host" + subtask % 3, List.of("eth0", "eth1")));
        }
        Map<Integer, List<LiveSplit>> placed = place(0, wide, Map.of());
        assertThat(placed.values().stream().flatMap(List::stream).map(LiveSplit::splitId))
                .hasSize(6)
                .doesNotHaveDuplicates();
    }

    @Test
    void placesNewInterfaceOfLargeHostOnIdleReaders() {
        NavigableMap<Integer, HostReport> reports = new TreeMap<>();
        for (int subtask = 0; subtask < 8; subtask++) {
            reports.put(subtask, new HostReport("host0", List.of("eth0")));
        }
        LivePlacement placement = new LivePlacement(0);
        Map<Integer, List<LiveSplit>> held = placement.missing(reports, Map.of(), List.of());
        assertThat(held.values().stream().flatMap(List::stream)).hasSize(2);
        reports.put(0, new HostReport("host0", List.of("eth0", "veth9")));
        Map<Integer, List<LiveSplit>> added = placement.missing(reports, held, List.of());
        assertThat(added.keySet()).doesNotContain(0, 1);
        assertThat(added.values().stream().flatMap(List::stream))
                .extracting(LiveSplit::splitId)
                .containsExactlyInAnyOrder("host0/veth9/0", "host0/veth9/1");
    }

    @Test
    void replacesLostReaderInFanoutGroupOfSameSize() {
        NavigableMap<Integer, HostReport> reports = new TreeMap<>();
        for (int subtask = 0; subtask < 8; subtask++) {
            reports.put(subtask, new HostReport("host0", List.of("eth0")));
        }
        Map<Integer, List<LiveSplit>> held = new TreeMap<>(place(0, reports, Map.of()));
        LiveSplit lost = held.remove(1).getFirst();
        assertThat(new LivePlacement(0).missing(reports, held, List.of()).get(1))
                .containsExactly(lost);
    }

    @Test
    void keepsSizeOfFanoutGroupAfterRescaling() {
        NavigableMap<Integer, HostReport> reports = new TreeMap<>();
        for (int subtask = 0; subtask < 8; subtask++) {
            reports.put(subtask, new HostReport("host0", List.of("eth0")));
        }
        List<LiveSplit> known = List.of(new LiveSplit("host0", "eth0", 0, 3));
        assertThat(sizes(new LivePlacement(0), reports, known)).containsOnly(3);
        assertThat(sizes(new LivePlacement(4), reports, known)).containsOnly(3);
        assertThat(sizes(new LivePlacement(2), reports, known)).containsOnly(2);
    }

    private static List<Integer> sizes(
            LivePlacement placement,
            NavigableMap<Integer, HostReport> reports,
            List<LiveSplit> known) {
        return placement.missing(reports, Map.of(), known).values().stream()
                .flatMap(List::stream)
                .map(LiveSplit::members)
                .toList();
    }
}
