package io.ringflow.cli.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The jar of a Java agent that consists of one class. */
final class AgentJar {

    private AgentJar() {}

    /**
     * Writes the jar and returns its path.
     *
     * @param resources further entries, by name
     */
    static Path write(Path directory, Class<?> agent, Map<String, byte[]> resources)
            throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(new Attributes.Name("Agent-Class"), agent.getName());
        attributes.put(new Attributes.Name("Premain-Class"), agent.getName());
        attributes.put(new Attributes.Name("Can-Redefine-Classes"), "true");
        Map<String, byte[]> entries = new HashMap<>(resources);
        String file = classFile(agent.getName());
        try (InputStream code = agent.getClassLoader().getResourceAsStream(file)) {
            entries.put(file, code.readAllBytes());
        }
        Path jar = directory.resolve(agent.getSimpleName() + ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue());
            }
        }
        return jar;
    }

    /** Returns the path of a class's code in a jar. */
    static String classFile(String className) {
        return className.replace('.', '/') + ".class";
    }
}
