/** Builds and takes apart texts in the filter language. The server alone decides what is right. */

const PLAIN = /^[A-Za-z0-9_.:/*-]+$/;
const WORD = /^(and|or|not|in|like)$/i;

/**
 * A test of a field, such as `dstPort = 443`.
 *
 * @param {string} field
 * @param {string | number} value
 */
export function term(field, value) {
    const text = String(value);
    const plain = PLAIN.test(text) && !WORD.test(text);
    return `${field} = ${plain ? text : '"' + text.replace(/[\\"]/g, '\\$&') + '"'}`;
}

/**
 * A test for a key of a dimension, which for `interface` is `host/interface`.
 *
 * @param {string} dimension
 * @param {string} key
 */
export function keyTerm(dimension, key) {
    const slash = dimension === 'interface' ? key.indexOf('/') : -1;
    return slash < 0
        ? term(dimension, key)
        : `(${term('host', key.slice(0, slash))} AND ${term('interface', key.slice(slash + 1))})`;
}

/**
 * A filter that also requires a term.
 *
 * @param {string} filter
 * @param {string} required
 */
export function and(filter, required) {
    const given = filter.trim();
    if (!given) {
        return required;
    }
    if (given === required || given.endsWith(' AND ' + required)) {
        return given;
    }
    return `${hasOr(given) ? `(${given})` : given} AND ${required}`;
}

/**
 * A filter that also forbids a term.
 *
 * @param {string} filter
 * @param {string} forbidden
 */
export function andNot(filter, forbidden) {
    return and(filter, 'NOT ' + forbidden);
}

/**
 * A filter for the flows that were there in a time range.
 *
 * @param {string} filter
 * @param {{from: string, to: string}} range
 */
export function during(filter, {from, to}) {
    const times = `lastSeen >= ${from} AND firstSeen <= ${to}`;
    return filter.trim() ? `(${filter}) AND ${times}` : times;
}

/** Whether an OR stands outside of quotation marks; one in parentheses does no harm. */
function hasOr(filter) {
    return /\bor\b/i.test(filter.replace(/"(\\.|[^"\\])*"/g, '""'));
}

/**
 * The terms of a filter that is nothing but `field = value` joined by AND; null for any other.
 *
 * @param {string} filter
 * @returns {{field: string, value: string}[] | null}
 */
export function conjunction(filter) {
    if (!filter.trim()) {
        return [];
    }
    const terms = [];
    const pattern = /\s*([A-Za-z.]+)\s*=\s*("(?:\\.|[^"\\])*"|[A-Za-z0-9_.:*-]+)\s*(?:and\b|$)/iy;
    while (pattern.lastIndex < filter.length) {
        const match = pattern.exec(filter);
        if (!match) {
            return null;
        }
        const quoted = match[2].startsWith('"');
        const value = quoted ? match[2].slice(1, -1).replace(/\\(.)/g, '$1') : match[2];
        terms.push({field: match[1], value});
    }
    return terms;
}
