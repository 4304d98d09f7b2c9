const LOCAL_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** @param {string | undefined} timeZone */
const formatter = (timeZone) =>
    new Intl.DateTimeFormat('sv-SE', {timeZone, dateStyle: 'short', timeStyle: 'medium'});

/** Writes `2026-01-31 12:00:00`. Making a formatter takes longer than a hundred uses of it. */
const LOCAL = formatter(undefined);
const UTC = formatter('UTC');

/** Event time as the page last heard of it, and times as the reader wants them. */
export class Clock {
    /** The event time up to which everything is known, in ms since 1970; 0 before the first packet. */
    watermark = 0;
    /** Whether times are written in UTC instead of the reader's zone. */
    utc = localStorage.getItem('ringflow.utc') === 'true';

    /** @param {{watermark?: string}} answer any answer or update of the API */
    hear(answer) {
        if (answer.watermark) {
            this.watermark = Math.max(this.watermark, Date.parse(answer.watermark));
        }
    }

    /** How far event time is behind this machine's clock, in ms. */
    get lagMs() {
        return this.watermark ? Date.now() - this.watermark : 0;
    }

    /** @param {boolean} utc */
    useUtc(utc) {
        this.utc = utc;
        localStorage.setItem('ringflow.utc', String(utc));
    }

    /** The time zone's name, for labels. */
    get zone() {
        return this.utc ? 'UTC' : LOCAL_ZONE;
    }

    /**
     * A mark of a time axis: the day, or hours and minutes, with seconds if marks are that close.
     *
     * @param {number} ms since 1970
     * @param {number} apartMs how far marks are apart
     */
    mark(ms, apartMs) {
        const [day, text] = this.#parts(ms);
        if (text === '00:00:00' || apartMs >= 86_400_000) {
            return day.slice(5);
        }
        return apartMs < 60_000 ? text : text.slice(0, 5);
    }

    /**
     * A time of day, with the day unless it is today.
     *
     * @param {string | number} time RFC 3339, or ms since 1970
     */
    time(time) {
        const [day, clock] = this.#parts(new Date(time).getTime());
        const [today] = this.#parts(Date.now());
        return day === today ? clock : `${day} ${clock}`;
    }

    /** The day and the time of day. @param {number} ms since 1970 */
    #parts(ms) {
        return (this.utc ? UTC : LOCAL).format(ms).split(' ');
    }
}
