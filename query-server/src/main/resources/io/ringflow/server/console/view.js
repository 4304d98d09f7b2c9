/**
 * What a view is. A view answers the page's question in its own way; `views/index.js` lists them.
 * The shell opens one view at a time and closes it when the user goes to another.
 */

/**
 * @typedef {object} View
 * @property {string} id its name in the URL
 * @property {string} title
 * @property {string} [key] the letter that opens it after `g`; views without one are not in the
 *     navigation
 * @property {(page: Page) => OpenView} open called when the user comes to it
 */

/**
 * A view that is on the page. The shell calls `ask` once before the first `render`.
 *
 * @typedef {object} OpenView
 * @property {(question: import('./question.js').Question) => void} ask the question is new: get
 *     the answer, and keep showing the old one until it is there
 * @property {() => unknown} render what to show, as a template of lit-html; called at most once a
 *     frame, after `page.redraw()`
 * @property {(paused: boolean) => void} [pause] hold what is shown, and count what waits; then
 *     catch up
 * @property {() => number} [waiting] how many updates were held back since the pause began
 * @property {(event: KeyboardEvent) => boolean} [key] a key outside of input fields that the shell
 *     does not use; true if the view did
 * @property {() => void} close end subscriptions, timers and requests
 */

/**
 * Where a menu opens: an element, or a place in a chart.
 *
 * @typedef {Element | {getBoundingClientRect: () => {left: number, bottom: number}}} Anchor
 */

/**
 * What the shell gives a view.
 *
 * @typedef {object} Page
 * @property {import('./question.js').QuestionStore} questions
 * @property {import('./api.js').Api} api
 * @property {import('./stream.js').Stream} stream
 * @property {import('./clock.js').Clock} clock event time, and how times are written
 * @property {import('./colours.js').Colours} colours of keys, the same in all views
 * @property {() => void} redraw renders the page in the next frame; not in a hidden tab
 * @property {() => boolean} paused
 * @property {(problem: import('./api.js').Problem | null) => void} report shows why there is no
 *     answer: a wrong filter is marked in the filter box. Null: there is one
 * @property {(anchor: Anchor, field: string, value: string | number) => void} offer opens the menu
 *     “only”, “not”, “copy” for a value; call it when the value is clicked
 */

export {};
