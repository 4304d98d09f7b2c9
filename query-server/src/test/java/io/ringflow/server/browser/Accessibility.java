package io.ringflow.server.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Checks pages with axe-core, which knows the rules of WCAG 2. */
public final class Accessibility {

    private static final String FILES = "META-INF/resources/webjars/axe-core/";
    private static final String PROPERTIES =
            "META-INF/maven/org.webjars.npm/axe-core/pom.properties";

    private static final String RUN =
            "axe.run({resultTypes: ['violations']}).then(result => result.violations"
                    + ".flatMap(rule => rule.nodes.map(node => rule.id + ': ' + node.html)))";

    private Accessibility() {}

    /** The elements of a page that violate a rule, each with the rule's name. */
    public static List<String> violations(Tab tab) {
        tab.evaluate(axe() + ";true");
        List<String> found = new ArrayList<>();
        for (JsonNode violation : tab.evaluate(RUN)) {
            found.add(violation.asText());
        }
        return found;
    }

    private static String axe() {
        try {
            Properties properties = new Properties();
            properties.load(new StringReader(read(PROPERTIES)));
            return read(FILES + properties.getProperty("version") + "/axe.min.js");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(String resource) throws IOException {
        try (InputStream in =
                Accessibility.class.getClassLoader().getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
