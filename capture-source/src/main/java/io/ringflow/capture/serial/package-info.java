/**
 * The base class of the serializers of the job's records, their type information, and values that
 * several of them contain. Each format starts with a version.
 */
package io.ringflow.capture.serial;
