/** Asks again and again while the view is open and the tab is visible. */

/**
 * Starts at once. A question is asked anew only after the previous answer.
 *
 * @param {number} everyMs
 * @param {(signal: AbortSignal) => Promise<void>} ask handles its own problems
 * @returns {{again: () => void, close: () => void}} `again` asks at once
 */
export function poll(everyMs, ask) {
    let timer = 0;
    let round = 0;
    let request = new AbortController();
    const run = async () => {
        clearTimeout(timer);
        request.abort();
        request = new AbortController();
        const started = ++round;
        if (!document.hidden) {
            await ask(request.signal);
        }
        if (started === round) {
            timer = setTimeout(run, everyMs);
        }
    };
    const visible = () => !document.hidden && run();
    document.addEventListener('visibilitychange', visible);
    run();
    return {
        again: run,
        close: () => {
            round++;
            clearTimeout(timer);
            request.abort();
            document.removeEventListener('visibilitychange', visible);
        },
    };
}
