package io.ringflow.capture.file;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads captures independently of this project; Debian's package tshark has it. */
public final class Tshark {

    private Tshark() {}

    /** Returns how many packets can be read from a capture before it ends or is damaged. */
    public static long packets(Path capture) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                "tshark",
                                "-n",
                                "-r",
                                capture.toString(),
                                "-T",
                                "fields",
                                "-e",
                                "frame.number")
                        .redirectError(Redirect.DISCARD)
                        .start();
        try (InputStream out = process.getInputStream()) {
            String numbers = new String(out.readAllBytes(), StandardCharsets.US_ASCII);
            var unused = process.waitFor(); // it also fails for damage after the last packet
            return numbers.lines().count();
        }
    }
}
