package io.ringflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** Which methods call which, and which calls they make within monitors, as javap shows it. */
final class Bytecode {

    /**
     * A method. Overloads are told apart by nothing.
     *
     * @param name internal name of its class, a dot, its own name
     * @param calls names of the methods that it calls
     * @param callsInMonitor those that it may call while it holds a monitor
     */
    record Method(String name, Set<String> calls, Set<String> callsInMonitor) {}

    private static final Pattern CLASS =
            Pattern.compile("^\\S.*?(?:class|interface) ([\\w.$]+).*\\{$");
    private static final Pattern METHOD = Pattern.compile("^  (\\S.*?)?([\\w.$]+)\\(.*;$");
    private static final Pattern CALL =
            Pattern.compile(
                    "^ +\\d+: invoke\\w+ .*// (?:Interface)?Method (?:([\\w/$]+)\\.)?\"?([\\w$<>]+)\"?:.*$");
    private static final Pattern ENTER = Pattern.compile("^ +\\d+: monitorenter$");
    private static final Pattern EXIT = Pattern.compile("^ +\\d+: monitorexit$");

    private final List<Method> methods = new ArrayList<>();
    private String type = "";

    private Bytecode() {}

    /** The code of all classes that are in the same place as one of these. */
    static Bytecode of(List<Class<?>> classes) {
        Bytecode code = new Bytecode();
        try {
            for (Class<?> one : classes) {
                URI place = one.getProtectionDomain().getCodeSource().getLocation().toURI();
                code.read(Path.of(place));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return code;
    }

    List<Method> methods() {
        return methods;
    }

    /** Some methods and all that call them, directly or not. */
    Set<String> callersOf(Set<String> called) {
        Set<String> callers = new HashSet<>(called);
        boolean grows = true;
        while (grows) {
            grows = false;
            for (Method method : methods) {
                if (method.calls().stream().anyMatch(callers::contains)) {
                    grows |= callers.add(method.name());
                }
            }
        }
        return callers;
    }

    private void read(Path place) throws IOException {
        if (Files.isDirectory(place)) {
            disassemble(place);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(place)) {
                disassemble(jar.getPath("/"));
            }
        }
    }

    private void disassemble(Path root) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-p", "-c"));
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> !file.toString().contains("/wire/v1/"))
                    .forEach(file -> arguments.add(file.toUri().toString()));
        }
        StringWriter text = new StringWriter();
        StringWriter errors = new StringWriter();
        int status =
                ToolProvider.findFirst("javap")
                        .orElseThrow()
                        .run(
                                new PrintWriter(text),
                                new PrintWriter(errors),
                                arguments.toArray(String[]::new));
        if (status != 0) {
            throw new IllegalStateException("javap: " + errors);
        }
        parse(text.toString().lines().toList());
    }

    private void parse(List<String> lines) {
        List<String> body = new ArrayList<>();
        for (String line : lines) {
            Matcher head = CLASS.matcher(line);
            if (head.matches()) {
                type = head.group(1).replace('.', '/');
            }
            if (METHOD.matcher(line).matches() || line.equals("}")) {
                add(body);
                body.clear();
            }
            body.add(line);
        }
    }

    private void add(List<String> body) {
        Matcher head = body.isEmpty() ? null : METHOD.matcher(body.getFirst());
        if (head == null || !head.matches()) {
            return;
        }
        boolean whole = body.getFirst().contains(" synchronized ");
        int first = whole ? 0 : firstOf(body, ENTER);
        int last = whole ? body.size() : firstOf(body.reversed(), EXIT);
        last = whole || last < 0 ? last : body.size() - last;
        Set<String> calls = new HashSet<>();
        Set<String> inMonitor = new HashSet<>();
        for (int i = 0; i < body.size(); i++) {
            Matcher call = CALL.matcher(body.get(i));
            if (call.matches()) {
                String owner = call.group(1) == null ? type : call.group(1);
                String name = owner + '.' + call.group(2);
                calls.add(name);
                // All between the first monitor and the end of the last one.
                if (first >= 0 && i >= first && i < last) {
                    inMonitor.add(name);
                }
            }
        }
        methods.add(new Method(type + '.' + head.group(2), calls, inMonitor));
    }

    private static int firstOf(List<String> lines, Pattern wanted) {
        for (int i = 0; i < lines.size(); i++) {
            if (wanted.matcher(lines.get(i)).matches()) {
                return i;
            }
        }
        return -1;
    }
}
