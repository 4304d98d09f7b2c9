/** How answers are written: JSON values, bodies, and answers that equal requests share. */
package io.ringflow.server.api.answer;
