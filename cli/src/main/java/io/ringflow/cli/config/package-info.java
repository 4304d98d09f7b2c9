/**
 * Reads the configuration from defaults, file, environment and command line, and the commands about
 * it. Other packages use {@link io.ringflow.cli.config.Configuration}, and commands the options
 * that read one.
 */
package io.ringflow.cli.config;
