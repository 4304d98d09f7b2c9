package io.ringflow.job.export.file;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that don't end as they were left: cut by others, or by a crash. */
final class DamagedFile {

    private DamagedFile() {}

    /**
     * Moves a file away that is shorter than it was, so that it is never filled with zeros.
     *
     * @return number of complete lines that it has, without the header
     */
    static long setAside(Path path, FileForm form) throws IOException {
        if (!Files.exists(path)) {
            return 0;
        }
        long lines = form.compression() == Compression.NONE ? lines(path) : 0;
        long header = lines(new ByteArrayInputStream(form.header()));
        if (Files.size(path) > 0) {
            int number = 1;
            while (Files.exists(aside(path, number))) {
                number++;
            }
            Files.move(path, aside(path, number));
        }
        return Math.max(0, lines - header);
    }

    private static Path aside(Path path, int number) {
        return path.resolveSibling(path.getFileName() + ".cut-" + number);
    }

    private static long lines(Path path) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
            return lines(in);
        }
    }

    private static long lines(InputStream in) throws IOException {
        long lines = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                lines++;
            }
        }
        return lines;
    }

    /**
     * Length of a file up to its last line break, which leaves out a line that was not finished
     * before a crash; 0 if there is no file. A file without any line break is left as it is.
     */
    static long completeLength(Path path, FileForm form) throws IOException {
        if (!Files.exists(path)) {
            return 0;
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            long length = file.length();
            if (form.compression() != Compression.NONE) {
                return length;
            }
            byte[] tail = new byte[1 << 12];
            for (long end = length; end > 0; end -= tail.length) {
                long start = Math.max(0, end - tail.length);
                file.seek(start);
                int size = (int) (end - start);
                file.readFully(tail, 0, size);
                for (int i = size - 1; i >= 0; i--) {
                    if (tail[i] == '\n') {
                        return start + i + 1;
                    }
                }
            }
            return length;
        }
    }
}
