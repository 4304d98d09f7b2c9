/**
 * The parameters of a request and how they are read: numbers, durations, moments. Mistakes become
 * problems that name the parameter.
 */
package io.ringflow.server.api.request;
