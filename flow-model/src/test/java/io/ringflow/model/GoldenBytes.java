package io.ringflow.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The exact bytes of a format, kept as hexadecimal digits in {@code src/test/resources/golden} of
 * the module under test. {@code -Dringflow.golden.write=true} writes a file that is missing. It
 * never changes one: bytes in the field don't change either, so a format that changes gets another
 * version and thus another file.
 */
public final class GoldenBytes {

    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final int PER_LINE = 32;

    private GoldenBytes() {}

    /** Asserts that bytes are those of a file, and returns those. */
    public static byte[] check(String name, byte[] written) throws IOException {
        checkText(name + ".hex", lines(written));
        return read(name);
    }

    /** Asserts that a text, which describes a format, is that of a file. */
    public static void checkText(String name, String written) throws IOException {
        Path file = FOLDER.resolve(name);
        writeMissing(file, written);
        assertThat(file).as("run with -Dringflow.golden.write=true").exists();
        assertThat(written).as(name).isEqualTo(Files.readString(file));
    }

    /** Writes a file that is missing if that is requested, and checks nothing. */
    public static void record(String name, byte[] written) throws IOException {
        writeMissing(FOLDER.resolve(name + ".hex"), lines(written));
    }

    private static void writeMissing(Path file, String written) throws IOException {
        if (Boolean.getBoolean("ringflow.golden.write") && !Files.exists(file)) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, written);
        }
    }

    /** The bytes of a file. */
    public static byte[] read(String name) throws IOException {
        try (Stream<String> lines = Files.lines(FOLDER.resolve(name + ".hex"))) {
            return HexFormat.of().parseHex(lines.collect(Collectors.joining()));
        }
    }

    private static String lines(byte[] bytes) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < bytes.length; i += PER_LINE) {
            int end = Math.min(bytes.length, i + PER_LINE);
            lines.append(HexFormat.of().formatHex(bytes, i, end)).append('\n');
        }
        return lines.toString();
    }
}
