/** Routes, and the OpenAPI document that describes them. */
package io.ringflow.server.openapi;
