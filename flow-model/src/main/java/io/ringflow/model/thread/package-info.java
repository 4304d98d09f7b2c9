/** Threads that run as long as the part that they belong to. Any package may use it. */
package io.ringflow.model.thread;
