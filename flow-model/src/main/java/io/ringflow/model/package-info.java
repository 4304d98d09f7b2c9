/** What a flow is: its parts, its words and its addresses. Depends on nothing but the JDK. */
package io.ringflow.model;
