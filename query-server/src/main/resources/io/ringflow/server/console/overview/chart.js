/** The chart of traffic over time: stacked areas, the period before, and gaps. */

import uPlot from '../lib/uplot/uPlot.esm.js';
import {scaled, unitText} from '../numbers.js';
import {totals} from './traffic.js';

const HEIGHT = 320;
const NARROW_HEIGHT = 240;
const CLICK_PX = 4;

/**
 * What the chart tells.
 *
 * @typedef {object} ChartEvents
 * @property {(fromMs: number, toMs: number) => void} select a time range was dragged
 * @property {(key: string, anchor: import('../view.js').Anchor) => void} pick an area was clicked
 * @property {(index: number | null) => void} point the pointer is over a point, or has left
 */

/**
 * What the chart shows.
 *
 * @typedef {object} ChartContent
 * @property {import('./traffic.js').Traffic} traffic
 * @property {(number | null)[]} previous
 * @property {{fromMs: number, toMs: number}} range
 * @property {import('../numbers.js').Unit} unit
 * @property {import('../colours.js').Colours} colours
 * @property {import('../clock.js').Clock} clock
 */

/** Draws on a canvas. Its numbers are also in the tables beside it. */
export class Chart {
    /** The element to put on the page. */
    element = document.createElement('div');

    #events;
    /** @type {any} */
    #plot = null;
    #layout = '';
    /** @type {ChartContent | null} */
    #content = null;
    #observer = new ResizeObserver(() => this.#resize());

    /** @param {ChartEvents} events */
    constructor(events) {
        this.#events = events;
        this.element.className = 'chart';
        this.#observer.observe(this.element);
    }

    /** The width in CSS pixels. */
    get width() {
        return this.element.clientWidth || 600;
    }

    /** @param {ChartContent} content */
    show(content) {
        this.#content = content;
        const keys = content.traffic.series.map(({key}) => content.colours.variable(key));
        const theme = document.documentElement.dataset.theme;
        const layout = [theme, content.unit, content.clock.utc, content.previous.length > 0, ...keys].join();
        if (layout !== this.#layout || !this.#plot) {
            this.#layout = layout;
            this.#plot?.destroy();
            this.#plot = new uPlot(this.#options(content), this.#data(content), this.element);
        } else {
            this.#plot.setData(this.#data(content), false);
            this.#scale(content);
        }
    }

    /** Frees the canvas. */
    close() {
        this.#observer.disconnect();
        this.#plot?.destroy();
        this.#plot = null;
    }

