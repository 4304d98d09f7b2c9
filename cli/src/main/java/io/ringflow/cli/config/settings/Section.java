package io.ringflow.cli.config.settings;

import io.ringflow.cli.config.type.SettingType;
import java.util.ArrayList;
import java.util.List;

/**
 * The settings below one key of the configuration file, and how they become the record that carries
 * them. A subclass declares each setting once, as a field that {@link #setting} returns; the order
 * of the fields is their order in the file. Immutable once constructed.
 */
abstract class Section {

    private final List<Setting<?>> settings = new ArrayList<>();

    /**
     * Declares a setting.
     *
     * @param path its place in the file, such as {@code capture.ring.blocks}
     * @param type how its value is read
     * @param defaultText its default, as YAML
     * @param meaning one line for the default file and the documentation
     */
    final <T> Setting<T> setting(
            String path, SettingType<T> type, String defaultText, String meaning) {
        Setting<T> setting = new Setting<>(path, type, defaultText, meaning);
        settings.add(setting);
        return setting;
    }

    /** The settings in the order of the file. */
    final List<Setting<?>> settings() {
        return List.copyOf(settings);
    }
}
