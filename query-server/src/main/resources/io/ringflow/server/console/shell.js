/** The frame of the page: the question, the status line, the navigation, and the open view. */

import {html, nothing, render} from './lib/lit-html/lit-html.js';
import {FilterBox} from './filter-box.js';
import {keyHelp, listenToKeys} from './keyboard.js';
import {exact} from './numbers.js';
import {applyTheme, isDark, toggleTheme} from './preferences.js';
import {questionBar} from './question-bar.js';
import {Status} from './status.js';
import {tokenForm} from './token-form.js';
import {ValueMenu} from './value-menu.js';
import {VIEWS} from './views/index.js';

/** Renders the page and opens the view that the question names. */
export class Shell {
    #root;
    #page;
    #status;
    #filter;
    #menu;
    /** @type {import('./view.js').View} */
    #view = VIEWS[0];
    /** @type {import('./view.js').OpenView | null} */
    #open = null;
    #frame = 0;
    /** When the reader paused (`Date.now()`); 0 while the page follows. */
    #pausedAt = 0;
    #help = false;
    #said = '';

    /**
     * @param {HTMLElement} root
     * @param {Pick<import('./view.js').Page, 'questions' | 'api' | 'stream' | 'clock' | 'colours'>} parts
     */
    constructor(root, parts) {
        this.#root = root;
        const redraw = () => this.redraw();
        this.#filter = new FilterBox(parts.questions, parts.api, redraw);
        this.#menu = new ValueMenu(parts.questions, redraw, (text) => this.#announce(text));
        /** @type {import('./view.js').Page} */
        this.#page = {
            ...parts,
            redraw,
            paused: () => this.#pausedAt > 0,
            report: (problem) => this.#report(problem),
            offer: (anchor, field, value) => this.#menu.offer(anchor, field, value),
        };
        this.#status = new Status(this.#page);
        parts.questions.listen((question) => this.#ask(question));
        parts.api.onToken(() => this.#ask(parts.questions.current));
        this.#listen();
        this.#ask(parts.questions.current);
    }

    /** Renders in the next frame; browsers have none for hidden tabs. */
    redraw() {
        this.#frame ||= requestAnimationFrame(() => {
            this.#frame = 0;
            render(this.#template(), this.#root);
        });
    }

    #listen() {
        listenToKeys({
            filter: () => this.#filter.focus(),
            pause: () => this.#pause(),
            theme: () => (toggleTheme(), this.redraw()),
            utc: () => this.#utc(),
            help: () => this.#showHelp(!this.#help),
            escape: () => this.#escape(),
            go: (key) => this.#go(VIEWS.find((view) => view.key === key)),
            other: (event) => this.#open?.key?.(event) ?? false,
        });
        matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
            applyTheme();
            this.redraw();
        });
    }

    /** @param {import('./question.js').Question} question */
    #ask(question) {
        const view = VIEWS.find(({id}) => id === question.view) ?? VIEWS[0];
        if (view !== this.#view || !this.#open) {
            this.#open?.close();
            this.#view = view;
            this.#open = view.open(this.#page);
            document.title = `${view.title} · Ringflow`;
        }
        if (!this.#page.api.needsToken) {
            this.#open.ask(question);
        }
        this.redraw();
    }

    /** @param {import('./view.js').View | undefined} view */
    #go(view) {
        if (view) {
            this.#page.questions.change({view: view.id});
        }
        return view !== undefined;
    }

    #pause() {
        this.#pausedAt = this.#pausedAt ? 0 : Date.now();
        this.#open?.pause?.(this.#pausedAt > 0);
        this.redraw();
    }

    #utc() {
        const {clock} = this.#page;
        clock.useUtc(!clock.utc);
        this.redraw();
    }

    /** @param {boolean} show */
    #showHelp(show) {
        this.#help = show;
        this.redraw();
    }

    #escape() {
        this.#menu.isOpen ? this.#menu.close() : this.#showHelp(false);
    }

    /** @param {import('./api.js').Problem | null} problem */
    #report(problem) {
        this.#filter.problem = problem?.parameter === 'filter' ? problem : null;
        this.redraw();
    }

    /** @param {string} text */
    #announce(text) {
        this.#said = text;
        this.redraw();
        setTimeout(() => {
            this.#said = '';
            this.redraw();
        }, 3000);
    }

    #template() {
        const {api} = this.#page;
        return html`
            <header>
                <h1><a href="./" @click=${(event) => this.#home(event)}>Ringflow</a></h1>
                <div class="question" role="search" aria-label="Question">
                    ${this.#filter.render()}
                    <div class="choices">${questionBar(this.#page)}</div>
                </div>
                ${this.#status.render()} ${this.#navigation()}
            </header>
            <main id="main" aria-label=${this.#view.title}>
                ${api.needsToken ? tokenForm(api) : this.#open?.render()}
            </main>
            ${this.#menu.render()} ${this.#help ? keyHelp(() => this.#showHelp(false)) : nothing}
            <p class="said" role="status" ?hidden=${!this.#said}>${this.#said}</p>
        `;
    }

    #navigation() {
        const {questions, clock} = this.#page;
        const link = ({id, title}) => html`
            <a href="?view=${id}" aria-current=${id === this.#view.id ? 'page' : nothing}
                @click=${(event) => follow(event, () => questions.change({view: id}))}>${title}</a>
        `;
        const button = (label, text, act) => html`
            <button type="button" title=${label} aria-label=${label} @click=${act}>${text}</button>
        `;
        const dark = isDark();
        return html`
            <nav aria-label="Views">
                ${VIEWS.filter((view) => view.key).map(link)}
                <span class="tools">
                    ${button(this.#pauseLabel(), this.#pausedAt ? html`▶ <span class="waiting">${this.#waitingText('')}</span>` : '‖', () => this.#pause())}
                    ${button('Change the time zone (u)', clock.zone, () => this.#utc())}
                    ${button(dark ? 'Light (t)' : 'Dark (t)', dark ? '☀' : '☾', () => (toggleTheme(), this.redraw()))}
                    ${button('Keys (?)', '?', () => this.#showHelp(true))}
                </span>
            </nav>
        `;
    }

    /** @param {'update' | ''} noun */
    #waitingText(noun) {
        const count = this.#open?.waiting?.() ?? 0;
        const nouns = noun && count !== 1 ? noun + 's' : noun;
        return [exact(count), nouns, count === 1 ? 'waits' : 'wait'].filter(Boolean).join(' ');
    }

    #pauseLabel() {
        if (!this.#pausedAt) {
            return 'Pause (p)';
        }
        const since = this.#page.clock.time(this.#pausedAt);
        return `Go on (p): paused at ${since}, ${this.#waitingText('update')}`;
    }

    /** @param {MouseEvent} event */
    #home(event) {
        follow(event, () =>
            this.#page.questions.change({view: VIEWS[0].id, filter: '', range: {last: '15m'}}),
        );
    }
}

/** Follows a link within the page, unless it shall open elsewhere. */
function follow(event, act) {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        act();
    }
}