    #size() {
        const {width} = this;
        return {width, height: width < 500 ? NARROW_HEIGHT : HEIGHT};
    }

    #resize() {
        if (this.#plot && this.element.clientWidth !== this.#plot.width) {
            this.#plot.setSize(this.#size());
        }
    }

    /** @param {ChartContent} content */
    #scale({range}) {
        this.#plot.batch(() => {
            this.#plot.setScale('x', {min: range.fromMs / 1000, max: range.toMs / 1000});
        });
    }

    /**
     * The times, the stacked sums from the last series down, and the period before. The first
     * series is at the bottom: its sum is the smallest.
     *
     * @param {ChartContent} content
     */
    #data({traffic, previous}) {
        const times = Float64Array.from(
            {length: traffic.count},
            (_, index) => (traffic.fromMs + index * traffic.stepMs) / 1000,
        );
        const known = totals(traffic);
        const sums = [];
        let below = new Array(traffic.count).fill(0);
        for (const {rates} of traffic.series) {
            below = below.map((sum, index) => sum + (rates[index] ?? 0));
            sums.push(below.map((sum, index) => (known[index] === null ? null : sum)));
        }
        return [times, ...sums.reverse(), ...(previous.length > 0 ? [previous] : [])];
    }

    /** @param {ChartContent} content */
    #options({traffic, previous, range, unit, colours, clock}) {
        const areas = traffic.series
            .map(({key}) => {
                const colour = css(colours.variable(key));
                return {
                    label: key ?? 'other',
                    stroke: colour,
                    fill: colour + 'b8',
                    width: 1,
                    points: {show: false},
                };
            })
            .reverse();
        const before = {
            label: 'the period before',
            stroke: css('--text'),
            width: 1.5,
            dash: [2, 4],
            points: {show: false},
        };
        return {
            ...this.#size(),
            tzDate: (seconds) => inZone(new Date(seconds * 1000), clock),
            legend: {show: false},
            padding: [12, 8, 0, 0],
            cursor: {y: false, points: {show: false}, drag: {x: true, y: false, setScale: false}},
            scales: {
                x: {time: true, min: range.fromMs / 1000, max: range.toMs / 1000},
                y: {range: (_, __, max) => [0, max > 0 ? max * 1.08 : 1]},
            },
            series: [{}, ...areas, ...(previous.length > 0 ? [before] : [])],
            bands: areas.slice(1).map((_, index) => ({series: [index + 1, index + 2]})),
            axes: [
                axis({
                    size: 32,
                    space: 72,
                    values: (_, marks, __, ___, apart) =>
                        marks.map((mark) => clock.mark(mark * 1000, apart * 1000)),
                }),
                axis({
                    size: 64,
                    values: (_, marks) => marks.map(scaled),
                    label: unitText(unit),
                    labelSize: 20,
                }),
            ],
            hooks: {
                drawClear: [(plot) => this.#drawGaps(plot)],
                setSelect: [(plot) => this.#select(plot)],
                setCursor: [(plot) => this.#events.point(plot.cursor.idx ?? null)],
                ready: [(plot) => this.#listen(plot)],
            },
        };
    }

    /** Hatches the time that each gap covers, behind the areas. */
    #drawGaps(plot) {
        const {context, left, top, height} = canvasOf(plot);
        const {traffic, range} = /** @type {ChartContent} */ (this.#content);
        context.save();
        context.beginPath();
        context.rect(left, top, plot.bbox.width, height);
        context.clip();
        for (const gap of traffic.gaps) {
            const end = gap.end ? Date.parse(gap.end) : range.toMs;
            const from = plot.valToPos(Date.parse(gap.start) / 1000, 'x', true);
            const to = Math.max(from + 3, plot.valToPos(end / 1000, 'x', true));
            hatch(context, from, top, to - from, height);
        }
        context.restore();
    }

    #select(plot) {
        const {left, width} = plot.select;
        if (width > CLICK_PX) {
            const from = plot.posToVal(left, 'x') * 1000;
            const to = plot.posToVal(left + width, 'x') * 1000;
            plot.setSelect({left: 0, width: 0, top: 0, height: 0}, false);
            this.#events.select(from, to);
        }
    }

    #listen(plot) {
        let downAt = 0;
        plot.over.addEventListener('pointerdown', (event) => (downAt = event.clientX));
        plot.over.addEventListener('click', (event) => {
            const key = Math.abs(event.clientX - downAt) <= CLICK_PX ? this.#keyAt(plot) : null;
            if (key !== null) {
                const place = {left: event.clientX, bottom: event.clientY};
                this.#events.pick(key, {getBoundingClientRect: () => place});
            }
        });
    }

    /** The key of the area below the pointer; null if there is none, or it is that of others. */
    #keyAt(plot) {
        const {idx, top} = plot.cursor;
        const value = plot.posToVal(top, 'y');
        const {series} = /** @type {ChartContent} */ (this.#content).traffic;
        let sum = 0;
        for (const {key, rates} of idx == null ? [] : series) {
            sum += rates[idx] ?? 0;
            if (value <= sum) {
                return key;
            }
        }
        return null;
    }
}

/** A date whose local parts are those of the time zone that is shown. */
function inZone(date, clock) {
    return clock.utc ? uPlot.tzDate(date, 'Etc/UTC') : date;
}

function canvasOf(plot) {
    return {context: plot.ctx, left: plot.bbox.left, top: plot.bbox.top, height: plot.bbox.height};
}

function hatch(context, left, top, width, height) {
    const step = 6 * devicePixelRatio;
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    context.fillStyle = css('--gap') + '22';
    context.fillRect(left, top, width, height);
    context.strokeStyle = css('--gap') + '99';
    context.lineWidth = devicePixelRatio;
    context.beginPath();
    for (let x = left - height; x < left + width; x += step) {
        context.moveTo(x, top + height);
        context.lineTo(x + height, top);
    }
    context.stroke();
    context.restore();
}

function axis(more) {
    const line = {stroke: css('--line'), width: 1};
    const font = '12px system-ui, sans-serif';
    return {stroke: css('--quiet'), grid: line, ticks: {show: false}, font, labelFont: font, ...more};
}

/** @param {string} variable of the style sheet, a colour such as `#0a5cb8` */
function css(variable) {
    return getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
}
