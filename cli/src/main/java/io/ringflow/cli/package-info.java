/**
 * The {@code ringflow} command. This package has the entry points (the command, the job's main
 * class for Flink, the training run of the start cache) and reports failures; every other package
 * of the module has the commands of one kind or what several kinds share, and none uses this one.
 */
package io.ringflow.cli;
