// Tells the agent which window is in front, at once and at each change; run by KWin 5.27 and 6.
// AGENT stands for the agent's name on the bus: nobody else ever gets it, also once the agent has gone.

var front = null;

function tell() {
    var known = front !== null && front !== undefined;
    callDBus(
        "AGENT", "/", "timesink.Windows", "InFront",
        known ? String(front.caption) : "",
        known ? String(front.resourceClass) : "",
        known ? String(front.resourceName) : "",
        known ? String(front.pid) : "",
        known ? String(front.fullScreen) : ""
    );
}

function activated(window) {
    if (front) {
        try {
            front.captionChanged.disconnect(tell);
            front.fullScreenChanged.disconnect(tell);
        } catch (gone) {
            // a closed window has no signals any more
        }
    }
    front = window;
    if (front) {
        front.captionChanged.connect(tell);
        front.fullScreenChanged.connect(tell);
    }
    tell();
}

if (workspace.windowActivated) {
    workspace.windowActivated.connect(activated);
    activated(workspace.activeWindow);
} else {
    workspace.clientActivated.connect(activated);
    activated(workspace.activeClient);
}
