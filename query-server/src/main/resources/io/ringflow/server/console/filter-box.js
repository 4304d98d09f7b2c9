/** The filter of the question as text: completion, the server's message at its place, saved ones. */

import {html, nothing} from './lib/lit-html/lit-html.js';
import {live} from './lib/lit-html/directives/live.js';
import {savedFilters, toggleFilter} from './preferences.js';
import {Suggestions} from './suggestions.js';

/** An input field for the filter. Enter asks, Escape takes back. */
export class FilterBox {
    #questions;
    #redraw;
    #suggestions;
    #draft = '';
    /** @type {import('./suggestions.js').Suggestion[]} */
    #items = [];
    #from = 0;
    #chosen = -1;
    /** @type {import('./api.js').Problem | null} */
    #problem = null;

    /**
     * @param {import('./question.js').QuestionStore} questions
     * @param {import('./api.js').Api} api
     * @param {() => void} redraw
     */
    constructor(questions, api, redraw) {
        this.#questions = questions;
        this.#redraw = redraw;
        this.#suggestions = new Suggestions(api);
        this.#draft = questions.current.filter;
        questions.listen((question) => this.#take(question.filter));
    }

    /** What the server says about the filter at hand. @param {import('./api.js').Problem | null} problem */
    set problem(problem) {
        this.#problem = problem;
    }

    /** Puts the cursor into the field. */
    focus() {
        this.#input()?.focus();
        this.#input()?.select();
    }

    #input() {
        return /** @type {HTMLInputElement | null} */ (document.getElementById('filter'));
    }

    /** @param {string} filter */
    #take(filter) {
        if (filter !== this.#draft) {
            this.#draft = filter;
            this.#problem = null;
        }
        this.#close();
    }

    #close() {
        this.#items = [];
        this.#chosen = -1;
        this.#redraw();
    }

    /** @param {string} text */
    #ask(text) {
        this.#draft = text.trim();
        this.#problem = null;
        this.#questions.change({filter: this.#draft});
        this.#close();
    }

    async #suggest() {
        const input = this.#input();
        if (!input) {
            return;
        }
        const before = input.value.slice(0, input.selectionStart ?? input.value.length);
        const {from, items} = await this.#suggestions.at(before);
        if (document.activeElement === input && input.value.startsWith(before)) {
            this.#items = items;
            this.#from = from;
            this.#chosen = -1;
            this.#redraw();
        }
    }

    /** @param {string} text */
    #insert(text) {
        const input = this.#input();
        const caret = input?.selectionStart ?? this.#draft.length;
        const start = this.#draft.slice(0, this.#from) + text + ' ';
        this.#draft = start + this.#draft.slice(caret).trimStart();
        if (input) {
            input.value = this.#draft;
            input.setSelectionRange(start.length, start.length);
            input.focus();
        }
        this.#suggest();
    }

    /** @param {KeyboardEvent} event */
    #key(event) {
        const count = this.#items.length;
        if (event.key === 'Enter') {
            this.#chosen >= 0 ? this.#insert(this.#items[this.#chosen].text) : this.#ask(this.#draft);
        } else if (event.key === 'Tab' && count > 0 && !event.shiftKey) {
            this.#insert(this.#items[Math.max(0, this.#chosen)].text);
        } else if (event.key === 'Escape') {
            count > 0 ? this.#close() : this.#takeBack();
        } else if (count > 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
            const step = event.key === 'ArrowDown' ? 1 : -1;
            this.#chosen = (this.#chosen + step + count + (this.#chosen < 0 && step < 0 ? 1 : 0)) % count;
            this.#redraw();
        } else {
            return;
        }
        event.preventDefault();
    }

    #takeBack() {
        this.#draft = this.#questions.current.filter;
        this.#input()?.blur();
        this.#redraw();
    }

    render() {
        const filter = this.#questions.current.filter;
        return html`
            <div class="filter ${this.#problem ? 'wrong' : ''}">
                <label class="hidden" for="filter">Filter</label>
                <div class="text">
                    ${this.#marked()}
                    <input
                        id="filter"
                        type="text"
                        role="combobox"
                        autocomplete="off"
                        autocapitalize="off"
                        spellcheck="false"
                        placeholder="All flows. Filter: dstPort = 443 AND NOT addr = 10.0.0.0/8"
                        aria-autocomplete="list"
                        aria-controls="suggestions"
                        aria-expanded=${this.#items.length > 0}
                        aria-activedescendant=${this.#chosen < 0 ? nothing : 'suggestion-' + this.#chosen}
                        aria-invalid=${this.#problem ? 'true' : 'false'}
                        aria-describedby=${this.#problem ? 'filter-problem' : nothing}
                        .value=${live(this.#draft)}
                        @input=${(event) => this.#edited(event.target.value)}
                        @keydown=${(event) => this.#key(event)}
                        @focus=${() => this.#suggest()}
                        @blur=${() => this.#close()}
                    />
                </div>
                ${filter || this.#draft
                    ? html`<button type="button" title="All flows" aria-label="Clear the filter"
                          @click=${() => this.#ask('')}>⌫</button>`
                    : nothing}
                ${this.#saved(filter)} ${this.#list()}
            </div>
            ${this.#problem
                ? html`<p id="filter-problem" class="problem" role="alert">${this.#problem.message}</p>`
                : nothing}
        `;
    }

    /** @param {string} text */
    #edited(text) {
        this.#draft = text;
        this.#problem = null;
        this.#redraw();
        this.#suggest();
    }

    /** The same text behind the field, with the wrong part underlined. */
    #marked() {
        const at = this.#problem?.position;
        if (at === undefined) {
            return nothing;
        }
        const wrong = /^("[^"]*"?|[^\s"(),=<>!]+|.)?/.exec(this.#draft.slice(at))?.[0] || ' ';
        const before = this.#draft.slice(0, at);
        return html`<div class="mirror" aria-hidden="true">${before}<mark>${wrong}</mark></div>`;
    }

    /** @param {string} filter */
    #saved(filter) {
        const filters = savedFilters();
        const isSaved = filters.includes(filter);
        return html`
            ${filter
                ? html`<button type="button" aria-pressed=${isSaved}
                      title=${isSaved ? 'Forget this filter' : 'Save this filter in this browser'}
                      aria-label="Save this filter"
                      @click=${() => (toggleFilter(filter), this.#redraw())}>${isSaved ? '★' : '☆'}</button>`
                : nothing}
            ${filters.length > 0
                ? html`<select aria-label="Saved filters" class="saved" .value=${live('')}
                      @change=${(event) => this.#ask(event.target.value)}>
                      <option value="" disabled selected>saved</option>
                      ${filters.map((saved) => html`<option value=${saved}>${saved}</option>`)}
                  </select>`
                : nothing}
        `;
    }

    #list() {
        return html`
            <ul id="suggestions" role="listbox" aria-label="Suggestions" ?hidden=${this.#items.length === 0}>
                ${this.#items.map(
                    ({text, hint}, index) => html`
                        <li id="suggestion-${index}" role="option" aria-selected=${index === this.#chosen}
                            @pointerdown=${(event) => (event.preventDefault(), this.#insert(text))}>
                            <code>${text}</code><span>${hint}</span>
                        </li>
                    `,
                )}
            </ul>
        `;
    }
}
