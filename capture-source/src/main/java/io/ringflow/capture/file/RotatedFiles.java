package io.ringflow.capture.file;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out from their names which capture files are the rotated files of one capture, as tcpdump
 * and dumpcap write them. Names that leave room for doubt are not rotated files, because files of
 * different captures must stay different observers. Opens nothing. Thread-safe.
 *
 * @see RotatedName the names that are known
 */
public final class RotatedFiles {

    /** Rotation by time continues a capture only if the next file starts within a day. */
    private static final long LONGEST_PAUSE_SECONDS = 24 * 60 * 60;

    /**
     * A capture in one or more files.
     *
     * @param observer name of the observer: the file's name, or what the names of rotated files
     *     have in common
     * @param paths the files, oldest first according to their names
     */
    public record Sequence(String observer, List<String> paths) {

        public Sequence {
            paths = List.copyOf(paths);
        }
    }

    private record Member(int index, String path, RotatedName name) {}

    private RotatedFiles() {}

    /**
     * Joins rotated files.
     *
     * @param paths files in any order
     * @return the captures, in the order of their first mention
     */
    public static List<Sequence> sequences(List<String> paths) {
        Map<Object, List<Member>> byStem = new LinkedHashMap<>();
        for (int i = 0; i < paths.size(); i++) {
            RotatedName name = RotatedName.of(paths.get(i));
            byStem.computeIfAbsent(name == null ? i : name.stemKey(), stem -> new ArrayList<>())
                    .add(new Member(i, paths.get(i), name));
        }
        List<List<Member>> captures = new ArrayList<>();
        for (List<Member> members : byStem.values()) {
            if (members.size() == 1 || !clearlyRotated(members)) {
                members.forEach(member -> captures.add(List.of(member)));
            } else {
                captures.addAll(runs(members));
            }
        }
        captures.sort(Comparator.comparingInt(RotatedFiles::firstIndex));
        return captures.stream().map(RotatedFiles::sequence).toList();
    }

    private static int firstIndex(List<Member> capture) {
        return capture.stream().mapToInt(Member::index).min().orElseThrow();
    }

    private static Sequence sequence(List<Member> capture) {
        Member first = capture.getFirst();
        return new Sequence(
                capture.size() == 1 ? InputPath.fileName(first.path()) : first.name().observer(),
                capture.stream().map(Member::path).toList());
    }

    private static boolean clearlyRotated(List<Member> members) {
        Set<Long> positions = new HashSet<>();
        Set<Integer> widths = new HashSet<>();
        boolean padded = false;
        for (Member member : members) {
            if (!positions.add(member.name().position())) {
                return false;
            }
            if (!member.name().unnumbered()) {
                widths.add(member.name().digits().length());
            }
            padded |= member.name().padded();
        }
        boolean unnumbered = members.stream().anyMatch(member -> member.name().unnumbered());
        if (unnumbered) {
            // tcpdump -C calls the first file FILE and the second one FILE1.
            return !padded && positions.contains(1L);
        }
        return !padded || widths.size() == 1;
    }

    /** Sorts rotated files, and divides them at pauses in which the capture must have ended. */
    private static List<List<Member>> runs(List<Member> members) {
        List<Member> sorted =
                members.stream()
                        .sorted(Comparator.comparingLong(member -> member.name().position()))
                        .toList();
        List<List<Member>> runs = new ArrayList<>();
        Member last = null;
        for (Member member : sorted) {
            if (last == null || paused(last.name(), member.name())) {
                runs.add(new ArrayList<>());
            }
            runs.getLast().add(member);
            last = member;
        }
        return runs;
    }

    private static boolean paused(RotatedName last, RotatedName next) {
        return next.timed() && next.position() - last.position() > LONGEST_PAUSE_SECONDS;
    }
}
