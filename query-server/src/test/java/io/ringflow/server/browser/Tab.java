package io.ringflow.server.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringflow.model.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.StreamSupport;

/**
 * A tab, used as a person would, with everything that the browser complains about. Closed by the
 * test: an open tab goes on asking the server. Not thread-safe.
 */
public final class Tab implements AutoCloseable {

    private static final String AXE = axe();

    private final DevTools tools;
    private final String context;
    private final String target;
    private final String session;
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private volatile boolean frozen;

    /**
     * Opens an empty tab.
     *
     * @param incognito with storage of its own, which ends with the tab
     */
    Tab(DevTools tools, boolean incognito) {
        this.tools = tools;
        ObjectNode parameters = DevTools.object().put("url", "about:blank");
        context = incognito ? newContext() : "";
        if (incognito) {
            parameters.put("browserContextId", context);
        }
        target = tools.call("", "Target.createTarget", parameters).get("targetId").asText();
        session =
                tools.call(
                                "",
                                "Target.attachToTarget",
                                DevTools.object().put("targetId", target).put("flatten", true))
                        .get("sessionId")
                        .asText();
        tools.listen(session, this::hear);
        for (String domain : List.of("Page", "Runtime", "Log", "Audits")) {
            call(domain + ".enable", DevTools.object());
        }
        call("Page.bringToFront", DevTools.object()); // pages that are hidden ask for nothing
    }

    private String newContext() {
        return tools.call("", "Target.createBrowserContext", DevTools.object())
                .get("browserContextId")
                .asText();
    }

    @Override
    public void close() {
        if (context.isEmpty()) {
            tools.call("", "Target.closeTarget", DevTools.object().put("targetId", target));
        } else {
            ObjectNode parameters = DevTools.object().put("browserContextId", context);
            tools.call("", "Target.disposeBrowserContext", parameters);
        }
    }

    private JsonNode call(String method, ObjectNode parameters) {
        return tools.call(session, method, parameters);
    }

    private void hear(JsonNode event) {
        JsonNode content = event.path("params");
        switch (event.path("method").asText()) {
            case "Runtime.exceptionThrown" -> complaints.add(content.toString());
            case "Runtime.consoleAPICalled" -> {
                if (List.of("error", "warning").contains(content.path("type").asText())) {
                    complaints.add(content.toString());
                }
            }
            case "Log.entryAdded" -> {
                // Warnings are advice on speed; violations of the policy are errors.
                if (content.at("/entry/level").asText().equals("error")) {
                    complaints.add(content.toString());
                }
            }
            case "Audits.issueAdded" -> {
                String code = content.at("/issue/code").asText();
                if (code.equals("ContentSecurityPolicyIssue")) {
                    complaints.add(content.toString());
                }
            }
            case "Debugger.paused" -> frozen = true;
            default -> {
                // Everything else is no complaint.
            }
        }
    }

    /**
     * What the browser complained about: errors and warnings of the page, exceptions, failed
     * requests, and violations of the Content-Security-Policy.
     */
    public List<String> complaints() {
        return complaints;
    }

