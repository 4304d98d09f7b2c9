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
        return this.utc ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone;
    }

    /**
     * A mark of a time axis: the day, or hours and minutes, with seconds if marks are that close.
     *
     * @param {number} ms since 1970
     * @param {number} apartMs how far marks are apart
     */
    mark(ms, apartMs) {
        const timeZone = this.utc ? 'UTC' : undefined;
        const date = new Date(ms);
        const text = date.toLocaleTimeString('sv-SE', {timeZone});
        if (text === '00:00:00' || apartMs >= 86_400_000) {
            return date.toLocaleDateString('sv-SE', {timeZone}).slice(5);
        }
        return apartMs < 60_000 ? text : text.slice(0, 5);
    }

    /**
     * A time of day, with the day unless it is today.
     *
     * @param {string | number} time RFC 3339, or ms since 1970
     */
    time(time) {
        const date = new Date(time);
        const timeZone = this.utc ? 'UTC' : undefined;
        const day = date.toLocaleDateString('sv-SE', {timeZone});
        const clock = date.toLocaleTimeString('sv-SE', {timeZone});
        const today = new Date().toLocaleDateString('sv-SE', {timeZone});
        return day === today ? clock : `${day} ${clock}`;
    }
}
