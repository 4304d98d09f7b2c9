package io.ringflow.history.store;

import io.ringflow.capture.serial.StateFormat;
import io.ringflow.job.StateFormats;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A savepoint of an earlier build, in a zip file with the versions of its formats. A new one is
 * written when a version is raised; the old ones stay.
 *
 * @param file the zip file
 * @param versions the versions of the formats, by their names
 */
record KeptSavepoint(Path file, Map<String, Integer> versions) {

    private static final Path FOLDER = Path.of("src/test/resources/savepoints");
    private static final String VERSIONS = "versions";

    /** All savepoints of a job that are kept, oldest first. */
    static List<KeptSavepoint> all(String job) throws IOException {
        List<KeptSavepoint> all = new ArrayList<>();
        for (int number = 1; Files.exists(file(job, number)); number++) {
            all.add(new KeptSavepoint(file(job, number), versions(file(job, number))));
        }
        return all;
    }

    private static Path file(String job, int number) {
        return FOLDER.resolve(job + '-' + number + ".zip");
    }

    private static Map<String, Integer> versions(Path file) throws IOException {
        Map<String, Integer> versions = new TreeMap<>();
        read(
                file,
                (entry, in) -> {
                    if (entry.equals(VERSIONS)) {
                        String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
                        text.lines()
                                .map(line -> line.split(" ", -1))
                                .forEach(line -> versions.put(line[0], Integer.valueOf(line[1])));
                    }
                });
        return versions;
    }

    /** The versions that are written today. */
    static Map<String, Integer> versionsOfToday() throws IOException {
        Map<String, Integer> versions = new TreeMap<>();
        for (StateFormat format : StateFormats.all()) {
            versions.put(format.name(), format.version());
        }
        return versions;
    }

    /** Whether this build reads all formats of the savepoint; if not, it must refuse them. */
    boolean readable() throws IOException {
        Predicate<StateFormat> known =
                format ->
                        versions.containsKey(format.name())
                                && versions.get(format.name()) >= format.oldest()
                                && versions.get(format.name()) <= format.version();
        return StateFormats.all().stream().allMatch(known);
    }

    /** Unpacks the savepoint. */
    Path unpack(Path directory) throws IOException {
        Files.createDirectories(directory);
        read(file, (entry, in) -> Files.copy(in, directory.resolve(entry)));
        return directory;
    }

    /** Keeps a savepoint that today's build has written. */
    static void keep(String job, Path savepoint) throws IOException {
        Path file = file(job, all(job).size() + 1);
        Files.createDirectories(FOLDER);
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.list(savepoint)) {
            for (Path saved : files.sorted().toList()) {
                add(zip, saved.getFileName().toString(), Files.readAllBytes(saved));
            }
            StringBuilder text = new StringBuilder();
            versionsOfToday().forEach((name, version) -> text.append(name + ' ' + version + '\n'));
            add(zip, VERSIONS, text.toString().getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void add(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(bytes);
        zip.closeEntry();
    }

    /** Takes an entry of a zip file. */
    private interface EntryReader {
        void read(String name, InputStream in) throws IOException;
    }

    private static void read(Path file, EntryReader reader) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                reader.read(entry.getName(), zip);
            }
        }
    }

    @Override
    public String toString() {
        return file.getFileName().toString();
    }
}
