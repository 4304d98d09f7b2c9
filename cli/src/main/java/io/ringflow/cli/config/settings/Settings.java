package io.ringflow.cli.config.settings;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All settings. The file, the environment and the command line are read by them; the default file
 * and the documentation are generated from them.
 */
public final class Settings {

    public static final CaptureSection CAPTURE = new CaptureSection();
    public static final FlowSection FLOW = new FlowSection();
    public static final QuerySection QUERY = new QuerySection();
    public static final StateSection STATE = new StateSection();
    public static final ClusterSection CLUSTER = new ClusterSection();
    public static final SecuritySection SECURITY = new SecuritySection();
    public static final KeptStateSection KEPT_STATE = new KeptStateSection();
    static final FlinkSection FLINK = new FlinkSection();
    public static final HistorySection HISTORY = new HistorySection();
    public static final ExportSection EXPORT = new ExportSection();
    public static final LogSection LOG = new LogSection();

    /** All settings in the order of the file. */
    public static final List<Setting<?>> ALL =
            Stream.of(
                            CAPTURE,
                            FLOW,
                            QUERY,
                            STATE,
                            CLUSTER,
                            SECURITY,
                            FLINK,
                            KEPT_STATE,
                            HISTORY,
                            EXPORT,
                            LOG)
                    .<Setting<?>>flatMap(section -> section.settings().stream())
                    .toList();

    private Settings() {}

    /** Returns the setting at a path, or empty if there is none. */
    static Optional<Setting<?>> at(String path) {
        return ALL.stream().filter(setting -> setting.path().equals(path)).findAny();
    }

    /** Returns the keys directly below a section, or an empty set if the path is not a section. */
    static Set<String> keys(String section) {
        String prefix = section.isEmpty() ? "" : section + ".";
        Set<String> keys = new LinkedHashSet<>();
        for (Setting<?> setting : ALL) {
            if (setting.path().startsWith(prefix)) {
                keys.add(setting.path().substring(prefix.length()).split("\\.", 2)[0]);
            }
        }
        return keys;
    }

    /** Returns the paths of all settings. */
    static Stream<String> paths() {
        return ALL.stream().map(Setting::path);
    }
}
