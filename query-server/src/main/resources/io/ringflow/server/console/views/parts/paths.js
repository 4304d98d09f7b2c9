/** Paths of small charts, as the `d` of SVG. Pure functions. */

/**
 * An area over a base line.
 *
 * @param {ArrayLike<number>} values oldest first
 * @param {number} width
 * @param {number} height the largest value's; negative for an area that hangs down
 * @param {number} base y of the base line
 * @param {number} [largest] the value that is as high as the chart
 */
export function areaPath(values, width, height, base, largest = maximum(values)) {
    if (values.length < 2) {
        return '';
    }
    const step = width / (values.length - 1);
    let path = `M0 ${base}`;
    for (let i = 0; i < values.length; i++) {
        const share = largest > 0 ? values[i] / largest : 0;
        path += `L${short(i * step)} ${short(base - share * height)}`;
    }
    return `${path}L${short(width)} ${base}Z`;
}

/**
 * The same with a step for each value instead of a slope between them: for few values.
 *
 * @param {ArrayLike<number>} values oldest first
 * @param {number} width
 * @param {number} height the largest value's; negative for an area that hangs down
 * @param {number} base y of the base line
 * @param {number} largest the value that is as high as the chart
 */
export function stepPath(values, width, height, base, largest) {
    const step = width / values.length;
    let path = `M0 ${base}`;
    for (let i = 0; i < values.length; i++) {
        const share = largest > 0 ? values[i] / largest : 0;
        path += `V${short(base - share * height)}H${short((i + 1) * step)}`;
    }
    return `${path}V${base}Z`;
}

/** The largest value, or 0. @param {ArrayLike<number>} values */
export function maximum(values) {
    let largest = 0;
    for (let i = 0; i < values.length; i++) {
        largest = Math.max(largest, values[i]);
    }
    return largest;
}

/** @param {number} value */
function short(value) {
    return Math.round(value * 10) / 10;
}
