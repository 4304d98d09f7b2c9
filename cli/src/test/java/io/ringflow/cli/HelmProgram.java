package io.ringflow.cli;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Renders a chart with each file of values in a folder. A program of its own, because Helm is a
 * library in machine code.
 */
final class HelmProgram {

    static final String RENDERED = ".rendered";
    static final String REFUSED = ".refused";
    static final String LINT = "lint";

    private HelmProgram() {}

    /**
     * Writes what Helm makes of {@code NAME.yaml} to {@code NAME.yaml.rendered}, or why it doesn't
     * to {@code NAME.yaml.refused}, and what is wrong with the chart to {@code lint}.
     *
     * @param args the chart's folder, and that of the values
     */
    public static void main(String[] args) throws IOException {
        Path chart = Path.of(args[0]);
        Path folder = Path.of(args[1]);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.yaml")) {
            for (Path file : files) {
                render(chart, file);
            }
        }
        var lint = new Helm(chart).lint().strict().call();
        Files.writeString(
                folder.resolve(LINT), lint.isFailed() ? String.join("\n", lint.getMessages()) : "");
    }

    private static void render(Path chart, Path values) throws IOException {
        try {
            String text =
                    new Helm(chart)
                            .template()
                            .withName("ringflow")
                            .withNamespace("ringflow")
                            .withKubeVersion("1.33.0")
                            .withValuesFile(values)
                            .call();
            Files.writeString(values.resolveSibling(values.getFileName() + RENDERED), text);
        } catch (IllegalStateException e) {
            Files.writeString(
                    values.resolveSibling(values.getFileName() + REFUSED),
                    String.valueOf(e.getMessage()));
        }
    }
}
