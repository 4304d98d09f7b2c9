/** What stands above the table of flows: how many there are, and what can be done with them. */

import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {exact} from '../../numbers.js';
import {commandButtons} from '../parts/command-buttons.js';
import {COLUMNS, chosenColumns} from './columns.js';

const STATES = {active: 'active', ended: 'ended', all: 'active and ended'};

/**
 * @typedef {object} Toolbar
 * @property {number} total matches, -1 if unknown
 * @property {number} shown
 * @property {string} state
 * @property {boolean} totals
 * @property {string | undefined} columns the option of the URL
 * @property {number} waiting changes held back by the pause
 * @property {number} behind rows held back while the reader points at the table
 * @property {string} notice what went wrong or is under way
 * @property {Record<string, string>} commands
 * @property {(options: Record<string, string | undefined>) => void} choose changes options of the
 *     question; undefined is the default
 * @property {(format: 'ndjson' | 'csv') => void} download
 */

/** @param {Toolbar} bar */
export function toolbar(bar) {
    return html`
        <div class="flows-bar">
            <h2>${bar.total < 0 ? 'Flows' : html`${exact(bar.total)} ${bar.total === 1 ? 'flow' : 'flows'}`}
                ${bar.shown < bar.total ? html`<span class="quiet">${exact(bar.shown)} shown</span>` : nothing}</h2>
            <p class="quiet" role="status">${held(bar)}</p>
            <div class="flows-tools">
                ${stateChoice(bar)} ${countersChoice(bar)} ${columnChoice(bar)} ${exportChoice(bar)}
                ${commandButtons(bar.commands)}
            </div>
        </div>
    `;
}

/** @param {Toolbar} bar */
function held({notice, waiting, behind}) {
    if (notice) {
        return notice;
    }
    if (waiting > 0) {
        return `Paused: ${exact(waiting)} ${waiting === 1 ? 'change waits' : 'changes wait'}`;
    }
    return behind > 0 ? `${exact(behind)} more ${behind === 1 ? 'row' : 'rows'} when you leave the table` : '';
}

/** @param {Toolbar} bar */
function stateChoice({state, choose}) {
    return html`
        <select aria-label="State of the flows" @change=${(event) => choose({state: event.target.value})}>
            ${Object.entries(STATES).map(
                ([value, text]) => html`<option value=${value} ?selected=${value === state}>${text}</option>`,
            )}
        </select>
    `;
}

/** @param {Toolbar} bar */
function countersChoice({totals, choose}) {
    return html`
        <select aria-label="Counters" @change=${(event) => choose({totals: event.target.value || undefined})}>
            <option value="" ?selected=${!totals}>rates</option>
            <option value="1" ?selected=${totals}>totals</option>
        </select>
    `;
}

/** @param {Toolbar} bar */
function columnChoice({columns, choose}) {
    const chosen = chosenColumns(columns);
    const toggle = (column, on) => {
        const next = COLUMNS.filter((each) => (each === column ? on : chosen.includes(each)));
        choose({columns: next.map(({id}) => id).join(',')});
    };
    return html`
        <details class="choice">
            <summary>columns</summary>
            <fieldset class="card">
                <legend class="hidden">Columns</legend>
                ${COLUMNS.map(
                    (column) => html`
                        <label><input type="checkbox" .checked=${chosen.includes(column)}
                            @change=${(event) => toggle(column, event.target.checked)}>${column.title}</label>
                    `,
                )}
                <button type="button" @click=${() => choose({columns: undefined})}>as usual</button>
            </fieldset>
        </details>
    `;
}

/** @param {Toolbar} bar */
function exportChoice({download}) {
    return html`
        <details class="choice">
            <summary>export</summary>
            <div class="card">
                <button type="button" @click=${() => download('ndjson')}>NDJSON, all matches</button>
                <button type="button" @click=${() => download('csv')}>CSV, all matches</button>
            </div>
        </details>
    `;
}