    /** Sets the size of the window and the colour scheme that the system prefers. */
    public void look(int width, int height, boolean dark) {
        call(
                "Emulation.setDeviceMetricsOverride",
                DevTools.object()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", width < 500));
        ObjectNode media = DevTools.object();
        ArrayNode features = media.putArray("features");
        features.addObject()
                .put("name", "prefers-color-scheme")
                .put("value", dark ? "dark" : "light");
        // Otherwise the colours change over some frames, and the contrast with them.
        features.addObject().put("name", "prefers-reduced-motion").put("value", "reduce");
        call("Emulation.setEmulatedMedia", media);
        until("matchMedia('(prefers-color-scheme: " + (dark ? "dark" : "light") + ")').matches");
    }

    /** Goes to a page and waits until it is loaded. */
    public void open(String url) {
        evaluate("window.isOld = true");
        call("Page.navigate", DevTools.object().put("url", url));
        until("!window.isOld && document.readyState === 'complete'");
    }

    /** Loads the page again. */
    public void reload() {
        evaluate("window.isOld = true");
        call("Page.reload", DevTools.object());
        until("!window.isOld && document.readyState === 'complete'");
    }

    /**
     * Keeps the page from doing anything until {@link #resume}: it does not read its WebSocket
     * either, like a page on a machine that is too slow.
     */
    public void freeze() {
        call("Debugger.enable", DevTools.object());
        call("Debugger.pause", DevTools.object()); // stops at the next script that starts
        Waiting.untilPresent(
                () -> "a page that does nothing", () -> Optional.of(frozen).filter(yes -> yes));
    }

    /** Lets the page continue. */
    public void resume() {
        call("Debugger.resume", DevTools.object());
        call("Debugger.disable", DevTools.object());
        frozen = false;
    }

    /** Evaluates JavaScript; the result is JSON. A promise is awaited. */
    public JsonNode evaluate(String script) {
        JsonNode answer =
                call(
                        "Runtime.evaluate",
                        DevTools.object()
                                .put("expression", script)
                                .put("awaitPromise", true)
                                .put("returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(script + ": " + answer.get("exceptionDetails"));
        }
        return answer.at("/result/value");
    }

    /** Waits until a JavaScript expression is true. An error says what the page shows. */
    public void until(String condition) {
        Waiting.untilPresent(
                () -> condition + "; " + situation(),
                () ->
                        evaluate("Boolean(" + condition + ")").asBoolean()
                                ? Optional.of(true)
                                : Optional.empty());
    }

    private String situation() {
        return evaluate(
                                "`${document.visibilityState} ${document.readyState} ${location}: "
                                        + "${document.body?.innerText}`")
                        .asText()
                + complaints;
    }

    /** Clicks the first element that a CSS selector finds, once it is there and stands still. */
    public void click(String selector) {
        JsonNode place =
                Waiting.untilPresent(
                        () -> selector + "; " + situation(),
                        () -> Optional.of(placeToClick(selector)).filter(JsonNode::isObject));
        for (String type : List.of("mousePressed", "mouseReleased")) {
            mouse(type, place.get("x").asDouble(), place.get("y").asDouble());
        }
    }

    /** The middle of an element; null if it is not there, moves or is covered. */
    private JsonNode placeToClick(String selector) {
        return evaluate(
                """
                (async () => {
                    const element = document.querySelector(%s);
                    element?.scrollIntoView({block: 'center'});
                    const middle = () => {
                        const box = element.getBoundingClientRect();
                        return {x: box.left + box.width / 2, y: box.top + box.height / 2};
                    };
                    const before = element && middle();
                    await new Promise((go) => setTimeout(go, 50));
                    if (!element?.isConnected) {
                        return null;
                    }
                    const {x, y} = middle();
                    const steady = x === before.x && y === before.y;
                    return steady && element.contains(document.elementFromPoint(x, y)) ? {x, y} : null;
                })()
                """
                        .formatted(quoted(selector)));
    }

    /** Drags the pointer over an element from one part of its width to another, from 0 to 1. */
    public void drag(String selector, double from, double to) {
        JsonNode box =
                evaluate(
                        "(({left, top, width, height}) => ({left, top, width, height}))(document"
                                + ".querySelector("
                                + quoted(selector)
                                + ").getBoundingClientRect())");
        double left = box.get("left").asDouble();
        double width = box.get("width").asDouble();
        double y = box.get("top").asDouble() + box.get("height").asDouble() / 2;
        mouse("mouseMoved", left + from * width, y);
        mouse("mousePressed", left + from * width, y);
        mouse("mouseMoved", left + (from + to) / 2 * width, y);
        mouse("mouseMoved", left + to * width, y);
        mouse("mouseReleased", left + to * width, y);
    }

    private void mouse(String type, double x, double y) {
        ObjectNode event = DevTools.object().put("type", type).put("x", x).put("y", y);
        if (!type.equals("mouseMoved")) {
            event.put("clickCount", 1);
        }
        call("Input.dispatchMouseEvent", event.put("button", "left"));
    }

    /** Types text where the focus is. */
    public void type(String text) {
        call("Input.insertText", DevTools.object().put("text", text));
    }

    /** Presses a key, such as {@code Enter} or {@code /}. */
    public void press(String key) {
        for (String type : List.of("keyDown", "keyUp")) {
            ObjectNode event = DevTools.object().put("type", type).put("key", key);
            if (key.equals("Enter")) {
                event.put("text", "\r").put("windowsVirtualKeyCode", 13);
            }
            call("Input.dispatchKeyEvent", event);
        }
    }

    /** The text that a person sees in the first element that a CSS selector finds. */
    public String text(String selector) {
        return evaluate("document.querySelector(" + quoted(selector) + ")?.innerText ?? ''")
                .asText();
    }

    /** The page's URL. */
    public String url() {
        return evaluate("location.href").asText();
    }

    /**
     * The violations of accessibility rules that axe-core finds, which must be on the class path:
     * rules with the elements.
     */
    public List<String> accessibilityViolations() {
        evaluate(AXE + "\n; true");
        until("!document.getAnimations().some(change => change instanceof CSSTransition)");
        JsonNode found =
                evaluate(
                        "axe.run().then(({violations}) => violations.map(({id, nodes}) => id + ': '"
                                + " + nodes.map(node => node.html + ' ' + node.failureSummary)"
                                + ".join('; ')))");
        return StreamSupport.stream(found.spliterator(), false).map(JsonNode::asText).toList();
    }

    private static String axe() {
        Properties about = new Properties();
        try {
            about.load(
                    new StringReader(
                            resource("/META-INF/maven/org.webjars.npm/axe-core/pom.properties")));
            return resource(
                    "/META-INF/resources/webjars/axe-core/"
                            + about.getProperty("version")
                            + "/axe.min.js");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource(String path) throws IOException {
        try (InputStream in = Tab.class.getResourceAsStream(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The JavaScript heap that is in use after a garbage collection. */
    public long heapBytes() {
        call("HeapProfiler.collectGarbage", DevTools.object());
        return call("Runtime.getHeapUsage", DevTools.object()).get("usedSize").asLong();
    }

    /** The CPU time that the page's main thread has used since the first call. */
    public double cpuSeconds() {
        call("Performance.enable", DevTools.object().put("timeDomain", "threadTicks"));
        for (JsonNode metric : call("Performance.getMetrics", DevTools.object()).get("metrics")) {
            if (metric.get("name").asText().equals("TaskDuration")) {
                return metric.get("value").asDouble();
            }
        }
        throw new AssertionError("Chromium has no TaskDuration");
    }

    /** A picture of the window as PNG. */
    public byte[] screenshot() {
        JsonNode picture = call("Page.captureScreenshot", DevTools.object().put("format", "png"));
        return Base64.getDecoder().decode(picture.get("data").asText());
    }

    private static String quoted(String text) {
        return DevTools.object().textNode(text).toString();
    }
}
