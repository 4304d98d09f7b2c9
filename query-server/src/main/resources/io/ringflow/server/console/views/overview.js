/** What is going on: traffic over time, and who makes it. */

import {html, nothing} from '../lib/lit-html/lit-html.js';
import {dimensionTitle} from '../dimensions.js';
import {exact, rate, span, unitText} from '../numbers.js';
import {Chart} from '../overview/chart.js';
import {legend, pointsTable} from '../overview/series-table.js';
import {TrafficSource} from '../overview/source.js';
import {TopLists} from '../overview/top-lists.js';
import {coarser, totals} from '../overview/traffic.js';
import {broken} from './parts/broken.js';

const SHOWN_GAPS = 5;
const POINT_PX = 2.5;

/** @type {import('../view.js').View} */
export const overview = {
    id: 'overview',
    title: 'Overview',
    key: 'o',
    open: (page) => new Overview(page),
};

/** @implements {import('../view.js').OpenView} */
class Overview {
    #page;
    #source;
    #tops;
    #chart;
    /** @type {number | null} */
    #point = null;
    #asTable = false;
    #drawn = '';
    /** What the chart shows. @type {import('../overview/traffic.js').Traffic | null} */
    #shown = null;

    /** @param {import('../view.js').Page} page */
    constructor(page) {
        this.#page = page;
        this.#tops = new TopLists(page);
        this.#source = new TrafficSource(page, () => this.#changed());
        this.#chart = new Chart({
            select: (fromMs, toMs) => this.#select(fromMs, toMs),
            pick: (key, anchor) => this.#pick(key, anchor),
            point: (index) => {
                this.#point = index;
                page.redraw();
            },
        });
    }

    ask(question) {
        this.#source.ask(question);
        this.#tops.ask(question);
    }

    pause(paused) {
        if (!paused) {
            this.#tops.catchUp();
            this.#source.resume();
        }
    }

    waiting() {
        return this.#source.waiting;
    }

    close() {
        this.#source.close();
        this.#tops.close();
        this.#chart.close();
    }

    #changed() {
        const {traffic, problem} = this.#source;
        this.#page.report(problem);
        this.#page.colours.assign((traffic?.series ?? []).map(({key}) => key).filter((key) => key !== null));
        this.#drawn = '';
        this.#page.redraw();
    }

    #select(fromMs, toMs) {
        const step = this.#source.traffic?.stepMs ?? 1000;
        const from = new Date(Math.floor(fromMs / step) * step).toISOString();
        const to = new Date(Math.max(Math.ceil(toMs / step), Math.floor(fromMs / step) + 1) * step).toISOString();
        this.#page.questions.change({range: {from, to}});
    }

    #pick(key, anchor) {
        const {by} = this.#page.questions.current;
        if (by && key !== '') {
            this.#page.offer(anchor, by, key);
        }
    }

    /** Draws the chart once for each answer and theme. */
    #draw() {
        const {traffic, previous, range} = this.#source;
        const {clock} = this.#page;
        const state = `${document.documentElement.dataset.theme} ${clock.utc}`;
        if (traffic && traffic.count > 0 && state !== this.#drawn) {
            this.#drawn = state;
            const {unit} = this.#page.questions.current;
            const coarse = coarser(traffic, previous, this.#chart.width / POINT_PX);
            this.#shown = coarse.traffic;
            this.#chart.show({...coarse, range, unit, colours: this.#page.colours, clock});
        }
    }

    render() {
        const {traffic, problem, failedAt} = this.#source;
        this.#draw();
        const {ends, means} = this.#tops.render(this.#knownMs());
        return html`
            <div class="overview">
                <div class="column">
                    <section class="card traffic" aria-labelledby="over-time">
                        <h2 id="over-time">${this.#title()}</h2>
                        ${broken(problem, failedAt)}
                        ${this.#empty()}
                        <div class="chart-box" role="img" aria-label=${this.#summary()}>${this.#chart.element}</div>
                        ${traffic ? this.#below(traffic) : html`<p class="quiet">${problem ? 'No answer yet' : 'Asking …'}</p>`}
                    </section>
                    <div class="pair">${means}</div>
                </div>
                <div class="column">${ends}</div>
            </div>
        `;
    }

    #title() {
        const {by, unit, range} = this.#page.questions.current;
        const when = 'last' in range ? `last ${range.last.replace('m', ' min')}` : 'chosen time';
        return `${unitText(unit)}${by ? ' by ' + dimensionTitle(by) : ''}, ${when}`;
    }

    /** @param {import('../overview/traffic.js').Traffic} traffic */
    #below(traffic) {
        const {by, unit} = this.#page.questions.current;
        const shown = this.#shown ?? traffic;
        const content = {traffic, shown, unit, by, colours: this.#page.colours, point: this.#point};
        const notes = [
            traffic.note,
            `points of ${span(shown.stepMs)}`,
            this.#source.previous.some((value) => value !== null) ? '┄ the period before' : '',
            traffic.note ? '' : 'drag to choose a time',
        ];
        return html`
            <p class="notes quiet">${notes.filter(Boolean).join(' · ')}</p>
            ${this.#gaps(traffic.gaps)} ${legend(content, this.#page)}
            <details @toggle=${(event) => ((this.#asTable = event.target.open), this.#page.redraw())}>
                <summary>Chart as a table</summary>
                ${this.#asTable ? pointsTable(content, this.#page.clock) : nothing}
            </details>
        `;
    }

    /** @param {import('../overview/traffic.js').Gap[]} gaps */
    #gaps(gaps) {
        if (gaps.length === 0) {
            return nothing;
        }
        const {clock} = this.#page;
        const text = (gap) => {
            const lost = gap.drops > 0 ? `${exact(gap.drops)} packets lost` : 'an unknown number lost';
            const end = gap.end ? clock.time(gap.end) : 'now';
            return `${gap.host}/${gap.interface}: ${lost} (${gap.cause}), ${clock.time(gap.start)} – ${end}`;
        };
        return html`
            <div class="gaps">
                <h3>Gaps: the numbers are too low there</h3>
                <ul>${gaps.slice(-SHOWN_GAPS).map((gap) => html`<li>${text(gap)}</li>`)}</ul>
                ${gaps.length > SHOWN_GAPS ? html`<p>and ${gaps.length - SHOWN_GAPS} earlier ones</p>` : nothing}
            </div>
        `;
    }

    #empty() {
        const {traffic} = this.#source;
        if (!traffic || totals(traffic).some((value) => value !== null && value > 0)) {
            return nothing;
        }
        const {filter, range} = this.#page.questions.current;
        const {questions} = this.#page;
        const button = (text, changes) => html`
            <button type="button" @click=${() => questions.change(changes)}>${text}</button>
        `;
        const longest = 'last' in range && range.last === '30d';
        return html`
            <div class="empty" role="status">
                <p>${filter ? 'No flow matches in this range.' : 'No traffic in this range. Anything that crosses a captured interface appears here, such as a ping.'}</p>
                ${filter ? button('All flows', {filter: ''}) : nothing}
                ${longest ? nothing : button('Last 24 hours', {range: {last: '1d'}})}
                ${longest ? nothing : button('Last 30 days', {range: {last: '30d'}})}
            </div>
        `;
    }

    /** What the chart shows, in a sentence. */
    #summary() {
        const {traffic} = this.#source;
        const known = traffic ? totals(traffic).filter((value) => value !== null) : [];
        const {unit} = this.#page.questions.current;
        return known.length === 0
            ? `${this.#title()}: nothing known`
            : `${this.#title()}: ${rate(known.at(-1) ?? 0, unit)} at the end, at most ${rate(Math.max(...known), unit)}`;
    }

    /** The time from the first traffic to the end of the range. */
    #knownMs() {
        const {traffic, range} = this.#source;
        const first = traffic ? totals(traffic).findIndex((value) => value !== null && value > 0) : -1;
        return traffic && first >= 0
            ? range.toMs - (traffic.fromMs + first * traffic.stepMs)
            : Number.POSITIVE_INFINITY;
    }
}
