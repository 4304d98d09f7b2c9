package io.ringflow.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Classes that have the names of those in the libraries of the job's jar and nothing else in
 * common: libraries of a cluster in versions that the job can't use.
 */
final class OtherLibraries {

    /** One of each library that every job loads. */
    private static final List<String> CLASSES =
            List.of(
                    "com.datadoghq.sketch.ddsketch.DDSketch",
                    "com.fasterxml.jackson.core.JsonFactory",
                    "com.fasterxml.jackson.databind.ObjectMapper",
                    "com.fasterxml.jackson.dataformat.yaml.YAMLFactory",
                    "com.google.common.base.Preconditions",
                    "com.google.gson.Gson",
                    "com.google.protobuf.ByteString",
                    "com.google.re2j.Pattern",
                    "io.grpc.ServerBuilder",
                    "io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder",
                    "io.grpc.netty.shaded.io.netty.channel.EventLoopGroup",
                    "io.perfmark.PerfMark",
                    "org.yaml.snakeyaml.LoaderOptions",
                    "picocli.CommandLine");

    private OtherLibraries() {}

    /** Writes the classes below a directory, which then belongs into a class path. */
    static Path write(Path directory) throws IOException {
        Path sources = directory.resolve("sources");
        Path classes = Files.createDirectories(directory.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of("-d", classes.toString()));
        for (String name : CLASSES) {
            int dot = name.lastIndexOf('.');
            Path source = sources.resolve(name.replace('.', '/') + ".java");
            Files.createDirectories(source.getParent());
            Files.writeString(
                    source,
                    "package %s; public class %s {}"
                            .formatted(name.substring(0, dot), name.substring(dot + 1)));
            arguments.add(source.toString());
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new))).isZero();
        return classes;
    }
}
