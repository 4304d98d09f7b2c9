/** Numbers as people read them: at most three significant digits, and units that change with size. */

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P'];
const UNIT_TEXT = {bits: 'bit/s', packets: 'packets/s', flows: 'flows/s'};
const TOTAL_TEXT = {bits: 'B', packets: 'packets', flows: 'flows'};

/** @typedef {'bits' | 'packets' | 'flows'} Unit */

/**
 * A number with a prefix, such as `12.4 M`.
 *
 * @param {number} value
 */
export function scaled(value) {
    let size = Math.abs(value);
    let prefix = 0;
    while (size >= 999.5 && prefix < PREFIXES.length - 1) {
        size /= 1000;
        prefix++;
    }
    const digits = size === 0 || size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
    const text = (Math.sign(value) * size).toFixed(digits).replace(/\.0+$/, '');
    return PREFIXES[prefix] ? `${text} ${PREFIXES[prefix]}` : text;
}

/** A number with all its digits, in groups of three. @param {number} value */
export function exact(value) {
    // Tables have hundreds of these: toLocaleString would take most of their time.
    return Number.isInteger(value)
        ? String(value).replaceAll(/\B(?=(\d{3})+$)/g, ' ')
        : value.toLocaleString('en').replaceAll(',', ' ');
}

/** The unit of a rate, for labels. @param {Unit} unit */
export function unitText(unit) {
    return UNIT_TEXT[unit];
}

/** A rate with its unit, such as `12.4 Mbit/s`. @param {number} value @param {Unit} unit */
export function rate(value, unit) {
    return joined(value, UNIT_TEXT[unit]);
}

/** A total: bytes, packets or flows. @param {number} value @param {Unit} unit */
export function total(value, unit) {
    return joined(value, TOTAL_TEXT[unit]);
}

function joined(value, unit) {
    const text = scaled(value);
    const short = unit.startsWith('bit') || unit === 'B';
    if (short) {
        return text.includes(' ') ? text + unit : `${text} ${unit}`;
    }
    return `${text.replace(' ', '')} ${unit}`;
}

/** A share of the whole, such as `12.4 %`. @param {number} share from 0 to 1 */
export function percent(share) {
    const value = share * 100;
    if (value > 0 && value < 0.05) {
        return '< 0.1 %';
    }
    return `${value >= 99.95 || value === 0 ? value.toFixed(0) : value.toFixed(1)} %`;
}

/** A length of time, such as `1.2 s` or `3 min`. @param {number} ms */
export function span(ms) {
    const seconds = ms / 1000;
    if (seconds < 1) {
        return `${Math.round(ms)} ms`;
    }
    if (seconds < 10) {
        return `${seconds.toFixed(1).replace('.0', '')} s`;
    }
    if (seconds < 120) {
        return `${Math.round(seconds)} s`;
    }
    if (seconds < 7200) {
        return `${Math.round(seconds / 60)} min`;
    }
    return seconds < 172800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} d`;
}
