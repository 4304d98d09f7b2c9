package io.ringflow.cli.config;

import io.ringflow.cli.config.settings.Setting;
import io.ringflow.cli.config.settings.Settings;

/** Writes all settings as the commented default file and as the documentation's table. */
public final class SettingsText {

    private SettingsText() {}

    /** Returns a YAML file with every setting, its default and its meaning. */
    public static String defaultFile() {
        StringBuilder yaml =
                new StringBuilder(
                        """
                        # Ringflow's settings with their defaults. Each can also be given as an
                        # environment variable (RINGFLOW_CAPTURE_INTERFACES=eth0,eth1) or on the
                        # command line (-Dcapture.interfaces=eth0); the command line wins, then the
                        # environment, then this file.
                        """);
        String[] previous = {};
        for (Setting<?> setting : Settings.ALL) {
            String[] words = setting.path().split("\\.");
            appendSections(yaml, previous, words);
            String indent = "  ".repeat(words.length - 1);
            yaml.append(indent).append("# ").append(setting.meaning()).append('\n');
            yaml.append(indent).append("# (").append(setting.allowed()).append(")\n");
            yaml.append(indent).append(words[words.length - 1]).append(": ");
            yaml.append(setting.defaultText()).append('\n');
            previous = words;
        }
        return yaml.toString();
    }

    /** Opens the sections of a path that the previous path is not in. */
    private static void appendSections(StringBuilder yaml, String[] previous, String[] words) {
        int same = 0;
        while (same < Math.min(previous.length, words.length) - 1
                && previous[same].equals(words[same])) {
            same++;
        }
        if (same == 0) {
            yaml.append('\n');
        }
        for (int depth = same; depth < words.length - 1; depth++) {
            yaml.append("  ".repeat(depth)).append(words[depth]).append(":\n");
        }
    }

    /** Returns the settings as a Markdown table. */
    public static String markdownTable() {
        StringBuilder table =
                new StringBuilder("| setting | default | meaning | allowed |\n|---|---|---|---|\n");
        for (Setting<?> setting : Settings.ALL) {
            table.append("| `").append(setting.path()).append("` | `");
            table.append(setting.defaultText()).append("` | ");
            table.append(cell(setting.meaning())).append(" | ");
            table.append(cell(setting.allowed())).append(" |\n");
        }
        return table.toString();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
