/**
 * How answers are written: JSON values, CSV, bodies, what an answer covers, and answers that equal
 * requests share.
 */
package io.ringflow.server.api.answer;
